import assert from "node:assert/strict";
import { test } from "node:test";
import {
  axesAreGoals,
  goalsText,
  wantsMore,
} from "../../../../pages/components/front_chart/goals.js";
import { GOALS } from "./making.js";

test("a goal goes the way that the run asks for, else a metric the usual one", () => {
  const run = { objectives: [{ metric: "parameters", direction: "maximize" }] };
  assert.equal(wantsMore(run, "parameters"), true);
  assert.equal(wantsMore(run, "macs"), false);
  assert.equal(wantsMore(run, "val_accuracy"), true);
});

test("the axes are the goals only where these are two", () => {
  const run = { objectives: GOALS };
  assert.equal(axesAreGoals(run, "parameters", "val_accuracy"), true);
  assert.equal(axesAreGoals(run, "macs", "val_accuracy"), false);
  const three = { objectives: [...GOALS, { metric: "macs", direction: "minimize" }] };
  assert.equal(axesAreGoals(three, "parameters", "val_accuracy"), false);
  assert.equal(goalsText(three), "accuracy, parameters, MACs");
});
