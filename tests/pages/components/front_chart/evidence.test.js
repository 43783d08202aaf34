import assert from "node:assert/strict";
import { test } from "node:test";
import {
  cheapestAlike,
  differs,
  intervalText,
  picturesText,
  testedText,
} from "../../../../pages/components/front_chart/evidence.js";
import { pointOf } from "./making.js";

const sure = (number, x, y, error) => pointOf(number, x, y, { val_accuracy_error: error });

test("two scores are told apart from one standard error of the difference on", () => {
  const one = sure(0, 1, 0.9, 0.03);
  assert.equal(differs(one, sure(1, 1, 0.949, 0.04), "val_accuracy"), false);
  assert.equal(differs(one, sure(1, 1, 0.951, 0.04), "val_accuracy"), true);
});

test("without an error any difference counts", () => {
  assert.equal(differs(pointOf(0, 1, 0.9), sure(1, 1, 0.9, 0.5), "val_accuracy"), true);
});

test("the cheapest alike is the first of the front that is cheaper and not told apart", () => {
  const top = sure(3, 9, 0.9, 0.01);
  const front = [sure(0, 1, 0.5, 0.01), sure(1, 2, 0.892, 0.01), sure(2, 3, 0.895, 0.01), top];
  assert.equal(cheapestAlike(front, top, "val_accuracy").number, 1);
  assert.equal(cheapestAlike([front[0], top], top, "val_accuracy"), null);
});

test("an interval is told where the engine knows one", () => {
  const { entry } = pointOf(0, 1, 0.9, { val_accuracy_low: 0.95, val_accuracy_high: 0.985 });
  assert.equal(intervalText(entry, "val_accuracy"), "95.0 to 98.5 %");
  assert.equal(intervalText(entry, "val_loss"), "");
});

test("pictures are those of the metric's part", () => {
  const run = { pictures: { validation: "288 validation pictures" } };
  assert.equal(picturesText(run, "val_accuracy"), "288 validation pictures");
  assert.equal(picturesText(run, "test_accuracy"), "test pictures");
  assert.equal(picturesText({}, "val_accuracy"), "validation pictures");
  assert.equal(picturesText(run, "parameters"), "");
});

test("the test score of the best is told, and which is the best there", () => {
  const front = [
    pointOf(5, 1, 0.9, { test_accuracy: 0.981 }),
    pointOf(7, 2, 0.95, {
      test_accuracy: 0.972,
      test_accuracy_low: 0.95,
      test_accuracy_high: 0.985,
    }),
  ];
  const run = { pictures: { test: "360 test pictures" } };
  assert.equal(
    testedText(run, front, "val_accuracy"),
    "On 360 test pictures 97.2 % (95.0 to 98.5 %); the best there is trial 5 with 98.1 %.",
  );
  assert.equal(testedText(run, [pointOf(7, 2, 0.95)], "val_accuracy"), "");
});
