// Owns how numbers are written, with their units; pages/components/text.py agrees with it.

import { METRICS } from "../constants.js";

const STEPS = [
  [1e9, "G"],
  [1e6, "M"],
  [1e3, "k"],
];

function three(value) {
  const text = Math.abs(value) >= 99.95 ? value.toFixed(0) : value.toFixed(1);
  return text.replace(/\.0$/, "");
}

export function scaled(value) {
  for (const [step, prefix] of STEPS) {
    if (Math.abs(value) >= step * 0.9995) return `${three(value / step)} ${prefix}`;
  }
  return `${value.toFixed(0)} `;
}

export function countText(value) {
  return Math.abs(value) < 100000 ? Math.round(value).toLocaleString("en-US") : scaled(value);
}

function two(large, largeUnit, small, smallUnit) {
  return small ? `${large} ${largeUnit} ${small} ${smallUnit}` : `${large} ${largeUnit}`;
}

export function durationText(seconds) {
  if (seconds < 10) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return two(Math.floor(whole / 60), "min", whole % 60, "s");
  const minutes = Math.round(whole / 60);
  return two(Math.floor(minutes / 60), "h", minutes % 60, "min");
}

// An estimated time is not given to the second.
export function roughText(seconds) {
  return durationText(Math.round(seconds / 60) * 60);
}

// "accuracy", "MACs", "latency for 1 image": a metric's label inside a sentence.
export function nounOf(metric) {
  const { label } = METRICS[metric];
  const named = label[1] === label[1].toUpperCase();
  const word = named ? label : label[0].toLowerCase() + label.slice(1);
  return word.replace(", ", " for ");
}

function millisecondsText(value) {
  return value < 999.5 ? `${Number(value.toPrecision(3))} ms` : durationText(value / 1000);
}

export function valueText(metric, value) {
  if (value === null || value === undefined || Number.isNaN(value)) return "–";
  const unit = METRICS[metric] ? METRICS[metric].unit : "nats";
  if (unit === "share") return `${(value * 100).toFixed(1)} %`;
  if (unit === "bytes") return value < 1000 ? `${value.toFixed(0)} B` : `${scaled(value)}B`;
  if (unit === "seconds") return durationText(value);
  if (unit === "milliseconds") return millisecondsText(value);
  if (unit === "count") return countText(value);
  return String(Number(value.toPrecision(3)));
}

// "4,210 parameters", "a 38 kB Keras archive", "12 s of training", "96.4 % accuracy", "a loss of 0.113".
export function amountText(metric, value) {
  const text = valueText(metric, value);
  if (metric === "size_bytes") return `a ${text} Keras archive`;
  if (metric === "compressed_bytes") return `${text} compressed`;
  if (metric === "seconds") return `${text} of training`;
  if (["nats", "score"].includes(METRICS[metric].unit)) return `a ${nounOf(metric)} of ${text}`;
  return `${text} ${nounOf(metric)}`;
}

export function capital(text) {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

// How many times as much: "1.4", "12".
export function timesText(ratio) {
  return ratio < 9.95 ? ratio.toFixed(1) : Math.round(ratio).toLocaleString("en-US");
}
