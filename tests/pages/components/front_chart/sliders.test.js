import assert from "node:assert/strict";
import { test } from "node:test";
import {
  asRead,
  fromSlider,
  needFrom,
  needRange,
  needTo,
  rangeOf,
  toSlider,
} from "../../../../pages/components/front_chart/sliders.js";

test("a step of the slider is the same ratio everywhere", () => {
  const range = { least: 10, most: 1000 };
  assert.ok(Math.abs(fromSlider(500, range) - 100) < 1e-9);
  assert.equal(fromSlider(1000, range), null);
  for (const step of [0, 1, 250, 999]) assert.equal(toSlider(fromSlider(step, range), range), step);
  assert.equal(toSlider(5000, range), 1000);
});

test("the range spans what costs something; without that there is none", () => {
  assert.deepEqual(rangeOf([{ x: 0 }, { x: 20 }, { x: 5 }]), { least: 5, most: 20 });
  assert.equal(rangeOf([{ x: 0 }, { x: -1 }]), null);
  assert.ok(rangeOf([{ x: 7 }]).most > 7);
});

test("the other slider goes from the cheapest network's quality to the best", () => {
  const needs = needRange([{ y: 0.5 }, { y: 0.7 }, { y: 0.9 }]);
  assert.deepEqual(needs, { from: 0.5, to: 0.9 });
  assert.equal(needFrom(0, needs), null);
  assert.equal(needTo(null, needs), 0);
  assert.equal(needTo(needFrom(700, needs), needs), 700);
  assert.equal(needRange([{ y: 0.5 }]), null);
});

test("at most takes in the network that reads the same", () => {
  const name = (value) => String(Math.round(value));
  assert.equal(asRead(373.6, [300, 374, 400], name).most, 374);
  assert.equal(asRead(372.4, [300, 374], name).most, 372.4);
  assert.equal(asRead(374.4, [300, 374, 400], name).least, 374);
});
