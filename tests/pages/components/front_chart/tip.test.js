import assert from "node:assert/strict";
import { test } from "node:test";
import { metricLines, trialLines } from "../../../../pages/components/front_chart/tip.js";
import { trialsOf } from "./making.js";

const linesOf = (figures) => metricLines((name) => figures[name]).map(([, text]) => text);

test("a tip names the pictures and the interval of a score", () => {
  const figures = { val_accuracy: 0.8, val_accuracy_low: 0.49, val_accuracy_high: 0.9433 };
  assert.deepEqual(linesOf({ ...figures, parameters: 4210 }), [
    "Accuracy (validation): 80.0 %, 49.0 to 94.3 %",
    "Parameters: 4,210",
  ]);
});

test("MACs that are not all known are a lower bound", () => {
  const lines = linesOf({ val_accuracy: 0.8, macs: 1.2e6, macs_uncounted: 1 });
  assert.deepEqual(lines, ["Accuracy (validation): 80.0 %", "MACs: at least 1.2 M"]);
});

test("choices come a line a block, those that do not apply are left out", () => {
  const trials = trialsOf(
    [{ status: "infeasible", reason: "Too large", choices: ["relu", 8, null, 3] }],
    { choices: ["activation", "width_1", "width_2", "kernel_1"] },
  );
  const lines = trialLines(trials.rows.get(0), trials).map(([, text]) => text);
  assert.deepEqual(lines, [
    "Trial 0",
    "Too large",
    "activation relu",
    "Block 1: width 8 · kernel 3",
  ]);
});
