// Owns what the tests of the front chart are made of: tables as the stream sends them, and points.

import { newTrials, takeUpdate } from "../../../../pages/components/front_chart/trials.js";

export const GOALS = [
  { metric: "val_accuracy", direction: "maximize" },
  { metric: "parameters", direction: "minimize" },
];

// `rows`: an object of columns a trial; complete, and numbered in their order, where it says nothing.
export function trialsOf(rows, { run = { objectives: GOALS }, choices = [], front = null } = {}) {
  const full = rows.map((row, number) => ({ number, status: "complete", ...row }));
  const columns = [...new Set(full.flatMap(Object.keys))];
  const trials = newTrials();
  takeUpdate(trials, {
    trials: { columns, choices, rows: full.map((row) => columns.map((name) => row[name] ?? null)) },
    run,
    front,
    revision: 1,
  });
  return trials;
}

// A point of the chart with figures of the engine's about it.
export function pointOf(number, x, y, figures = {}) {
  const names = Object.keys(figures);
  const known = new Map(names.map((name, at) => [name, at]));
  const entry = { known, row: Object.values(figures) };
  return { number, x, y, status: "complete", entry };
}

export const numbersOf = (points) => points.map(({ number }) => number);
