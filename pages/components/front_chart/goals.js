// Owns what the run itself is after: which way each metric shall go, and the front of all its goals.

import { METRICS } from "../constants.js";
import { cell } from "./trials.js";
import { nounOf } from "./units.js";

// As the run asks for it, which need not be the usual way.
export function wantsMore(run, metric) {
  const goal = run.objectives.find((objective) => objective.metric === metric);
  return goal ? goal.direction === "maximize" : METRICS[metric].direction === "maximize";
}

// Whether the two axes are all that the run is after: then the drawn front is the run's own.
export function axesAreGoals(run, x, y) {
  const goals = run.objectives.map((objective) => objective.metric);
  return goals.length === 2 && goals.includes(x) && goals.includes(y);
}

export function goalsText(run) {
  return run.objectives.map(({ metric }) => nounOf(metric)).join(", ");
}

// The numbers of the trials that no other beats in all goals; of equal ones the first only.
export function ownFrontOf(trials, objectives) {
  const rows = [];
  for (const entry of trials.rows.values()) {
    if (cell(entry, "status") !== "complete") continue;
    const values = objectives.map(({ metric }) => cell(entry, metric));
    if (!values.every(Number.isFinite)) continue;
    const costs = values.map((value, at) =>
      objectives[at].direction === "maximize" ? -value : value,
    );
    rows.push({ number: cell(entry, "number"), costs });
  }
  // In this order no row can be beaten by one that follows.
  rows.sort((a, b) => before(a.costs, b.costs) || a.number - b.number);
  const kept = [];
  for (const row of rows) {
    if (!kept.some((other) => other.costs.every((cost, at) => cost <= row.costs[at]))) {
      kept.push(row);
    }
  }
  return new Set(kept.map((row) => row.number));
}

function before(a, b) {
  const at = a.findIndex((cost, place) => cost !== b[place]);
  return at < 0 ? 0 : a[at] - b[at];
}

// What the engine says; found here only where it has said nothing.
export function ownFront(trials) {
  if (trials.front) return trials.front;
  if (!trials.own || trials.own.revision !== trials.revision) {
    const members = ownFrontOf(trials, trials.run.objectives);
    trials.own = { revision: trials.revision, members };
  }
  return trials.own.members;
}
