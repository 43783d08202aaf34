// Owns the scales: where a logarithmic axis has its labels, where it puts what costs nothing, and
// the part of the chart around the front.

import { EDGE, METRICS } from "../constants.js";

const FINE = [1, 1.2, 1.5, 2, 2.5, 3, 4, 5, 6, 7, 8, 9];
const MIDDLE = [1, 2, 3, 5, 7];
const COARSE = [1, 2, 5];

// Few, round values between `low` and `high`: at most about nine, whatever the span; fewer where
// the axis is `short`, as on a phone.
export function logTicks(low, high, short = false) {
  const span = Math.log10(high / low) * (short ? 1.6 : 1);
  const digits = span > 4 ? [1] : span > 1.6 ? COARSE : span > 0.8 ? MIDDLE : FINE;
  const ticks = [];
  for (let power = Math.floor(Math.log10(low)); power <= Math.ceil(Math.log10(high)); power += 1) {
    for (const digit of digits) ticks.push(Number((digit * 10 ** power).toPrecision(4)));
  }
  return ticks;
}

// How costs are drawn across: a logarithmic axis has no place for 0 and less, so these stand at its
// left edge, a step before the least. Without a cost above 0 the axis is linear.
export function scaleOf(points, log) {
  let least = Infinity;
  let most = 0;
  let lowest = Infinity;
  for (const { x } of points) {
    if (x > 0) {
      least = Math.min(least, x);
      most = Math.max(most, x);
    }
    lowest = Math.min(lowest, x);
  }
  if (!log || (!most && lowest <= 0)) return { log: false, edge: null, least, lowest };
  const edge = lowest <= 0 ? least / Math.max(EDGE.least_step, (most / least) ** EDGE.power) : null;
  return { log: true, edge, least, lowest };
}

// `at` is where a point is drawn across.
export function placeAcross(points, { edge }) {
  for (const point of points) point.at = edge === null || point.x > 0 ? point.x : edge;
}

export function padded(low, high, share) {
  const pad = (high - low || Math.abs(high) || 1) * share;
  return [low - pad, high + pad];
}

export function spread(values) {
  let low = Infinity;
  let high = -Infinity;
  for (const value of values) {
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  return [low, high];
}

// The least that a chart spans: a fraction of a point must not look like a gulf.
const LEAST_SHARE = 0.02;
const LEAST_PART = 0.1;
const LEAST_DECADES = 0.6;

function widened([low, high], least) {
  const lacks = Math.max(0, least - (high - low)) / 2;
  return [low - lacks, high + lacks];
}

function leastSpan(metric, [low, high]) {
  if (METRICS[metric].unit === "share") return LEAST_SHARE;
  return LEAST_PART * (Math.max(Math.abs(low), Math.abs(high)) || 1);
}

// The y range in which the front fills the upper part of the chart; null for too short a front.
function focusRange(front, maximize) {
  if (front.length < 3) return null;
  const worst = front[0].y;
  const best = front[front.length - 1].y;
  const span = Math.abs(best - worst);
  if (!span) return null;
  return maximize
    ? [worst - span * 0.5, best + span * 0.08]
    : [best - span * 0.08, worst + span * 0.5];
}

function nearRange(front, maximize, parent) {
  const range = focusRange(front, maximize);
  if (!range || !parent) return range;
  const pad = (range[1] - range[0]) * 0.06;
  return [Math.min(range[0], parent.y - pad), Math.max(range[1], parent.y + pad)];
}

// Nothing is more than all right: a hair of room for the dot, and no tick above 100 %.
function withinWhole([low, high], least) {
  const top = Math.min(high, 1 + (1 - low) * 0.03);
  return [Math.min(low, top - least), top];
}

function sightAcross(marks, view) {
  const scale = scaleOf(marks, view.log);
  placeAcross(marks, scale);
  const [least, most] = spread(marks.map((point) => point.at));
  if (!scale.log) return widened(padded(least, most, 0.04), LEAST_PART * (Math.abs(most) || 1));
  return widened(padded(Math.log10(least), Math.log10(most), 0.04), LEAST_DECADES);
}

// What the chart shows before anyone zooms, and how many points that leaves out. The parent of a
// pruning run is always in sight.
export function sightOf(points, front, view, parent = null) {
  if (!points.length && !parent) return null;
  const marks = parent ? [...points, parent] : [...points];
  // Before the first point there is room for what comes: smaller, and not so good.
  if (!points.length) marks.push({ x: parent.x / 10, y: parent.y / 2 });
  const x = sightAcross(marks, view);
  const ys = spread(marks.map((point) => point.y));
  const least = leastSpan(view.y, ys);
  const all = widened(padded(...ys, 0.06), least);
  const near = view.focus ? nearRange(front, view.moreY, parent) : null;
  const close = near ? [Math.max(near[0], all[0]), Math.min(near[1], all[1])] : all;
  const wide = widened(close, least);
  const y = METRICS[view.y].unit === "share" ? withinWhole(wide, least) : wide;
  const hidden = points.filter((point) => point.y < y[0] || point.y > y[1]).length;
  return { x, y, hidden };
}
