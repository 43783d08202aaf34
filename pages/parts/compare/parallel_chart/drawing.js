// Owns the drawing of the parallel coordinates: the lines on a canvas, the axes over it as SVG.
// Plotly draws such lines by WebGL, which takes a second or two on a machine without a GPU.

export const ROOM = { left: 72, right: 72, top: 48, bottom: 16 };
const BRUSH_WIDTH = 30;
const LONGEST_TITLE = 12;

export function svgPart(name, attributes, ...inside) {
  const part = document.createElementNS("http://www.w3.org/2000/svg", name);
  for (const [key, value] of Object.entries(attributes)) part.setAttribute(key, value);
  part.append(...inside);
  return part;
}

// From a value of the axis to pixels from the top, and back.
export function heights({ low, high }, height) {
  const tall = height - ROOM.top - ROOM.bottom;
  return {
    pixel: (value) => ROOM.top + ((high - value) / (high - low)) * tall,
    value: (pixel) => high - ((pixel - ROOM.top) / tall) * (high - low),
    step: (high - low) / tall,
  };
}

function brushParts(dimension, ranges, { pixel }) {
  const within = (value) => Math.max(dimension.low, Math.min(dimension.high, value));
  const box = { "data-axis": dimension.name, x: -BRUSH_WIDTH / 2, width: BRUSH_WIDTH };
  const [top, foot] = [pixel(dimension.high), pixel(dimension.low)];
  const whole = svgPart("rect", { ...box, class: "background", y: top, height: foot - top });
  return [
    whole,
    ...ranges.map(([low, high]) => {
      const y = pixel(within(high));
      const height = Math.max(1, pixel(within(low)) - y);
      return svgPart("rect", { ...box, class: "brush", x: -4, width: 8, y, height });
    }),
  ];
}

// A long name takes two lines: it must not run into its neighbours.
function titleLines(label) {
  if (label.length <= LONGEST_TITLE || !label.includes(" ")) return [label];
  const at = label.lastIndexOf(" ");
  return [label.slice(0, at), label.slice(at + 1)];
}

function titlePart({ name, label }) {
  const lines = titleLines(label);
  const attributes = { "data-title": name, class: "title", "text-anchor": "middle" };
  return svgPart(
    "g",
    {},
    ...lines.map((line, at) =>
      svgPart("text", { ...attributes, y: 34 - 18 * (lines.length - 1 - at) }, line),
    ),
  );
}

export function axisPart(dimension, x, ranges, height) {
  const at = heights(dimension, height);
  const [top, foot] = [at.pixel(dimension.high), at.pixel(dimension.low)];
  return svgPart(
    "g",
    { class: "axis", transform: `translate(${x},0)` },
    svgPart("line", { y1: top, y2: foot }),
    ...dimension.ticks.map(([value, text]) =>
      svgPart("text", { x: -8, y: at.pixel(value), dy: "0.35em", "text-anchor": "end" }, text),
    ),
    titlePart(dimension),
    svgPart("g", { class: "axis-brush" }, ...brushParts(dimension, ranges, at)),
  );
}

function strokeRow(pen, row, dimensions, xs, pixels) {
  pen.beginPath();
  dimensions.forEach((dimension, at) => {
    const y = pixels[at](dimension.values[row]);
    if (at) pen.lineTo(xs[at], y);
    else pen.moveTo(xs[at], y);
  });
  pen.stroke();
}

// What a brush leaves out lies faint under the rest.
export function drawRows(canvas, { dimensions, kept, colours, faint }, xs, { width, height }) {
  const scale = window.devicePixelRatio || 1;
  canvas.width = width * scale;
  canvas.height = height * scale;
  const pen = canvas.getContext("2d");
  pen.scale(scale, scale);
  const pixels = dimensions.map((dimension) => heights(dimension, height).pixel);
  for (const shown of [false, true]) {
    pen.globalAlpha = shown ? 0.85 : 0.06;
    kept.forEach((passes, row) => {
      if (passes !== shown) return;
      pen.strokeStyle = shown ? colours[row] : faint;
      strokeRow(pen, row, dimensions, xs, pixels);
    });
  }
}
