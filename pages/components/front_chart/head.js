// Owns what stands above the chart: status, progress, the big numbers, the picked trial, what
// pruning keeps of its parent.

import { METRICS } from "../constants.js";
import { intervalText, picturesText, testedText } from "./evidence.js";
import { goalsText } from "./goals.js";
import { put } from "./parts.js";
import { keptText } from "./pruned.js";
import { nowText, pillOf, trainedLabel } from "./status.js";
import { leftText, secondsLeft, steady, timeLabel } from "./times.js";
import { cell } from "./trials.js";
import { amountText, countText, durationText, nounOf, valueText } from "./units.js";
import { costText, edgeText } from "./words.js";

function drawTime(at, run, left) {
  put(at["time-label"], timeLabel(run));
  put(at.time, run.ended ? durationText(run.active_seconds) : leftText(left));
}

// What moves on with the clock, between two messages.
export function drawClock(at, trials, now) {
  const { run } = trials;
  trials.left = run.ended ? null : steady(trials.left, secondsLeft(run, now));
  put(at.now, nowText(run, now));
  drawTime(at, run, trials.left);
}

// What may be asked of the run now.
export function actionsOf(run) {
  return {
    pause: ["queued", "running"].includes(run.status) && !["pause", "stop"].includes(run.request),
    resume: run.status === "paused",
    stop: !run.ended && run.request !== "stop",
  };
}

function drawActions(at, run) {
  const shown = actionsOf(run);
  for (const button of at.actions.querySelectorAll("button")) {
    button.hidden = !shown[button.dataset.action];
  }
}

export function drawHead(at, run) {
  const [kind, label] = pillOf(run);
  at.pill.dataset.kind = kind;
  put(at.pill, label);
  at.reason.hidden = !run.reason;
  put(at.reason, run.reason || "");
  const percent = Math.round(run.done * 100);
  at.progress.setAttribute("aria-valuenow", String(percent));
  at.progress.dataset.kind = kind;
  at.progress.firstElementChild.style.width = `${percent}%`;
  put(at.trained, `${countText(run.trained)} of ${countText(run.budget.trials)}`);
  put(at["trained-label"], trainedLabel(run));
  drawActions(at, run);
}

export function drawBest(at, front, y, moreY, members) {
  const top = front[front.length - 1];
  const most = METRICS[y].direction === "maximize" ? "Best" : "Highest";
  put(at["best-label"], `${moreY ? most : "Lowest"} ${nounOf(y)}`);
  put(at.best, top ? valueText(y, top.y) : "–");
  put(at.members, top ? members.toLocaleString("en-US") : "–");
}

// Beside the best score: its interval; under it what the test pictures say of the same network.
export function drawEvidence(at, run, front, metric) {
  const top = front[front.length - 1];
  const where = picturesText(run, metric);
  put(at["best-where"], where && `on ${where}`);
  put(at["best-interval"], top ? intervalText(top.entry, metric) : "");
  const tested = top ? testedText(run, front, metric) : "";
  at["best-test"].hidden = !tested;
  put(at["best-test"], tested);
}

// `own` holds the run's own front where that is not the one that is drawn.
export function drawKey(at, run, own) {
  put(at["front-key"], own ? "On the front of these two axes" : "On the front: nothing beats it");
  at["own-key"].hidden = !own;
  if (own) put(at["own-words"], `Beaten here, but not in all goals: ${goalsText(run)}`);
}

export function drawEdgeKey(at, view) {
  const text = edgeText(view);
  at["edge-key"].hidden = !text;
  put(at["edge-words"], text);
}

// What has nothing to show yet, or no meaning on these axes, is not there.
export function showParts(at, run, points, view) {
  at.reset.hidden = !view.zoomed;
  at["hypervolume-box"].hidden = points.length < 2;
  // Where more is wanted nothing is too large to afford.
  at.sliders.hidden = !points.length || view.moreX;
  at["infeasible-box"].hidden = !run.counts.infeasible;
  at["infeasible-key"].hidden = !(run.counts.infeasible && view.infeasible);
}

// At once; the page's own card follows below.
export function drawPicked(root, at, { trials, view, picked, points }) {
  if (picked !== null) root.dataset.picked = String(picked);
  else delete root.dataset.picked;
  const entry = trials.rows.get(picked);
  at.picked.hidden = !entry;
  at.hint.hidden = Boolean(entry) || !points.length;
  if (!entry) return;
  const point = points.find(({ number }) => number === picked);
  const drawn = point && `${amountText(view.y, point.y)}, ${costText(point, view.x)}`;
  put(at["picked-name"], `Trial ${picked}`);
  put(at["picked-text"], drawn || cell(entry, "reason") || "Not on these axes");
}

export function drawKept(root, at, { trials, view, points, front, parent }) {
  const kept = keptText(trials.run, trials.choices, points, front, parent, view);
  root.classList.toggle("ps-pruning", Boolean(kept));
  at.kept.hidden = !kept;
  put(at.kept, kept);
}
