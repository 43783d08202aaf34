// Owns the two Plotly figures: traces, axes and the template for light and dark.

import { METRICS } from "../constants.js";
import { logTicks } from "./ticks.js";
import { scaled } from "./units.js";

export const TICKS = {
  count: "~s", bytes: "~s", seconds: "~s", milliseconds: "~g", nats: "~g", share: ".3~p",
};
const SUFFIX = { bytes: "B", seconds: " s", milliseconds: " ms" };

export function luminance(color) {
  const probe = document.createElement("canvas").getContext("2d");
  probe.fillStyle = color || "#ffffff";
  probe.fillRect(0, 0, 1, 1);
  const [r, g, b] = probe.getImageData(0, 0, 1, 1).data;
  return 0.299 * r + 0.587 * g + 0.114 * b;
}

// Streamlit's own theme decides between our two sets of colours, and lends its font.
export function themeOf(element, palette) {
  const style = getComputedStyle(element);
  const background = style.getPropertyValue("--st-background-color").trim();
  const colors = luminance(background) < 128 ? palette.dark : palette.light;
  const font = style.getPropertyValue("--st-font").trim() || "sans-serif";
  return { ...colors, background: background || colors.background, font };
}

// Numbers grow with the chart, so that a projector's can be read from the back row.
export function letters(width) {
  return Math.round(Math.max(12, Math.min(26, width < 900 ? 16 - (900 - width) / 130
    : 16 + (width - 900) / 95)));
}

export function axis(title, theme, size, extra) {
  return {
    title: { text: title, font: { size: size + 2, color: theme.text }, standoff: 12 },
    tickfont: { size, color: theme.muted },
    // The grid is drawn on the canvas, under the points that are drawn there too.
    showgrid: false, zeroline: false, linecolor: theme.grid, automargin: true,
    ticklabelstandoff: 6, ...extra,
  };
}

