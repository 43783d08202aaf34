// Owns the parent of a pruning run on the chart: its mark, the lines from it, its key and its tip.

import { put } from "./parts.js";
import { metricLines } from "./tip.js";

// It stands among the trials, which have numbers.
export const PARENT = "parent";

// Null where the run has no parent, or the parent lacks one of the two figures.
export function parentPoint(run, x, y) {
  const metrics = run.parent ? run.parent.metrics : {};
  const px = metrics[x] ?? null;
  const py = metrics[y] ?? null;
  if (!Number.isFinite(px) || !Number.isFinite(py)) return null;
  return { number: PARENT, x: px, y: py, figures: metrics };
}

// A faint line from the parent to each member of the front: what pruning gave up, and what it won.
function spokes(parent, front, theme) {
  const ends = front.flatMap((point) => [parent, point, { at: null, y: null }]);
  return {
    type: "scatter",
    mode: "lines",
    hoverinfo: "skip",
    name: "from the parent",
    opacity: 0.35,
    x: ends.map((point) => point.at),
    y: ends.map((point) => point.y),
    line: { color: theme.parent, width: 1.2 },
  };
}

function parentMark(parent, theme) {
  return {
    type: "scatter",
    mode: "markers+text",
    hoverinfo: "skip",
    name: "parent",
    x: [parent.at],
    y: [parent.y],
    text: ["parent"],
    textposition: "bottom center",
    textfont: { size: 16, color: theme.parent },
    cliponaxis: false,
    marker: {
      size: 22,
      symbol: "star",
      color: theme.parent,
      line: { width: 2, color: theme.background },
    },
  };
}

export function parentTraces(parent, front, theme) {
  return parent ? [spokes(parent, front, theme), parentMark(parent, theme)] : [];
}

export function drawParentKey(at, run, parent) {
  at["parent-key"].hidden = !parent;
  if (parent)
    put(at["parent-words"], `Parent, before it is ${run.parent.done}: ${run.parent.title}`);
}

export function parentLines({ title, metrics }) {
  const lines = metricLines((metric) => metrics[metric]);
  return [["strong", "Parent"], ["span", title, "ps-tip-note"], ...lines];
}
