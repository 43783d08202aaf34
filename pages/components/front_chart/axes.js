// Owns the axes of a figure: their title, their labels with units, what a log axis has at its edge.

import { METRICS } from "../constants.js";
import { logTicks } from "./ticks.js";
import { scaled } from "./units.js";

export const TICKS = {
  count: "~s",
  bytes: "~s",
  seconds: "~s",
  milliseconds: "~g",
  nats: "~g",
  share: ".3~p",
};
const SUFFIX = { bytes: "B", seconds: " s", milliseconds: " ms" };

export function axis(title, theme, size, extra) {
  return {
    title: { text: title, font: { size: size + 2, color: theme.text }, standoff: 12 },
    tickfont: { size, color: theme.muted },
    // The grid is drawn on the canvas, under the points that are drawn there too.
    showgrid: false,
    zeroline: false,
    linecolor: theme.grid,
    automargin: true,
    ticklabelstandoff: 6,
    ...extra,
  };
}

export function metricAxis(metric, theme, size, extra) {
  const { title, unit } = METRICS[metric];
  const suffix = SUFFIX[unit] || "";
  return axis(title, theme, size, { tickformat: TICKS[unit], ticksuffix: suffix, ...extra });
}

export function shortUnit(unit, value) {
  const small = { seconds: "s", milliseconds: "ms" }[unit];
  if (small) return `${Number(value.toPrecision(2))} ${small}`;
  const text = scaled(value).trim();
  return unit === "bytes" ? `${text}${/\d$/.test(text) ? " " : ""}B` : text;
}

// Plotly puts no suffix behind labels whose places it is given: with a unit they come as words.
export function labelled(unit, tickvals) {
  const words = unit in SUFFIX ? { ticktext: tickvals.map((at) => shortUnit(unit, at)) } : {};
  return { tickmode: "array", tickvals, ...words };
}

// At the left edge of a log axis stands what costs nothing, under a label of its own.
export function withEdge(unit, ticks, { edge, least, lowest }) {
  if (edge === null) return labelled(unit, ticks);
  const tickvals = ticks.filter((at) => at >= least);
  const words = tickvals.map((at) => shortUnit(unit, at).replace(unit === "count" ? " " : "", ""));
  return {
    tickmode: "array",
    tickvals: [edge, ...tickvals],
    ticktext: [lowest < 0 ? "≤ 0" : "0", ...words],
  };
}

// The labels of a log axis follow the part of it that is in sight.
function xTicks(view, chart) {
  const zoomed = view.zoomed && chart.layout?.xaxis?.range;
  const [low, high] = zoomed || view.sight.x;
  const ticks = logTicks(10 ** low, 10 ** high, chart.clientWidth < 500);
  return withEdge(METRICS[view.x].unit, ticks, view.scale);
}

export function xAxisOf(view, chart) {
  if (!view.sight) return BLANK;
  const range = [...view.sight.x];
  if (!view.scale.log) return { type: "linear", range };
  return { type: "log", ...xTicks(view, chart), range };
}

// Without points there is nothing to measure: numbers on the axes would be made up.
export const BLANK = { range: [0, 1], tickmode: "array", tickvals: [] };
