// Owns the scatter of the trials that pass every brush, and the front among just those.

import { axis, labelled, TICKS } from "../../../components/front_chart/axes.js";
import { logTicks, padded, spread } from "../../../components/front_chart/ticks.js";
import { frontOf } from "../../../components/front_chart/trials.js";
import { valueText } from "../../../components/front_chart/units.js";
import { logSpan } from "./lines.js";

export function pointOf(data, row) {
  return { row, number: row, status: "complete", x: data.x.values[row], y: data.y.values[row] };
}

function worded(axisOf, value) {
  if (axisOf.unit === "score") return String(Number(value.toPrecision(3)));
  return valueText(axisOf.name, value);
}

function hoverOf(data, { row, x, y }) {
  const name = data.sides[data.side[row]].name;
  const figures = `${data.y.label} ${worded(data.y, y)} · ${data.x.label} ${worded(data.x, x)}`;
  return `<b>Trial ${data.number[row]}</b> of ${name}<br>${figures}`;
}

// The same in a line of text, for those who read the front as a list.
export function lineOf(data, { row, x, y }) {
  const of = data.sides.length > 1 ? ` of ${data.sides[data.side[row]].title}` : "";
  const figures = `${data.y.label} ${worded(data.y, y)} · ${data.x.label} ${worded(data.x, x)}`;
  return `Trial ${data.number[row]}${of} · ${figures}`;
}

function dots(data, points, marker) {
  return {
    type: "scatter",
    mode: "markers",
    x: points.map((point) => point.x),
    y: points.map((point) => point.y),
    customdata: points.map((point) => point.row),
    text: points.map((point) => hoverOf(data, point)),
    hovertemplate: "%{text}<extra></extra>",
    marker,
  };
}

export function scatterFigure(data, kept, theme, dark) {
  const points = data.number.map((_, row) => pointOf(data, row));
  const inside = points.filter((point) => kept[point.row]);
  const outside = points.filter((point) => !kept[point.row]);
  const front = frontOf(inside, data.y.maximize);
  const several = data.sides.length > 1;
  const colour = several ? theme.text : theme.front;
  const most = points.reduce((far, point) => Math.max(far, point.x), 0);
  const line = front.length ? [...front, { ...front[front.length - 1], x: most }] : [];
  const sides = inside.map(({ row }) => data.sides[data.side[row]]);
  const own = sides.map((side) => side[dark ? "dark" : "light"]);
  const symbol = sides.map((side) => side.symbol);
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
      x: line.map((point) => point.x),
      y: line.map((point) => point.y),
      line: { shape: "hv", width: 3.5, color: colour },
    },
    dots(data, front, { size: 11, color: colour, line: { width: 2, color: theme.background } }),
  ];
  const [low, high] = logSpan(points.map((point) => point.x));
  const x = axis(data.x.label, theme, {
    type: "log",
    ...labelled(data.x.unit, logTicks(low, high)),
    showgrid: true,
    gridcolor: theme.grid,
    tickformat: TICKS[data.x.unit],
    range: padded(Math.log10(low), Math.log10(high), 0.04),
  });
  const y = axis(data.y.label, theme, {
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
    xaxis: x,
    yaxis: y,
    font: { family: theme.font, size: 15, color: theme.text },
    margin: { l: 70, r: 16, t: 12, b: 56 },
    dragmode: "zoom",
  };
  return { data: traces, layout, front };
}
