// Owns the parallel coordinates: one vertical axis a choice or metric, and what its brushes keep.

// A brush on an axis with labels snaps to them: between the labels of a log axis stand so many
// nameless ones that it can stop nearly anywhere.
const SNAPS = 48;
const UNSEEN = "\u200b";
const MOST_LABELS = 14;

function finite(values) {
  return values.filter((value) => value !== null && Number.isFinite(value));
}

// A log axis has no place for zero. Where there is nothing else, any span will do.
function logSpan(values) {
  const positive = values.filter((value) => value > 0);
  return positive.length ? spread(positive) : [1, 10];
}

function logDimension(axisOf) {
  const [least, most] = logSpan(axisOf.values);
  const low = Math.log10(least) - 0.03;
  const high = Math.log10(most) + 0.03;
  const named = logTicks(10 ** low, 10 ** high).map(Math.log10)
    .filter((at) => at >= low && at <= high);
  const fine = Array.from({ length: SNAPS + 1 }, (_, step) => low + ((high - low) * step) / SNAPS);
  const ticks = [...named.map((at) => [at, shortUnit(axisOf.unit, 10 ** at)]),
    ...fine.map((at, step) => [at, UNSEEN.repeat(step + 1)])].sort((a, b) => a[0] - b[0]);
  return {
    values: axisOf.values.map((value) => (value > 0 ? Math.log10(value) : low)),
    range: [low, high],
    tickvals: ticks.map(([at]) => at), ticktext: ticks.map(([, text]) => text),
  };
}

function linearDimension(axisOf) {
  const known = finite(axisOf.values);
  const [low, high] = padded(...spread(known), 0.03);
  const share = axisOf.unit === "share";
  return {
    values: axisOf.values.map((value) => value ?? low),
    range: [low, share ? Math.min(high, 1) : high],
    tickformat: share ? ".0%" : "~g",
  };
}

// Lines with the same values would hide each other: each goes a little beside the label, but no
// farther than a brush around the label reaches, which at the ends is inwards only.
function aside(row, place, last) {
  const lot = ((row * 0.618034) % 1) * 0.22;
  if (last === 0) return 0;
  if (place === 0) return lot;
  return place === last ? -lot : lot - 0.11;
}

function namedDimension(axisOf) {
  const last = axisOf.texts.length - 1;
  const every = Math.ceil(axisOf.texts.length / MOST_LABELS);
  const texts = axisOf.texts.map((text, at) => {
    const cut = text.length > 12 ? `${text.slice(0, 11)}…` : text;
    // Plotly needs every label to be unlike the others.
    return at % every ? UNSEEN.repeat(at + 1) : cut + UNSEEN.repeat(alikeBefore(axisOf, at, cut));
  });
  return {
    values: axisOf.values.map((value, row) => value + aside(row, value, last)),
    range: [-0.1, last + 0.1],
    tickvals: axisOf.texts.map((_, at) => at), ticktext: texts,
  };
}

function alikeBefore(axisOf, at, cut) {
  return axisOf.texts.slice(0, at).filter((text) => text.startsWith(cut.replace("…", ""))).length;
}

function dimensionOf(axisOf, brush) {
  const make = axisOf.texts ? namedDimension : axisOf.log ? logDimension : linearDimension;
  const dimension = { name: axisOf.name, label: axisOf.label, ...make(axisOf) };
  if (brush) dimension.constraintrange = brush;
  return dimension;
}

function linesFigure(data, dimensions, theme, dark) {
  const count = Math.max(data.sides.length, 2);
  const colours = data.sides.map((side) => (dark ? side.dark : side.light));
  const scale = colours.flatMap((colour, at) => [[at / count, colour], [(at + 1) / count, colour]]);
  const rest = colours.length / count;
  if (rest < 1) scale.push([rest, colours[0]], [1, colours[0]]);
  return {
    data: [{
      type: "parcoords", dimensions,
      line: { color: data.side.map((side) => side + 0.5), colorscale: scale, cmin: 0, cmax: count },
      unselected: { line: { color: theme.infeasible, opacity: 0.06 } },
      labelfont: { size: 15, color: theme.text, family: theme.font },
      tickfont: { size: 14, color: theme.text, family: theme.font },
      rangefont: { size: 1, color: "rgba(0,0,0,0)" },
      labelside: "top",
    }],
    layout: {
      paper_bgcolor: "rgba(0,0,0,0)", margin: { l: 60, r: 60, t: 48, b: 16 },
      font: { family: theme.font },
    },
  };
}

// A brush is one range or several; a trial passes when every brushed axis has it in one of them.
function ranges(brush) {
  return Array.isArray(brush[0]) ? brush : [brush];
}

function passing(count, dimensions) {
  const brushed = dimensions.filter((one) => one.constraintrange && one.constraintrange.length);
  return Array.from({ length: count }, (_, row) => brushed.every((one) => (
    ranges(one.constraintrange).some(([a, b]) => one.values[row] >= a && one.values[row] <= b))));
}
