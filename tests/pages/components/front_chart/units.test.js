import assert from "node:assert/strict";
import { test } from "node:test";
import {
  amountText,
  durationText,
  roughText,
  valueText,
} from "../../../../pages/components/front_chart/units.js";

test("what is not known is a dash", () => {
  for (const value of [null, undefined, Number.NaN]) assert.equal(valueText("macs", value), "–");
});

test("every amount has its own words", () => {
  const said = [
    ["parameters", 4210, "4,210 parameters"],
    ["size_bytes", 38_000, "a 38 kB Keras archive"],
    ["compressed_bytes", 38_000, "38 kB compressed"],
    ["seconds", 12, "12 s of training"],
    ["val_accuracy", 0.964, "96.4 % accuracy"],
    ["val_loss", 0.113, "a loss of 0.113"],
  ];
  for (const [metric, value, words] of said) assert.equal(amountText(metric, value), words);
});

test("an estimated time is not given to the second", () => {
  assert.equal(durationText(125), "2 min 5 s");
  assert.equal(roughText(125), "2 min");
});
