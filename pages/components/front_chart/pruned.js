// Owns the sentence that names the best pruned network: how it was pruned, what it keeps and saves.

import { ACROSS, CRITERIA, METRICS, NO_DIFFERENCE } from "../constants.js";
import { differs } from "./evidence.js";
import { bestUnder, cell } from "./trials.js";
import { capital, nounOf, valueText } from "./units.js";
import { knownText, savingText } from "./words.js";

// So much of the parent's quality is as good as all of it.
const KEPT = 0.98;
// Costs this close are one: two ways to the same ratio leave a channel more or less.
const SAME_COST = 1.02;
const GONE = {
  channels: "of channels",
  weights: "of single weights",
  "2:4": "of two weights in four",
};

// The cheapest that keeps enough, else the one that keeps most; under a limit the best there is.
function bestPruned(front, parent, limit) {
  if (limit !== null) return bestUnder(front, limit);
  return front.find((point) => point.y >= KEPT * parent.y) ?? front[front.length - 1] ?? null;
}

function choicesOf(point, names) {
  const values = cell(point.entry, "choices") || [];
  return Object.fromEntries(names.map((name, at) => [name, values[at]]));
}

// What goes of the parent, and by which criterion.
function criterionOf(choices, granularity) {
  const gone = choices.granularity ?? granularity;
  const criterion = gone === "channels" ? choices.criterion : choices.weight_criterion;
  return { gone, criterion };
}

// "Global L2 with distillation (ratio 70 %)": only what the run varies; empty if that is nothing.
function wayText(choices, granularity) {
  const { criterion } = criterionOf(choices, granularity);
  const head = [choices.scope, CRITERIA[criterion] ?? criterion, GONE[choices.granularity]];
  const parts = [head.filter(Boolean).join(" ")];
  if (typeof choices.distillation === "boolean") {
    parts.push(`${choices.distillation ? "with" : "without"} distillation`);
  }
  if (typeof choices.ratio === "number") {
    parts.push(`(ratio ${Number((choices.ratio * 100).toPrecision(3))} %)`);
  }
  if (!parts[0]) parts[0] = parts.length > 1 ? "pruning" : "";
  return parts.join(" ");
}

export function savedText(metric, parent, point) {
  const times = parent.x / point.x;
  if (times >= 1.05) return `${savingText(metric, times, "at")}${knownText(metric, parent, point)}`;
  const noun = nounOf(metric);
  return times > 0.95 ? `but saves hardly any ${noun}` : `but takes more ${noun} than the parent`;
}

// The cheapest of the points that these pictures cannot tell from the pick; the pick itself if none is.
function cheapestLike(points, pick, y) {
  const alike = points.filter((point) => point.status === "complete" && !differs(point, pick, y));
  return alike.reduce((one, other) => (other.x < one.x ? other : one), pick);
}

// What chance keeps at the cost of the pick: a criterion that does not beat it tells nothing.
function chanceText(points, pick, parent, y, criterion) {
  const wanted = criterion(pick);
  if (!wanted.criterion || wanted.criterion === "random") return "";
  const rivals = points.filter((point) => {
    const { gone, criterion: name } = criterion(point);
    const chance = name === "random" && gone === wanted.gone;
    return chance && point.status === "complete" && point.x <= SAME_COST * pick.x;
  });
  if (!rivals.length) return "";
  const best = rivals.reduce((one, other) => (other.y > one.y ? other : one));
  const what = wanted.gone === "channels" ? "channels" : "weights";
  const kept = valueText(y, best.y / parent.y);
  const said = `; ${what} chosen at random keep ${kept} at that cost or less (trial ${best.number})`;
  return differs(best, pick, y) ? said : `${said}: ${NO_DIFFERENCE}`;
}

// Where the difference to the parent, or to chance, is none, the cheapest of those alike is worth more.
function cheapestText(points, pick, parent, { x, y }) {
  const cheap = cheapestLike(points, pick, y);
  if (cheap === pick || pick.x / cheap.x < SAME_COST) return "";
  const keeps = `keeps ${valueText(y, cheap.y / parent.y)} ${savedText(x, parent, cheap)}`;
  return ` The cheapest that these pictures cannot tell from it, trial ${cheap.number}, ${keeps}.`;
}

// Empty where "keeps 98 %" has no meaning: for a quality that is no share, or a cost to be raised.
export function keptText(run, names, points, front, parent, { x, y, limit, moreX, moreY }) {
  const fits = parent && moreY && !moreX && METRICS[y].unit === "share" && ACROSS.includes(x);
  const pick = fits ? bestPruned(front, parent, limit) : null;
  if (!pick || !(parent.y > 0)) return "";
  const { granularity } = run.parent;
  const way = wayText(choicesOf(pick, names), granularity);
  const soFar = run.ended ? "" : "Best so far: ";
  const lead = limit === null ? soFar : "Within the limit: ";
  const subject = way || `trial ${pick.number}`;
  const start = { ...parent, evidence: run.parent_evidence };
  const sure = differs(pick, start, y) ? "" : `, ${NO_DIFFERENCE},`;
  const keeps = `keeps ${valueText(y, pick.y / parent.y)} of the ${nounOf(y)}${sure}`;
  const which = way ? ` (trial ${pick.number})` : "";
  const chance = chanceText(points, pick, parent, y, (point) =>
    criterionOf(choicesOf(point, names), granularity),
  );
  const text = `${keeps} ${savedText(x, parent, pick)}${which}${chance}.`;
  const cheapest = cheapestText(points, pick, parent, { x, y });
  return `${lead}${lead ? subject : capital(subject)} ${text}${cheapest}`;
}
