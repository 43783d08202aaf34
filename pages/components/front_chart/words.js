// Owns the sentences and units that the live chart shows; pages/components/text.py agrees with it.
// METRICS, ACROSS, UP and UNCOUNTED stand before it: they are those of the engine.

const STEPS = [[1e9, "G"], [1e6, "M"], [1e3, "k"]];

function three(value) {
  const text = Math.abs(value) >= 99.95 ? value.toFixed(0) : value.toFixed(1);
  return text.replace(/\.0$/, "");
}

function scaled(value) {
  for (const [step, prefix] of STEPS) {
    if (Math.abs(value) >= step * 0.9995) return `${three(value / step)} ${prefix}`;
  }
  return `${value.toFixed(0)} `;
}

function countText(value) {
  return Math.abs(value) < 100000 ? Math.round(value).toLocaleString("en-US") : scaled(value);
}

function two(large, largeUnit, small, smallUnit) {
  return small ? `${large} ${largeUnit} ${small} ${smallUnit}` : `${large} ${largeUnit}`;
}

function durationText(seconds) {
  if (seconds < 10) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return two(Math.floor(whole / 60), "min", whole % 60, "s");
  const minutes = Math.round(whole / 60);
  return two(Math.floor(minutes / 60), "h", minutes % 60, "min");
}

// What is only guessed is not told to the second.
function roughText(seconds) {
  return durationText(Math.round(seconds / 60) * 60);
}

// A network's choices, a line a block: "Block 1: width 16 · kernel 3".
function choiceLines(names, values) {
  const lines = new Map();
  names.forEach((name, at) => {
    const value = values[at];
    if (value === null || value === undefined) return;
    const [, stem, block] = /^(.+)_(\d+)$/.exec(name) || [null, name, ""];
    if (!lines.has(block)) lines.set(block, []);
    lines.get(block).push(`${stem.replaceAll("_", " ")} ${value}`);
  });
  return [...lines].map(([block, words]) => `${block && `Block ${block}: `}${words.join(" · ")}`);
}

// "accuracy", "MACs", "latency for 1 image": a metric's label inside a sentence.
function nounOf(metric) {
  const { label } = METRICS[metric];
  const named = label[1] === label[1].toUpperCase();
  const word = named ? label : label[0].toLowerCase() + label.slice(1);
  return word.replace(", ", " for ");
}

function millisecondsText(value) {
  return value < 999.5 ? `${Number(value.toPrecision(3))} ms` : durationText(value / 1000);
}

function valueText(metric, value) {
  if (value === null || value === undefined || Number.isNaN(value)) return "–";
  const unit = METRICS[metric] ? METRICS[metric].unit : "nats";
  if (unit === "share") return `${(value * 100).toFixed(1)} %`;
  if (unit === "bytes") return value < 1000 ? `${value.toFixed(0)} B` : `${scaled(value)}B`;
  if (unit === "seconds") return durationText(value);
  if (unit === "milliseconds") return millisecondsText(value);
  if (unit === "count") return countText(value);
  return String(Number(value.toPrecision(3)));
}

// Whether a network's metric is a lower bound, as core/metrics.py has it: `figureOf` gives its figures.
function atLeast(metric, figureOf) {
  return metric === "macs" && (figureOf(UNCOUNTED) ?? 0) > 0;
}

// One of a network's figures; of MACs that are not all known "at least 1.2 M".
function figureText(metric, figureOf) {
  const text = valueText(metric, figureOf(metric));
  return atLeast(metric, figureOf) ? `at least ${text}` : text;
}

// The same of a point of the chart: a trial, or a parent with its `figures`.
function isBound(point, metric) {
  const figures = point.figures ?? {};
  return atLeast(metric, (name) => (point.entry ? cell(point.entry, name) : figures[name]));
}

// "12 M MACs", "at least 12 M MACs": what a point costs across.
function costText(point, metric) {
  const text = amountText(metric, point.x);
  return isBound(point, metric) ? `at least ${text}` : text;
}

// Behind a ratio of two costs of which one is a lower bound.
function knownText(metric, ...points) {
  return points.some((point) => isBound(point, metric)) ? ", as far as they are known" : "";
}

// "4,210 parameters", "a 38 kB Keras archive", "12 s of training", "96.4 % accuracy", "a loss of 0.113".
function amountText(metric, value) {
  const text = valueText(metric, value);
  if (metric === "size_bytes") return `a ${text} Keras archive`;
  if (metric === "compressed_bytes") return `${text} compressed`;
  if (metric === "seconds") return `${text} of training`;
  if (["nats", "score"].includes(METRICS[metric].unit)) return `a ${nounOf(metric)} of ${text}`;
  return `${text} ${nounOf(metric)}`;
}

// How many times as much: "1.4", "12".
function timesText(ratio) {
  return ratio < 9.95 ? ratio.toFixed(1) : Math.round(ratio).toLocaleString("en-US");
}

function savingText(metric, times, how = "with") {
  if (times === Infinity) return `${how} no ${nounOf(metric)} at all`;
  const ratio = timesText(times);
  if (metric === "size_bytes") return `in a Keras archive ${ratio} times smaller`;
  if (metric === "compressed_bytes") return `${how} a compressed size ${ratio} times smaller`;
  if (metric === "seconds") return `${how} ${ratio} times less training`;
  const less = METRICS[metric].unit === "milliseconds" ? "less" : "fewer";
  return `${how} ${ratio} times ${less} ${nounOf(metric)}`;
}

