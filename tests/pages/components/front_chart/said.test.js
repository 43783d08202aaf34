import assert from "node:assert/strict";
import { test } from "node:test";
import { sentencesOf } from "../../../../pages/components/front_chart/said.js";
import { GOALS } from "./making.js";

const UPDATE = {
  revision: 3,
  front: [0, 1],
  run: { ended: true, objectives: GOALS, parent: null },
  trials: {
    columns: ["number", "status", "parameters", "val_accuracy"],
    choices: [],
    rows: [
      [0, "complete", 100, 0.8],
      [1, "complete", 400, 0.9],
    ],
  },
};
const VIEW = { x: "parameters", y: "val_accuracy", limit: null, least: null };

test("without a slider moved the best is named, and no lead", () => {
  assert.deepEqual(sentencesOf(UPDATE, VIEW), [
    ["", "Trial 1: 90.0 % accuracy with 400 parameters. This is the best of all."],
  ]);
});

test("a slider that was moved has its sentence and what it was moved to", () => {
  const [afford, need] = sentencesOf(UPDATE, { ...VIEW, limit: 200, least: 0.85 });
  assert.equal(afford[0], "Largest model I can afford: at most 200 parameters.");
  assert.match(
    afford[1],
    /^Trial 0: 80.0 % accuracy with 100 parameters. That is 10.0 points less/,
  );
  assert.equal(need[0], "Least accuracy I need: at least 85.0 %.");
  assert.match(need[1], /^Trial 1: /);
});

test("where more is wanted across nothing is too large to afford", () => {
  const objectives = [GOALS[0], { metric: "parameters", direction: "maximize" }];
  assert.deepEqual(sentencesOf({ ...UPDATE, run: { ...UPDATE.run, objectives } }, VIEW), []);
});
