// Owns the layout of the chart, and the small figure under it.

import { axis, BLANK, metricAxis, xAxisOf } from "./axes.js";
import { letters } from "./theme.js";

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
  const across = {
    type: "line",
    xref: "paper",
    x0: 0,
    x1: 1,
    y0: view.least,
    y1: view.least,
    line,
  };
  const up = { type: "line", x0: view.limit, x1: view.limit, yref: "paper", y0: 0, y1: 1, line };
  return [...(view.limit === null ? [] : [up]), ...(view.least === null ? [] : [across])];
}

// The buttons and the line of the picked point have a strip of their own above what is drawn.
const STRIP = 48;

// Its size is given, as the canvas beneath is drawn to the very same.
export function sizeOf(chart) {
  return { width: chart.clientWidth, height: chart.clientHeight };
}

export function layoutOf(view, theme, chart) {
  const { width, height } = sizeOf(chart);
  const size = letters(width);
  return {
    uirevision: `${view.x}|${view.y}|${view.log}|${view.focus}|${view.turn}`,
    paper_bgcolor: "rgba(0,0,0,0)",
    plot_bgcolor: "rgba(0,0,0,0)",
    width,
    height,
    autosize: false,
    font: { family: theme.font, size: 16, color: theme.text },
    margin: { l: width < 500 ? 50 : 76, r: 18, t: STRIP, b: 30 + 2 * size },
    showlegend: false,
    hovermode: false,
    dragmode: "zoom",
    shapes: [...edgeLine(view.scale, theme), ...limitLines(view, theme)],
    modebar: { bgcolor: "rgba(0,0,0,0)", color: theme.muted, activecolor: theme.text },
    xaxis: metricAxis(view.x, theme, size, xAxisOf(view, chart)),
    yaxis: metricAxis(view.y, theme, size, view.sight ? { range: [...view.sight.y] } : BLANK),
    // A second, unseen axis: what was left out is never compared and stands at the foot.
    yaxis2: { overlaying: "y", range: [0, 1], visible: false, fixedrange: true },
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
  const data = [
    {
      type: "scatter",
      mode: "lines",
      x: history.x,
      y: history.y,
      fill: "tozeroy",
      line: { color: theme.second, width: 3, shape: "hv" },
      hovertemplate: "%{y:.1%}<extra></extra>",
    },
  ];
  const layout = {
    uirevision: over,
    width,
    height,
    autosize: false,
    paper_bgcolor: "rgba(0,0,0,0)",
    plot_bgcolor: "rgba(0,0,0,0)",
    font: { family: theme.font, size: 15, color: theme.text },
    showlegend: false,
    margin: { l: width < 500 ? 50 : 76, r: 18, t: 8, b: 24 + 2 * size },
    dragmode: false,
    hovermode: "x",
    xaxis: axis(title, theme, size, {
      ticksuffix: over === "time" ? " s" : "",
      rangemode: "tozero",
    }),
    yaxis: axis("", theme, size, {
      showgrid: true,
      gridcolor: theme.grid,
      tickformat: ".0%",
      range: [floorOf(history.y), 1],
      nticks: 4,
    }),
  };
  return { data, layout };
}
