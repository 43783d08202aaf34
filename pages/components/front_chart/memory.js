// Owns what outlives a mounted chart: who leaves the page and comes back finds it as it was.

import { newTrials } from "./trials.js";

// What a viewer looked at survives going to another page and coming back.
const MEMORY = new Map();

export function remember(run) {
  if (!MEMORY.has(run)) {
    if (MEMORY.size >= 3) MEMORY.delete(MEMORY.keys().next().value);
    const view = {
      x: null,
      y: null,
      log: true,
      infeasible: false,
      limit: null,
      least: null,
      over: "trials",
      focus: true,
      scale: null,
      zoomed: false,
      turn: 0,
      sight: null,
    };
    MEMORY.set(run, { trials: newTrials(), view });
  }
  return MEMORY.get(run);
}
