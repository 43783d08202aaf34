// Owns the two Plotly figures: traces, axes and the template for light and dark.

const TICKS = {
  count: "~s", bytes: "~s", seconds: "~s", milliseconds: "~g", nats: "~g", share: ".3~p",
};
const SUFFIX = { bytes: "B", seconds: " s", milliseconds: " ms" };

function luminance(color) {
  const probe = document.createElement("canvas").getContext("2d");
  probe.fillStyle = color || "#ffffff";
  probe.fillRect(0, 0, 1, 1);
  const [r, g, b] = probe.getImageData(0, 0, 1, 1).data;
  return 0.299 * r + 0.587 * g + 0.114 * b;
}

// Streamlit's own theme decides between our two sets of colours, and lends its font.
function themeOf(element, palette) {
  const style = getComputedStyle(element);
  const background = style.getPropertyValue("--st-background-color").trim();
  const colors = luminance(background) < 128 ? palette.dark : palette.light;
  const font = style.getPropertyValue("--st-font").trim() || "sans-serif";
  return { ...colors, background: background || colors.background, font };
}

function axis(title, theme, extra) {
  return {
    title: { text: title, font: { size: 18, color: theme.text }, standoff: 14 },
    tickfont: { size: 16, color: theme.muted },
    // The grid is drawn on the canvas, under the points that are drawn there too.
    showgrid: false, zeroline: false, linecolor: theme.grid, automargin: true,
    ticklabelstandoff: 6, ...extra,
  };
}

function metricAxis(metric, theme, extra) {
  const { label, unit } = METRICS[metric];
  const suffix = SUFFIX[unit] || "";
  return axis(label, theme, { tickformat: TICKS[unit], ticksuffix: suffix, ...extra });
}

function shortUnit(unit, value) {
  const small = { seconds: "s", milliseconds: "ms" }[unit];
  if (small) return `${Number(value.toPrecision(2))} ${small}`;
  const text = scaled(value).trim();
  return unit === "bytes" ? `${text}${/\d$/.test(text) ? " " : ""}B` : text;
}

// Plotly puts no suffix behind labels whose places it is given: with a unit they come as words.
function labelled(unit, tickvals) {
  const words = unit in SUFFIX ? { ticktext: tickvals.map((at) => shortUnit(unit, at)) } : {};
  return { tickmode: "array", tickvals, ...words };
}

// The labels of a log axis follow the part of it that is in sight.
function xTicks(view, chart) {
  if (!view.log || !view.sight) return {};
  const axes = chart.layout && chart.layout.xaxis;
  const [low, high] = view.zoomed && axes && axes.range ? axes.range : view.sight.x;
  return labelled(METRICS[view.x].unit, logTicks(10 ** low, 10 ** high));
}

// Without points there is nothing to measure: numbers on the axes would be made up.
const BLANK = { range: [0, 1], tickmode: "array", tickvals: [] };

// The chart's buttons stand over its upper right corner, where a parent does: it gets out of there.
function layoutOf(view, theme, chart, parent) {
  const limit = view.limit === null ? [] : [{
    type: "line", x0: view.limit, x1: view.limit, yref: "paper", y0: 0, y1: 1,
    line: { color: theme.limit, width: 3, dash: "dash" },
  }];
  return {
    uirevision: `${view.x}|${view.y}|${view.log}|${view.focus}|${view.turn}`,
    paper_bgcolor: "rgba(0,0,0,0)", plot_bgcolor: "rgba(0,0,0,0)",
    font: { family: theme.font, size: 16, color: theme.text },
    margin: { l: 76, r: 18, t: parent ? 40 : 14, b: 62 }, showlegend: false, hovermode: false,
    dragmode: "zoom", shapes: limit,
    modebar: { bgcolor: "rgba(0,0,0,0)", color: theme.muted, activecolor: theme.text },
    xaxis: metricAxis(view.x, theme, view.sight ? {
      type: view.log ? "log" : "linear", ...xTicks(view, chart), range: [...view.sight.x],
    } : BLANK),
    yaxis: metricAxis(view.y, theme, view.sight ? { range: [...view.sight.y] } : BLANK),
    // A second, unseen axis: what was left out is never compared and stands at the foot.
    yaxis2: { overlaying: "y", range: [0, 1], visible: false, fixedrange: true },
  };
}

function steps(front, points, theme, moreX) {
  const x = front.map((point) => point.x);
  const y = front.map((point) => point.y);
  if (front.length) {
    // The last step runs on to the farthest network that was tried: nothing there is better.
    const farthest = moreX ? Math.min : Math.max;
    x.push(points.reduce((far, point) => farthest(far, point.x), x[x.length - 1]));
    y.push(y[y.length - 1]);
  }
  return {
    type: "scatter", mode: "lines", hoverinfo: "skip", x, y, name: "front line",
    line: { shape: "hv", color: theme.front, width: 4 },
  };
}

function frontDots(front, theme) {
  return {
    type: "scatter", mode: "markers", hoverinfo: "skip", name: "front",
    x: front.map((point) => point.x), y: front.map((point) => point.y),
    customdata: front.map((point) => point.number),
    marker: { size: front.length > 120 ? 9 : front.length > 40 ? 12 : 15, color: theme.front, line: { width: front.length > 40 ? 1 : 2, color: theme.background } },
  };
}

// On the front of all the run's goals, though beaten on the two axes that are drawn.
function ownDots(points, theme) {
  return {
    type: "scatter", mode: "markers", hoverinfo: "skip", name: "own front",
    x: points.map((point) => point.x), y: points.map((point) => point.y),
    marker: { size: 14, symbol: "circle-open", color: theme.front, line: { width: 2.5 } },
  };
}

function ring(point, theme) {
  return {
    type: "scatter", mode: "markers", hoverinfo: "skip", name: "picked",
    x: point ? [point.x] : [], y: point ? [point.y] : [],
    marker: { size: 28, symbol: "circle-open", color: theme.picked, line: { width: 4 } },
  };
}

function crosses(points, theme) {
  return {
    type: "scatter", mode: "markers", hoverinfo: "skip", name: "infeasible", yaxis: "y2",
    x: points.map((point) => point.x), y: points.map(() => 0.02),
    customdata: points.map((point) => point.number),
    marker: { size: 10, symbol: "x-thin", line: { width: 2, color: theme.infeasible } },
  };
}

// The first front covers most of the chart; what is gained after it should still be seen.
function floorOf(shares) {
  const first = shares.find((share) => share > 0) ?? 0;
  return Math.max(0, Math.floor(first * 10 - 0.5) / 10);
}

function volumeFigure(growth, over, theme) {
  const title = over === "time" ? "Training time so far" : "Trials so far";
  const data = [{
    type: "scatter", mode: "lines", x: growth.x, y: growth.y, fill: "tozeroy",
    line: { color: theme.second, width: 3, shape: "hv" }, hovertemplate: "%{y:.1%}<extra></extra>",
  }];
  const layout = {
    uirevision: over, paper_bgcolor: "rgba(0,0,0,0)", plot_bgcolor: "rgba(0,0,0,0)",
    font: { family: theme.font, size: 15, color: theme.text }, showlegend: false,
    margin: { l: 76, r: 18, t: 8, b: 52 }, dragmode: false, hovermode: "x",
    xaxis: axis(title, theme, { ticksuffix: over === "time" ? " s" : "", rangemode: "tozero" }),
    yaxis: axis("", theme, { showgrid: true, gridcolor: theme.grid, tickformat: ".0%", range: [floorOf(growth.y), 1], nticks: 4 }),
  };
  return { data, layout };
}
