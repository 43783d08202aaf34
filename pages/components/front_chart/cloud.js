// Owns the points off the front: drawn on a canvas under the chart, and found again by the mouse.
// Ten thousand of them cost a few milliseconds there; as Plotly markers they cost half a second.

const SHADES = 32;
const REACH = 14;

function rgb(color) {
  return [1, 3, 5].map((at) => parseInt(color.slice(at, at + 2), 16));
}

function shadesOf(theme) {
  const from = rgb(theme.early);
  const to = rgb(theme.late);
  return Array.from({ length: SHADES }, (_, step) => {
    const mixed = from.map((part, at) => part + ((to[at] - part) * step) / (SHADES - 1));
    return `rgb(${mixed.map(Math.round).join()})`;
  });
}

// Where data stands on the page. These axes are Plotly's own, and the only private part we read.
function placer(chart) {
  const { xaxis, yaxis } = chart._fullLayout;
  const box = {
    left: xaxis._offset,
    top: yaxis._offset,
    width: xaxis._length,
    height: yaxis._length,
  };
  return {
    box,
    x: (value) => box.left + xaxis.d2p(value),
    y: (value) => box.top + yaxis.d2p(value),
    foot: box.top + box.height * 0.98,
  };
}

function drawGrid(pen, chart, theme, { left, top, width, height }) {
  const { xaxis, yaxis } = chart._fullLayout;
  pen.strokeStyle = theme.grid;
  pen.beginPath();
  for (const tick of xaxis._vals || []) {
    const x = Math.round(left + xaxis.l2p(tick.x)) + 0.5;
    pen.moveTo(x, top);
    pen.lineTo(x, top + height);
  }
  for (const tick of yaxis._vals || []) {
    const y = Math.round(top + yaxis.l2p(tick.x)) + 0.5;
    pen.moveTo(left, y);
    pen.lineTo(left + width, y);
  }
  pen.stroke();
}

function radiusOf(count) {
  if (count > 3000) return 3;
  return count > 400 ? 4 : 5.5;
}

// As large as Plotly's drawing, not as the box around it, which may just have changed.
export function drawCloud(canvas, chart, points, theme, scale) {
  const { width, height } = chart._fullLayout;
  canvas.width = width * scale;
  canvas.height = height * scale;
  Object.assign(canvas.style, { width: `${width}px`, height: `${height}px` });
  const pen = canvas.getContext("2d");
  const at = placer(chart);
  pen.scale(scale, scale);
  pen.beginPath();
  pen.rect(at.box.left, at.box.top, at.box.width, at.box.height);
  pen.clip();
  drawGrid(pen, chart, theme, at.box);
  pen.globalAlpha = 0.75;
  const shades = shadesOf(theme);
  const generations = points.some((point) => point.generation > 0);
  const ages = points.map((point) => (generations ? point.generation : point.number));
  const oldest = ages.reduce((most, age) => Math.max(most, age), 1);
  const radius = radiusOf(points.length);
  points.forEach((point, index) => {
    pen.fillStyle = shades[Math.floor((ages[index] / oldest) * (SHADES - 1))];
    pen.beginPath();
    pen.arc(at.x(point.at), at.y(point.y), radius, 0, 2 * Math.PI);
    pen.fill();
  });
}

// The number of the point nearest to the mouse, front members first; null when none is near.
export function nearest(chart, groups, mouse) {
  const at = placer(chart);
  const { left, top, width, height } = at.box;
  const beyond =
    mouse.x < left - REACH ||
    mouse.x > left + width + REACH ||
    mouse.y < top - REACH ||
    mouse.y > top + height + REACH;
  if (beyond) return null;
  for (const group of groups) {
    let best = null;
    let least = REACH * REACH;
    for (const point of group) {
      const dx = at.x(point.at) - mouse.x;
      const dy = (point.y === undefined ? at.foot : at.y(point.y)) - mouse.y;
      const far = dx * dx + dy * dy;
      if (far < least) {
        least = far;
        best = point.number;
      }
    }
    if (best !== null) return best;
  }
  return null;
}