function metricAxis(metric, theme, size, extra) {
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
function withEdge(unit, ticks, { edge, least, lowest }) {
  if (edge === null) return labelled(unit, ticks);
  const tickvals = ticks.filter((at) => at >= least);
  const words = tickvals.map((at) => shortUnit(unit, at).replace(unit === "count" ? " " : "", ""));
  return {
    tickmode: "array", tickvals: [edge, ...tickvals], ticktext: [lowest < 0 ? "≤ 0" : "0", ...words],
  };
}

// The labels of a log axis follow the part of it that is in sight.
function xTicks(view, chart) {
  const axes = chart.layout && chart.layout.xaxis;
  const [low, high] = view.zoomed && axes && axes.range ? axes.range : view.sight.x;
  const ticks = logTicks(10 ** low, 10 ** high, chart.clientWidth < 500);
  return withEdge(METRICS[view.x].unit, ticks, view.scale);
}

function xAxisOf(view, chart) {
  if (!view.sight) return BLANK;
  const range = [...view.sight.x];
  if (!view.scale.log) return { type: "linear", range };
  return { type: "log", ...xTicks(view, chart), range };
}

// Without points there is nothing to measure: numbers on the axes would be made up.
const BLANK = { range: [0, 1], tickmode: "array", tickvals: [] };

// Between what costs nothing and the rest: the scale does not run on.
function edgeLine({ edge, least }, theme) {
  if (edge === null) return [];
  const x = Math.sqrt(edge * least);
  const line = { color: theme.muted, width: 1, dash: "dot" };
  return [{ type: "line", x0: x, x1: x, yref: "paper", y0: 0, y1: 1, line }];
}

// Where the two sliders stand.
function limitLines(view, theme) {
  const line = { color: theme.limit, width: 3, dash: "dash" };
  const across = { type: "line", xref: "paper", x0: 0, x1: 1, y0: view.least, y1: view.least, line };
  const up = { type: "line", x0: view.limit, x1: view.limit, yref: "paper", y0: 0, y1: 1, line };
  return [...(view.limit === null ? [] : [up]), ...(view.least === null ? [] : [across])];
}

// The buttons and the line of the picked point have a strip of their own above what is drawn.
const STRIP = 48;

// Its size is told, not guessed: the canvas beneath is drawn to the very same.
export function sizeOf(chart) {
  return { width: chart.clientWidth, height: chart.clientHeight };
}

export function layoutOf(view, theme, chart) {
  const { width, height } = sizeOf(chart);
  const size = letters(width);
  return {
    uirevision: `${view.x}|${view.y}|${view.log}|${view.focus}|${view.turn}`,
    paper_bgcolor: "rgba(0,0,0,0)", plot_bgcolor: "rgba(0,0,0,0)", width, height, autosize: false,
    font: { family: theme.font, size: 16, color: theme.text },
    margin: { l: width < 500 ? 50 : 76, r: 18, t: STRIP, b: 30 + 2 * size }, showlegend: false,
    hovermode: false, dragmode: "zoom", shapes: [...edgeLine(view.scale, theme), ...limitLines(view, theme)],
    modebar: { bgcolor: "rgba(0,0,0,0)", color: theme.muted, activecolor: theme.text },
    xaxis: metricAxis(view.x, theme, size, xAxisOf(view, chart)),
    yaxis: metricAxis(view.y, theme, size, view.sight ? { range: [...view.sight.y] } : BLANK),
    // A second, unseen axis: what was left out is never compared and stands at the foot.
    yaxis2: { overlaying: "y", range: [0, 1], visible: false, fixedrange: true },
  };
}

export function steps(front, points, theme, moreX) {
  const x = front.map((point) => point.at);
  const y = front.map((point) => point.y);
  if (front.length) {
    // The last step runs on to the farthest network that was tried: nothing there is better.
    const farthest = moreX ? Math.min : Math.max;
    x.push(points.reduce((far, point) => farthest(far, point.at), x[x.length - 1]));
    y.push(y[y.length - 1]);
  }
  return {
    type: "scatter", mode: "lines", hoverinfo: "skip", x, y, name: "front line",
    line: { shape: "hv", color: theme.front, width: 4 },
  };
}

export function frontDots(front, theme) {
  return {
    type: "scatter", mode: "markers", hoverinfo: "skip", name: "front",
    x: front.map((point) => point.at), y: front.map((point) => point.y),
    customdata: front.map((point) => point.number),
    marker: { size: front.length > 120 ? 9 : front.length > 40 ? 12 : 15, color: theme.front, line: { width: front.length > 40 ? 1 : 2, color: theme.background } },
  };
}

// On the front of all the run's goals, though beaten on the two axes that are drawn.
export function ownDots(points, theme) {
  return {
    type: "scatter", mode: "markers", hoverinfo: "skip", name: "own front",
    x: points.map((point) => point.at), y: points.map((point) => point.y),
    marker: { size: 14, symbol: "circle-open", color: theme.front, line: { width: 2.5 } },
  };
}

export function ring(point, theme) {
  return {
    type: "scatter", mode: "markers", hoverinfo: "skip", name: "picked", cliponaxis: false,
    x: point ? [point.at] : [], y: point ? [point.y] : [],
    marker: { size: 28, symbol: "circle-open", color: theme.picked, line: { width: 4 } },
  };
}

export function crosses(points, theme) {
  return {
    type: "scatter", mode: "markers", hoverinfo: "skip", name: "infeasible", yaxis: "y2",
    x: points.map((point) => point.at), y: points.map(() => 0.02),
    customdata: points.map((point) => point.number),
    marker: { size: 10, symbol: "x-thin", line: { width: 2, color: theme.infeasible } },
  };
}

// The first front covers most of the chart; what is gained after it should still be seen.
function floorOf(shares) {
  const first = shares.find((share) => share > 0) ?? 0;
  return Math.max(0, Math.floor(first * 10 - 0.5) / 10);
}

export function volumeFigure(history, over, theme, chart) {
  const { width, height } = sizeOf(chart);
  const size = Math.max(12, letters(width) - 1);
  const title = over === "time" ? "Training time so far" : "Trials so far";
  const data = [{
    type: "scatter", mode: "lines", x: history.x, y: history.y, fill: "tozeroy",
    line: { color: theme.second, width: 3, shape: "hv" }, hovertemplate: "%{y:.1%}<extra></extra>",
  }];
  const layout = {
    uirevision: over, width, height, autosize: false, paper_bgcolor: "rgba(0,0,0,0)", plot_bgcolor: "rgba(0,0,0,0)",
    font: { family: theme.font, size: 15, color: theme.text }, showlegend: false,
    margin: { l: width < 500 ? 50 : 76, r: 18, t: 8, b: 24 + 2 * size }, dragmode: false, hovermode: "x",
    xaxis: axis(title, theme, size, { ticksuffix: over === "time" ? " s" : "", rangemode: "tozero" }),
    yaxis: axis("", theme, size, { showgrid: true, gridcolor: theme.grid, tickformat: ".0%", range: [floorOf(history.y), 1], nticks: 4 }),
  };
  return { data, layout };
}
