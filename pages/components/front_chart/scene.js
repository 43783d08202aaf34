// Owns what is drawn on two axes: the points, their front, the parent, and what was left out.

import { axesAreGoals } from "./goals.js";
import { parentPoint } from "./parent.js";
import { frontToDraw, infeasibleOf, pointsOf } from "./trials.js";

export function sceneOf(trials, view, picked) {
  const { run } = trials;
  const points = pointsOf(trials, view.x, view.y);
  const own = axesAreGoals(run, view.x, view.y);
  return {
    trials,
    view,
    picked,
    points,
    front: frontToDraw(points, own ? trials.front : null, view),
    parent: parentPoint(run, view.x, view.y),
    out: view.infeasible ? infeasibleOf(trials, view.x) : [],
    // The members of the run's own front where another is drawn.
    own: own ? null : trials.front,
  };
}
