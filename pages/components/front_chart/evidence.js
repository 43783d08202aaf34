// Owns how sure a score is, as the engine sends it: its pictures, its interval, its error.

import { METRICS } from "../constants.js";
import { cell } from "./trials.js";
import { valueText } from "./units.js";

// A figure of the engine's about a score: "low" and "high" of its interval, its standard "error".
// Null where there is none: of a mean precision, of answers from a table.
function evidenceOf(point, metric, what) {
  const column = `${metric}_${what}`;
  if (point.evidence) return point.evidence[column] ?? null;
  return point.entry ? cell(point.entry, column) : null;
}

// From one standard error of the difference on, as core/intervals.py has it; without errors always.
export function differs(one, other, metric) {
  const errors = [one, other].map((point) => evidenceOf(point, metric, "error"));
  if (errors.includes(null)) return true;
  return Math.abs(one.y - other.y) >= Math.hypot(...errors);
}

// The cheapest on the front that these pictures cannot tell from `point`; null if none is cheaper.
export function cheapestAlike(front, point, metric) {
  const found = front.find((other) => other.x < point.x && !differs(other, point, metric));
  return found ?? null;
}

// "95.0 to 98.5 %"; empty where the engine knows no interval.
export function intervalText(entry, metric) {
  return endsText(["low", "high"].map((end) => evidenceOf({ entry }, metric, end)));
}

export function endsText(ends) {
  return ends.includes(null) ? "" : `${ends.map((end) => (end * 100).toFixed(1)).join(" to ")} %`;
}

// "288 validation pictures"; of a run whose split is not known "validation pictures".
export function picturesText(run, metric) {
  const part = METRICS[metric].part;
  return part ? run.pictures?.[part] || `${part} pictures` : "";
}

function testOf(metric) {
  const name = `test_${metric.replace(/^val_/, "")}`;
  return METRICS[metric].part === "validation" && METRICS[name] ? name : null;
}

// "On 360 test pictures 97.2 % (95.0 to 98.5 %); the best there is trial 5 with 98.1 %."
export function testedText(run, front, metric) {
  const test = testOf(metric);
  const top = front[front.length - 1];
  const tested = front.filter(({ entry }) => test && cell(entry, test) !== null);
  if (!tested.includes(top)) return "";
  const scored = ({ entry }) => valueText(test, cell(entry, test));
  const interval = intervalText(top.entry, test);
  const said = `On ${picturesText(run, test)} ${scored(top)}${interval && ` (${interval})`}`;
  const best = tested.reduce((one, other) =>
    cell(other.entry, test) > cell(one.entry, test) ? other : one,
  );
  if (best === top || METRICS[test].direction !== "maximize") return `${said}.`;
  return `${said}; the best there is trial ${best.number} with ${scored(best)}.`;
}
