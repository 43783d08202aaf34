// Owns the sentences under the chart: what can be afforded, and what that gives up.

import { METRICS, NO_DIFFERENCE, UNCOUNTED } from "../constants.js";
import { cheapestAlike, differs } from "./evidence.js";
import { cell } from "./trials.js";
import { amountText, nounOf, timesText, valueText } from "./units.js";

// Whether a network's metric is a lower bound, as core/metrics.py has it: `figureOf` gives its figures.
function atLeast(metric, figureOf) {
  return metric === "macs" && (figureOf(UNCOUNTED) ?? 0) > 0;
}

// One of a network's figures; of MACs that are not all known "at least 1.2 M".
export function figureText(metric, figureOf) {
  const text = valueText(metric, figureOf(metric));
  return atLeast(metric, figureOf) ? `at least ${text}` : text;
}

// The same of a point of the chart: a trial, or a parent with its `figures`.
function isBound(point, metric) {
  const figures = point.figures ?? {};
  return atLeast(metric, (name) => (point.entry ? cell(point.entry, name) : figures[name]));
}

// "12 M MACs", "at least 12 M MACs": what a point costs across.
export function costText(point, metric) {
  const text = amountText(metric, point.x);
  return isBound(point, metric) ? `at least ${text}` : text;
}

// Behind a ratio of two costs of which one is a lower bound.
export function knownText(metric, ...points) {
  return points.some((point) => isBound(point, metric)) ? ", as far as they are known" : "";
}

export function savingText(metric, times, how = "with") {
  if (times === Infinity) return `${how} no ${nounOf(metric)} at all`;
  const ratio = timesText(times);
  if (metric === "size_bytes") return `in a Keras archive ${ratio} times smaller`;
  if (metric === "compressed_bytes") return `${how} a compressed size ${ratio} times smaller`;
  if (metric === "seconds") return `${how} ${ratio} times less training`;
  const less = METRICS[metric].unit === "milliseconds" ? "less" : "fewer";
  return `${how} ${ratio} times ${less} ${nounOf(metric)}`;
}

function lossText(metric, gap, moreY) {
  const way = moreY ? "less" : "more";
  if (METRICS[metric].unit === "share") return `${(gap * 100).toFixed(1)} points ${way} than`;
  return `${Number(gap.toPrecision(2))} ${way} ${nounOf(metric)} than`;
}

export function affordLabel(metric) {
  const { unit } = METRICS[metric];
  if (unit === "milliseconds") return "Longest wait I can afford";
  return unit === "seconds" ? "Longest training I can afford" : "Largest model I can afford";
}

// Cheaper, and as good as far as these pictures can tell; empty where nothing on the front is.
function alikeText(front, pick, x, y) {
  const cheap = cheapestAlike(front, pick, y);
  if (!cheap) return "";
  const saving = `${savingText(x, pick.x / cheap.x)}${knownText(x, pick, cheap)}`;
  return ` Trial ${cheap.number} is the cheapest with ${NO_DIFFERENCE} (${valueText(y, cheap.y)}), ${saving}.`;
}

// "10 × smaller": less of a cost, in one word.
export function smallerWord(metric) {
  const { unit } = METRICS[metric];
  return unit === "seconds" || unit === "milliseconds" ? "less" : "smaller";
}

export function needLabel(metric, moreY) {
  return moreY ? `Least ${nounOf(metric)} I need` : `Most ${nounOf(metric)} I accept`;
}

export function needText(metric, least, moreY) {
  return `${moreY ? "at least" : "at most"} ${valueText(metric, least)}`;
}

// Why some points stand at the left edge, or why the scale is not the one that was asked for.
export function edgeText({ x, log, scale }) {
  if (!log || !scale) return "";
  const noun = nounOf(x);
  if (!scale.log && scale.lowest <= 0) {
    return `The scale is linear: a logarithmic one has no place for 0 ${noun}.`;
  }
  if (scale.edge === null) return "";
  return `At the left edge: ${scale.lowest < 0 ? `0 ${noun} or less` : `0 ${noun}`}`;
}

// What is given up: `pick` is the best trial that is affordable, `top` the best of all.
export function affordText(pick, top, x, y, moreY, front = []) {
  if (!top) return "";
  if (!pick) return "Nothing this small was tried yet. Move the slider to the right.";
  const what = `Trial ${pick.number}: ${amountText(y, pick.y)} with ${costText(pick, x)}.`;
  if (pick.number === top.number) {
    return `${what} This is the best of all.${alikeText(front, pick, x, y)}`;
  }
  const gap = Math.abs(top.y - pick.y);
  const times = top.x / pick.x;
  const saving = times >= 1.05 ? `, ${savingText(x, times)}${knownText(x, pick, top)}` : "";
  if (gap === 0) {
    return `${what} That is as good as the best of all (trial ${top.number})${saving}.`;
  }
  const how = `${lossText(y, gap, moreY)} the best of all (trial ${top.number})`;
  const sure = differs(pick, top, y) ? "" : `: ${NO_DIFFERENCE}`;
  return `${what} That is ${how}${saving}${sure}.`;
}
