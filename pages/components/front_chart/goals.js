// Owns what the run itself is after: which way each metric shall go, and the front of all its goals.

import { METRICS } from "../constants.js";
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
