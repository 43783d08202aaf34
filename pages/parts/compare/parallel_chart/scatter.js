// Owns the scatter of the trials that pass every brush, and the front among just those.

import { axis, TICKS, withEdge } from "../../../components/front_chart/axes.js";
import {
  logTicks,
  padded,
  placeAcross,
  scaleOf,
  spread,
} from "../../../components/front_chart/ticks.js";
import { frontOf } from "../../../components/front_chart/trials.js";
import { valueText } from "../../../components/front_chart/units.js";

const SIZE = 15;

export function pointOf(data, row) {
  return { row, number: row, status: "complete", x: data.x.values[row], y: data.y.values[row] };
}

function worded(axisOf, value) {
  if (axisOf.unit === "score") return String(Number(value.toPrecision(3)));
  return valueText(axisOf.name, value);
}

function hoverOf(data, { row, x, y }) {
  const name = data.groups[data.group[row]].name;
  const figures = `${data.y.label} ${worded(data.y, y)} · ${data.x.label} ${worded(data.x, x)}`;
  return `<b>Trial ${data.number[row]}</b> of ${name}<br>${figures}`;
}

// The same in a line of text, for those who read the front as a list.
export function lineOf(data, { row, x, y }) {
  const of = data.groups.length > 1 ? ` of ${data.groups[data.group[row]].title}` : "";
  const figures = `${data.y.label} ${worded(data.y, y)} · ${data.x.label} ${worded(data.x, x)}`;
  return `Trial ${data.number[row]}${of} · ${figures}`;
}

function dots(data, points, marker) {
  return {
    type: "scatter",
    mode: "markers",
    x: points.map((point) => point.at),
    y: points.map((point) => point.y),
    customdata: points.map((point) => point.row),
    text: points.map((point) => hoverOf(data, point)),
    hovertemplate: "%{text}<extra></extra>",
    marker,
  };
}

// What costs nothing stands at the edge of a log axis, as on the front's chart.
function across({ x: { label, unit } }, points, scale, theme) {
  const [low, high] = points.length ? spread(points.map(({ at }) => at)) : [1, 10];
  const grid = { showgrid: true, gridcolor: theme.grid, tickformat: TICKS[unit] };
  if (!scale.log) return axis(label, theme, SIZE, { ...grid, range: padded(low, high, 0.04) });
  return axis(label, theme, SIZE, {
    ...grid,
    type: "log",
    ...withEdge(unit, logTicks(low, high), scale),
    range: padded(Math.log10(low), Math.log10(high), 0.04),
  });
}

export function scatterFigure(data, kept, theme, dark) {
  const points = data.number.map((_, row) => pointOf(data, row));
  const scale = scaleOf(points, true);
  placeAcross(points, scale);
  const inside = points.filter((point) => kept[point.row]);
  const outside = points.filter((point) => !kept[point.row]);
  const front = frontOf(inside, data.y.maximize);
  const several = data.groups.length > 1;
  const colour = several ? theme.text : theme.front;
  const most = points.reduce((far, { at }) => Math.max(far, at), -Infinity);
  const line = front.length ? [...front, { ...front[front.length - 1], at: most }] : [];
  const groups = inside.map(({ row }) => data.groups[data.group[row]]);
  const own = groups.map((group) => group[dark ? "dark" : "light"]);
  const symbol = groups.map((group) => group.symbol);
  const traces = [
    {
      ...dots(data, outside, { size: 6, color: theme.infeasible, opacity: 0.18 }),
      hoverinfo: "skip",
      hovertemplate: null,
    },
    dots(data, inside, { size: 8, color: own, symbol, opacity: 0.7 }),
    {
      type: "scatter",
      mode: "lines",
      hoverinfo: "skip",
      x: line.map((point) => point.at),
      y: line.map((point) => point.y),
      line: { shape: "hv", width: 3.5, color: colour },
    },
    dots(data, front, { size: 11, color: colour, line: { width: 2, color: theme.background } }),
  ];
  const y = axis(data.y.label, theme, SIZE, {
    showgrid: true,
    gridcolor: theme.grid,
    tickformat: TICKS[data.y.unit] || "~g",
    range: padded(...spread(points.map((point) => point.y)), 0.05),
  });
  const layout = {
    uirevision: `${data.x.name}|${data.y.name}`,
    showlegend: false,
    hovermode: "closest",
    paper_bgcolor: "rgba(0,0,0,0)",
    plot_bgcolor: "rgba(0,0,0,0)",
    xaxis: across(data, points, scale, theme),
    yaxis: y,
    font: { family: theme.font, size: SIZE, color: theme.text },
    margin: { l: 70, r: 16, t: 12, b: 56 },
    dragmode: "zoom",
  };
  return { data: traces, layout, front };
}
