import assert from "node:assert/strict";
import { test } from "node:test";
import { walked } from "../../../../pages/components/front_chart/controls.js";

const FRONT = [4, 2, 9].map((number) => ({ number }));

test("arrow keys walk along the front and stop at its ends", () => {
  assert.equal(walked(FRONT, 4, "ArrowRight", false), 2);
  assert.equal(walked(FRONT, 9, "ArrowRight", false), 9);
  assert.equal(walked(FRONT, 9, "ArrowDown", false), 2);
  assert.equal(walked(FRONT, 4, "ArrowLeft", false), 4);
});

test("where more is wanted across, the front runs from right to left", () => {
  assert.equal(walked(FRONT, 4, "ArrowLeft", true), 2);
});

test("from no member they lead to the first, and other keys nowhere", () => {
  assert.equal(walked(FRONT, null, "ArrowUp", false), 4);
  assert.equal(walked(FRONT, 4, "Enter", false), null);
  assert.equal(walked([], null, "ArrowUp", false), null);
});
