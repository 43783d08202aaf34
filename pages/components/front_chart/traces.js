// Owns what is drawn of the front: its line, its dots, the picked one, what was left out.

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
    type: "scatter",
    mode: "lines",
    hoverinfo: "skip",
    x,
    y,
    name: "front line",
    line: { shape: "hv", color: theme.front, width: 4 },
  };
}

export function frontDots(front, theme) {
  return {
    type: "scatter",
    mode: "markers",
    hoverinfo: "skip",
    name: "front",
    x: front.map((point) => point.at),
    y: front.map((point) => point.y),
    customdata: front.map((point) => point.number),
    marker: {
      size: front.length > 120 ? 9 : front.length > 40 ? 12 : 15,
      color: theme.front,
      line: { width: front.length > 40 ? 1 : 2, color: theme.background },
    },
  };
}

function hollow(name, points, marker) {
  return {
    type: "scatter",
    mode: "markers",
    hoverinfo: "skip",
    name,
    x: points.map((point) => point.at),
    y: points.map((point) => point.y),
    marker: { symbol: "circle-open", ...marker },
  };
}

// On the front of all the run's goals, though beaten on the two axes that are drawn.
export function ownDots(points, theme) {
  return hollow("own front", points, { size: 14, color: theme.front, line: { width: 2.5 } });
}

export function ring(point, theme) {
  const marker = { size: 28, color: theme.picked, line: { width: 4 } };
  return { ...hollow("picked", point ? [point] : [], marker), cliponaxis: false };
}

export function crosses(points, theme) {
  return {
    type: "scatter",
    mode: "markers",
    hoverinfo: "skip",
    name: "infeasible",
    yaxis: "y2",
    x: points.map((point) => point.at),
    y: points.map(() => 0.02),
    customdata: points.map((point) => point.number),
    marker: { size: 10, symbol: "x-thin", line: { width: 2, color: theme.infeasible } },
  };
}