function lossText(metric, gap, moreY) {
  const way = moreY ? "less" : "more";
  if (METRICS[metric].unit === "share") return `${(gap * 100).toFixed(1)} points ${way} than`;
  return `${Number(gap.toPrecision(2))} ${way} ${nounOf(metric)} than`;
}

function affordLabel(metric) {
  const { unit } = METRICS[metric];
  if (unit === "milliseconds") return "Longest wait I can afford";
  return unit === "seconds" ? "Longest training I can afford" : "Largest model I can afford";
}

// Cheaper, and as good as far as these pictures can tell; empty where nothing on the front is.
function alikeText(front, pick, x, y) {
  const cheap = cheapestAlike(front, pick, y);
  if (!cheap) return "";
  const saving = `${savingText(x, pick.x / cheap.x)}${knownText(x, pick, cheap)}`;
  return ` Trial ${cheap.number} is the cheapest with ${NO_DIFFERENCE} (${valueText(y, cheap.y)}), ${saving}.`;
}

// "10 × smaller": less of a cost, in one word.
function smallerWord(metric) {
  const { unit } = METRICS[metric];
  return unit === "seconds" || unit === "milliseconds" ? "less" : "smaller";
}

function needLabel(metric, moreY) {
  return moreY ? `Least ${nounOf(metric)} I need` : `Most ${nounOf(metric)} I accept`;
}

function needText(metric, least, moreY) {
  return `${moreY ? "at least" : "at most"} ${valueText(metric, least)}`;
}

// Why some points stand at the left edge, or why the scale is not the one that was asked for.
function edgeText({ x, log, scale }) {
  if (!log || !scale) return "";
  const noun = nounOf(x);
  if (!scale.log && scale.lowest <= 0) {
    return `The scale is linear: a logarithmic one has no place for 0 ${noun}.`;
  }
  if (scale.edge === null) return "";
  return `At the left edge: ${scale.lowest < 0 ? `0 ${noun} or less` : `0 ${noun}`}`;
}

// What is given up: `pick` is the best trial that is affordable, `top` the best of all.
function affordText(pick, top, x, y, moreY, front = []) {
  if (!top) return "";
  if (!pick) return "Nothing this small was tried yet. Move the slider to the right.";
  const what = `Trial ${pick.number}: ${amountText(y, pick.y)} with ${costText(pick, x)}.`;
  if (pick.number === top.number) return `${what} This is the best of all.${alikeText(front, pick, x, y)}`;
  const gap = Math.abs(top.y - pick.y);
  const times = top.x / pick.x;
  const saving = times >= 1.05 ? `, ${savingText(x, times)}${knownText(x, pick, top)}` : "";
  if (gap === 0) return `${what} That is as good as the best of all (trial ${top.number})${saving}.`;
  const how = `${lossText(y, gap, moreY)} the best of all (trial ${top.number})`;
  const sure = differs(pick, top, y) ? "" : `: ${NO_DIFFERENCE}`;
  return `${what} That is ${how}${saving}${sure}.`;
}

const STATUS = {
  queued: "Waiting", running: "Running", paused: "Paused", finished: "Finished",
  failed: "Failed", stopped: "Stopped", stalled: "Stalled", gone: "Not there",
};
const ASKED = { pause: "Pausing", stop: "Stopping" };

// A paused run that is stopped waits once more for a device: its front has still to be tested.
function isEnding(run) {
  return run.status === "queued" && run.request === "stop";
}

// Answered from a table: nothing is trained.
function isLookedUp(run) {
  return run.estimator === "table";
}

function nowText(run, now = 0) {
  if (isEnding(run)) return "Its front is tested as soon as a device is free";
  if (run.status === "queued") {
    const place = run.queue_position;
    if (!place) return "Starts in a moment";
    const turn = place === 1 ? "Next in the queue" : `Place ${place} in the queue`;
    return `${turn}${waitText(run, now)}`;
  }
  if (run.stalled) return "No sign of life from the worker. It is replaced by itself.";
  if (run.request === "yield") return "Lets another person's run go first, then goes on";
  if (run.status !== "running" || !run.progress) return "";
  const { number, attempt, epoch, epochs } = run.progress;
  // Its turn has come, and it was not begun yet: there may be no such candidate.
  if (attempt === 0) return "";
  const again = attempt > 1 ? `, attempt ${attempt}` : "";
  return epochs && !isLookedUp(run) ? `Trial ${number}, epoch ${epoch} of ${epochs}${again}` : `Trial ${number}${again}`;
}

function pillOf(run) {
  if (run.stalled) return ["stalled", STATUS.stalled];
  if (isEnding(run)) return ["running", ASKED.stop];
  if (run.status === "running" && ASKED[run.request]) return ["running", ASKED[run.request]];
  return [run.status, STATUS[run.status] || run.status];
}

function countsText(counts, shown, sight) {
  const parts = [`${shown.toLocaleString("en-US")} ${shown === 1 ? "point" : "points"}`];
  if (sight && sight.hidden) parts.push(`${countText(sight.hidden)} out of view`);
  if (counts.stopped_early) parts.push(`${counts.stopped_early} stopped early`);
  if (counts.failed) parts.push(`${counts.failed} failed`);
  if (counts.infeasible) parts.push(`${counts.infeasible} left out`);
  return parts.join(" · ");
}
