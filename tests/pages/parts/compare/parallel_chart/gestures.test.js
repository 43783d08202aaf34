import assert from "node:assert/strict";
import { test } from "node:test";
import { caught, dragged } from "../../../../../pages/parts/compare/parallel_chart/gestures.js";

const AXIS = { low: 0, high: 10 };

test("a press beside every brush begins a new one", () => {
  const held = caught([[2, 4]], 7, 0.5);
  assert.deepEqual(held.others, [[2, 4]]);
  assert.deepEqual(dragged(held, 2, AXIS), [7, 9]);
  assert.deepEqual(dragged(held, -2, AXIS), [5, 7]);
});

test("a brush is taken by its middle, or by an end", () => {
  assert.deepEqual(dragged(caught([[2, 4]], 3, 0.5), 1, AXIS), [3, 5]);
  assert.deepEqual(dragged(caught([[2, 4]], 4.2, 0.5), 1, AXIS), [2, 5]);
  assert.deepEqual(dragged(caught([[2, 4]], 1.8, 0.5), 1, AXIS), [3, 4]);
});

test("no brush leaves its axis, and one pulled over itself turns round", () => {
  assert.deepEqual(dragged(caught([[2, 4]], 3, 0.5), 99, AXIS), [10, 10]);
  assert.deepEqual(dragged(caught([[2, 4]], 1.8, 0.5), 5, AXIS), [4, 7]);
});
