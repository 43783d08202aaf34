// Owns where a logarithmic axis has its labels, and the part of the chart around the front.

const FINE = [1, 1.2, 1.5, 2, 2.5, 3, 4, 5, 6, 7, 8, 9];
const MIDDLE = [1, 2, 3, 5, 7];
const COARSE = [1, 2, 5];

// Few, round values between `low` and `high`: at most about nine, whatever the span.
function logTicks(low, high) {
  const span = Math.log10(high / low);
  const digits = span > 4 ? [1] : span > 1.6 ? COARSE : span > 0.8 ? MIDDLE : FINE;
  const ticks = [];
  for (let power = Math.floor(Math.log10(low)); power <= Math.ceil(Math.log10(high)); power += 1) {
    for (const digit of digits) ticks.push(Number((digit * 10 ** power).toPrecision(4)));
  }
  return ticks;
}

function padded(low, high, share) {
  const pad = (high - low || Math.abs(high) || 1) * share;
  return [low - pad, high + pad];
}

function spread(values) {
  let low = Infinity;
  let high = -Infinity;
  for (const value of values) {
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  return [low, high];
}

// The y range in which the front fills the upper part of the chart; null for too short a front.
function focusRange(front, maximize) {
  if (front.length < 3) return null;
  const worst = front[0].y;
  const best = front[front.length - 1].y;
  const span = Math.abs(best - worst);
  if (!span) return null;
  return maximize ? [worst - span * 0.5, best + span * 0.08]
    : [best - span * 0.08, worst + span * 0.5];
}

function nearRange(front, maximize, parent) {
  const range = focusRange(front, maximize);
  if (!range || !parent) return range;
  const pad = (range[1] - range[0]) * 0.06;
  return [Math.min(range[0], parent.y - pad), Math.max(range[1], parent.y + pad)];
}

// What the chart shows before anyone zooms, and how many points that leaves out. The parent of a
// pruning run is always in sight.
function sightOf(points, front, view, parent = null) {
  if (!points.length && !parent) return null;
  const marks = parent ? [...points, parent] : [...points];
  // Before the first point there is room for what comes: smaller, and not so good.
  if (!points.length) marks.push({ x: parent.x / 10, y: parent.y / 2 });
  const [least, most] = spread(marks.map((point) => point.x));
  const x = view.log ? padded(Math.log10(least), Math.log10(most), 0.04) : padded(least, most, 0.04);
  const all = padded(...spread(marks.map((point) => point.y)), 0.06);
  const near = view.focus ? nearRange(front, view.moreY, parent) : null;
  const y = near ? [Math.max(near[0], all[0]), Math.min(near[1], all[1])] : all;
  // Nothing is more than all right: a hair of room for the dot, and no tick above 100 %.
  if (METRICS[view.y].unit === "share") y[1] = Math.min(y[1], 1 + (1 - y[0]) * 0.03);
  const hidden = points.filter((point) => point.y < y[0] || point.y > y[1]).length;
  return { x, y, hidden };
}
