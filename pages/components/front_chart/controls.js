// Owns the controls of the chart: the axes, the boxes to tick, the buttons, the arrow keys.

import { ACROSS, METRICS, UP } from "../constants.js";
import { wantsMore } from "./goals.js";
import { has } from "./trials.js";
import { nounOf } from "./units.js";

function fillSelect(select, names, chosen) {
  const wanted = names.join();
  if (select.dataset.names !== wanted) {
    select.replaceChildren(...names.map((name) => new Option(METRICS[name].title, name)));
    select.dataset.names = wanted;
  }
  if (select.value !== chosen) select.value = chosen;
}

// A "?" beside an axis: what its metric is, and the way to its entry in the glossary. Another tab:
// the page is not loaded anew, so what was picked and zoomed stays.
function explain(link, metric, base) {
  if (link.dataset.metric === metric) return;
  const { label, summary } = METRICS[metric];
  link.dataset.metric = metric;
  link.title = summary;
  link.href = `${base}/glossary?term=${encodeURIComponent(label)}`;
  link.setAttribute("aria-label", `What is ${nounOf(metric)}? Opens the glossary`);
}

// Offers the metrics that the trials have, and brings the view to them.
export function fillControls(at, view, trials, { axes, base }) {
  const known = (name) => name === axes.x || name === axes.y || has(trials, name);
  const offered = { x: ACROSS.filter(known), y: UP.filter(known) };
  for (const name of ["x", "y"]) {
    if (!offered[name].includes(view[name])) view[name] = axes[name];
    fillSelect(at[name], offered[name], view[name]);
    explain(at[`${name}-what`], view[name], base);
  }
  view.moreX = wantsMore(trials.run, view.x);
  view.moreY = wantsMore(trials.run, view.y);
  at.log.checked = view.log;
  at.infeasible.checked = view.infeasible;
  at.focus.checked = view.focus;
  at.over.value = view.over;
}

// `hooks`: axes(changes), set(changes), unzoom(), act(name), open(), walk(key) -> whether it moved.
export function bindControls(at, hooks, signal) {
  const on = (part, event, act) => {
    at[part].addEventListener(event, () => act(at[part]), { signal });
  };
  on("x", "change", (select) => hooks.axes({ x: select.value, limit: null }));
  on("y", "change", (select) => hooks.axes({ y: select.value, least: null }));
  on("log", "change", (box) => hooks.axes({ log: box.checked }));
  on("infeasible", "change", (box) => hooks.set({ infeasible: box.checked }));
  on("focus", "change", (box) => {
    hooks.set({ focus: box.checked });
    hooks.unzoom();
  });
  on("reset", "click", () => hooks.unzoom());
  on("over", "change", (select) => hooks.set({ over: select.value }));
  on("open", "click", () => hooks.open());
  at.actions.addEventListener(
    "click",
    ({ target }) => {
      if (target.dataset.action) hooks.act(target.dataset.action);
    },
    { signal },
  );
  at.chart.tabIndex = 0;
  at.chart.addEventListener(
    "keydown",
    (event) => {
      if (hooks.walk(event.key)) event.preventDefault();
    },
    { signal },
  );
}

// The member of the front to which an arrow key leads from the picked one; null if to none.
export function walked(front, picked, key, moreX) {
  const right = moreX ? -1 : 1;
  const way = { ArrowRight: right, ArrowUp: 1, ArrowLeft: -right, ArrowDown: -1 }[key];
  if (!way || !front.length) return null;
  const here = front.findIndex((point) => point.number === picked);
  const next = here < 0 ? 0 : Math.max(0, Math.min(front.length - 1, here + way));
  return front[next].number;
}
