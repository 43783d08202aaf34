// Owns what an axis of the parallel coordinates is: where values stand on it, its labels, and what
// its brushes keep.

import { shortUnit } from "../../../components/front_chart/axes.js";
import { logTicks, padded, spread } from "../../../components/front_chart/ticks.js";

const MOST_LABELS = 14;
const LONGEST_LABEL = 12;
// How far a brush reaches around a label that it snaps to.
const AROUND = 0.25;

function finite(values) {
  return values.filter((value) => value !== null && Number.isFinite(value));
}

// A log axis has no place for zero. Where there is nothing else, any span will do.
export function logSpan(values) {
  const positive = values.filter((value) => value > 0);
  return positive.length ? spread(positive) : [1, 10];
}

function logDimension({ values, unit }) {
  const [least, most] = logSpan(values);
  const low = Math.log10(least) - 0.03;
  const high = Math.log10(most) + 0.03;
  const ticks = logTicks(10 ** low, 10 ** high).map((at) => [Math.log10(at), shortUnit(unit, at)]);
  return {
    low,
    high,
    ticks: ticks.filter(([at]) => at >= low && at <= high),
    values: values.map((value) => (value > 0 ? Math.log10(value) : low)),
  };
}

// Up to ten round values.
function evenTicks(low, high) {
  const least = (high - low) / 10;
  const power = 10 ** Math.floor(Math.log10(least));
  const step = [1, 2, 5, 10].map((digit) => digit * power).find((one) => one >= least);
  const first = Math.ceil(low / step);
  const count = Math.floor(high / step) - first + 1;
  return Array.from({ length: count }, (_, at) => Number(((first + at) * step).toPrecision(6)));
}

function linearDimension({ values, unit }) {
  const [low, top] = padded(...spread(finite(values)), 0.03);
  const share = unit === "share";
  const high = share ? Math.min(top, 1) : top;
  const words = (at) => (share ? `${Number((at * 100).toPrecision(4))}%` : String(at));
  return {
    low,
    high,
    ticks: evenTicks(low, high).map((at) => [at, words(at)]),
    values: values.map((value) => value ?? low),
  };
}

// Lines with the same values would hide each other: each goes a little beside the label, but no
// farther than a brush around the label reaches, which at the ends is inwards only.
function aside(row, place, last) {
  const offset = ((row * 0.618034) % 1) * 0.22;
  if (last === 0) return 0;
  if (place === 0) return offset;
  return place === last ? -offset : offset - 0.11;
}

function namedDimension({ values, texts }) {
  const last = texts.length - 1;
  const every = Math.ceil(texts.length / MOST_LABELS);
  const cut = (text) =>
    text.length > LONGEST_LABEL ? `${text.slice(0, LONGEST_LABEL - 1)}…` : text;
  return {
    low: -0.1,
    high: last + 0.1,
    named: true,
    ticks: texts.map((text, at) => [at, cut(text)]).filter(([at]) => at % every === 0),
    values: values.map((place, row) => place + aside(row, place, last)),
  };
}

export function dimensionOf(axisOf) {
  const make = axisOf.texts ? namedDimension : axisOf.log ? logDimension : linearDimension;
  return { name: axisOf.name, label: axisOf.label, ...make(axisOf) };
}

// A brush on an axis of names keeps whole names.
export function snapped(dimension, [low, high]) {
  if (!dimension.named) return [low, high];
  const [first, last] = [Math.ceil(low), Math.floor(high)];
  const nearest = Math.round((low + high) / 2);
  return first > last ? [nearest - AROUND, nearest + AROUND] : [first - AROUND, last + AROUND];
}

// A trial passes when every brushed axis has it in one of its ranges.
export function passing(count, dimensions, brushes) {
  const brushed = dimensions.filter((one) => brushes.has(one.name));
  return Array.from({ length: count }, (_, row) =>
    brushed.every(({ name, values }) =>
      brushes.get(name).some(([low, high]) => values[row] >= low && values[row] <= high),
    ),
  );
}
