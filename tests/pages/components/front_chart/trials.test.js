import assert from "node:assert/strict";
import { test } from "node:test";
import {
  bestUnder,
  cheapestWith,
  frontOf,
  frontToDraw,
  has,
  hypervolumeHistory,
  infeasibleOf,
  newTrials,
  pointsOf,
  takeUpdate,
} from "../../../../pages/components/front_chart/trials.js";
import { numbersOf, trialsOf } from "./making.js";

const AXES = ["parameters", "val_accuracy"];

test("a row that changed takes the place of the older one, and columns may be others", () => {
  const trials = newTrials();
  const told = (columns, rows, revision) =>
    takeUpdate(trials, { trials: { columns, choices: [], rows }, run: {}, revision });
  told(
    ["number", "parameters"],
    [
      [0, 5],
      [1, 7],
    ],
    1,
  );
  told(["parameters", "macs", "number"], [[6, 9, 1]], 2);
  assert.deepEqual([trials.rows.size, trials.revision], [2, 2]);
  assert.equal(has(trials, "macs"), true);
  assert.equal(has(trials, "val_accuracy"), false);
});

test("an update without news of the front leaves the one that is known", () => {
  const trials = trialsOf([], { front: [3, 1] });
  takeUpdate(trials, { run: {}, revision: 2 }, 40);
  assert.deepEqual([...trials.front], [3, 1]);
  assert.deepEqual([trials.run.heard, trials.revision], [40, 2]);
});

test("only what the engine shows as a point and has two finite figures is drawn", () => {
  const trials = trialsOf([
    { parameters: 1, val_accuracy: 0.5 },
    { parameters: 2 },
    { parameters: Number.NaN, val_accuracy: 0.5 },
    { parameters: 4, val_accuracy: 0.5, drawn: false },
    { parameters: 5, val_accuracy: 0.5, drawn: true, status: "stopped_early" },
  ]);
  assert.deepEqual(numbersOf(pointsOf(trials, ...AXES)), [0, 4]);
});

test("a point that another goes on with is taken away", () => {
  const trials = trialsOf([{ parameters: 1, val_accuracy: 0.5, status: "stopped_early" }]);
  takeUpdate(trials, { run: {}, continued: [0], revision: 2 });
  assert.deepEqual(pointsOf(trials, ...AXES), []);
});

test("what was left out has its size, and no score", () => {
  const trials = trialsOf([
    { status: "infeasible", parameters: 9 },
    { status: "infeasible" },
    { parameters: 3, val_accuracy: 0.5 },
  ]);
  assert.deepEqual(numbersOf(infeasibleOf(trials, "parameters")), [0]);
});

test("of equal points the first is on the front, and what was stopped early never is", () => {
  const point = (number, x, y, status = "complete") => ({ number, x, y, status });
  const points = [
    point(4, 2, 0.9),
    point(2, 2, 0.9),
    point(1, 1, 0.5),
    point(0, 0, 1, "stopped_early"),
  ];
  assert.deepEqual(numbersOf(frontOf(points, true)), [1, 2]);
  assert.deepEqual(numbersOf(frontOf(points, false)), [1]);
  assert.deepEqual(numbersOf(frontOf(points, true, true)), [2]);
});

test("the engine's word goes before the browser's", () => {
  const points = [1, 2].map((x) => ({ number: x, x, y: 0.5, status: "complete" }));
  const view = { moreX: false, moreY: true };
  assert.deepEqual(numbersOf(frontToDraw(points, null, view)), [1]);
  assert.deepEqual(numbersOf(frontToDraw(points, new Set([2]), view)), [2]);
});

test("the best that fits is the last of the front below the limit", () => {
  const front = [1, 2, 3].map((x) => ({ number: x, x, y: x / 10 }));
  assert.equal(bestUnder(front, 2.5).number, 2);
  assert.equal(bestUnder(front, 3).number, 3);
  assert.equal(bestUnder(front, 0.5), null);
});

for (const [qualities, more, least, wanted] of [
  [[0.5, 0.8, 0.9], true, null, 0],
  [[0.5, 0.8, 0.9], true, 0.6, 1],
  [[0.5, 0.8, 0.9], true, 0.9, 2],
  [[2.0, 1.0, 0.3], false, 1.0, 1],
  [[0.5], true, 0.6, undefined],
  [[], true, null, undefined],
]) {
  test(`the cheapest of ${qualities} that is good enough for ${least}`, () => {
    const front = qualities.map((y, number) => ({ number, x: number + 1, y }));
    assert.equal(cheapestWith(front, least, more)?.number, wanted);
  });
}

test("the hypervolume goes over the candidates, or the seconds, that the engine has counted", () => {
  const trials = trialsOf([
    { hypervolume: 0.2, trained_so_far: 1, seconds_so_far: 3 },
    { status: "infeasible" },
    { hypervolume: 0.5, trained_so_far: 1, seconds_so_far: 7 },
  ]);
  assert.deepEqual(hypervolumeHistory(trials, "trials"), { x: [1, 1], y: [0.2, 0.5] });
  assert.deepEqual(hypervolumeHistory(trials, "time").x, [3, 7]);
});
