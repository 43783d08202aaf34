import assert from "node:assert/strict";
import { test } from "node:test";
import { affordText, edgeText } from "../../../../pages/components/front_chart/words.js";
import { pointOf } from "./making.js";

const afford = (pick, top, x, y, moreY = true) => affordText(pick, top, x, y, moreY);
const sure = (number, x, y, error) => pointOf(number, x, y, { val_accuracy_error: error });

test("the best of all is called so", () => {
  const top = pointOf(3, 10, 0.5);
  const words = "Trial 3: 50.0 % accuracy with 10 MACs. This is the best of all.";
  assert.equal(afford(top, top, "macs", "val_accuracy"), words);
});

test("nothing affordable is told, and without a front nothing is", () => {
  const words = afford(null, pointOf(3, 10, 0.5), "macs", "val_loss");
  assert.match(words, /^Nothing this small was tried yet\./);
  assert.equal(afford(null, null, "macs", "val_loss"), "");
});

test("loss and file size are told in their own words", () => {
  const [pick, top] = [pointOf(1, 1e4, 0.3), pointOf(2, 5e4, 0.1)];
  assert.equal(
    afford(pick, top, "size_bytes", "val_loss", false),
    "Trial 1: a loss of 0.3 with a 10 kB Keras archive. That is 0.2 more loss than the best " +
      "of all (trial 2), in a Keras archive 5.0 times smaller.",
  );
});

for (const [metric, words] of [
  [
    "latency_ms",
    "5 ms latency for 1 image. That is 10.0 points less than the best of all " +
      "(trial 2), with 4.0 times less latency for 1 image.",
  ],
  [
    "compressed_bytes",
    "5 B compressed. That is 10.0 points less than the best of all " +
      "(trial 2), with a compressed size 4.0 times smaller.",
  ],
  [
    "nonzeros",
    "5 non-zero weights. That is 10.0 points less than the best of all " +
      "(trial 2), with 4.0 times fewer non-zero weights.",
  ],
]) {
  test(`what ${metric} saves is told in its own words`, () => {
    const said = afford(pointOf(1, 5, 0.8), pointOf(2, 20, 0.9), metric, "val_accuracy");
    assert.equal(said, `Trial 1: 80.0 % accuracy with ${words}`);
  });
}

for (const [uncounted, first, last] of [
  [[1, 1], "with at least 10 MACs. ", "fewer MACs, as far as they are known."],
  [[null, 2], "with 10 MACs. ", "fewer MACs, as far as they are known."],
  [[0, null], "with 10 MACs. ", "fewer MACs."],
]) {
  test(`MACs are a lower bound where ${uncounted} layers are not counted`, () => {
    const [pick, top] = [
      [1, 10, 0.8],
      [2, 40, 0.9],
    ].map(([number, x, y], at) => pointOf(number, x, y, { macs_uncounted: uncounted[at] }));
    const said = afford(pick, top, "macs", "val_accuracy");
    assert.ok(said.includes(first) && said.endsWith(last), said);
  });
}

test("below a standard error no difference is told", () => {
  // The errors add to 0.0141: 1 point is no difference, 2 points are one.
  const top = sure(2, 40, 0.97, 0.01);
  const near = afford(sure(1, 10, 0.96, 0.01), top, "macs", "val_accuracy");
  assert.ok(
    near.endsWith("with 4.0 times fewer MACs: no difference that these pictures can show."),
  );
  const far = afford(sure(1, 10, 0.95, 0.01), top, "macs", "val_accuracy");
  assert.ok(!far.includes("no difference"));
});

test("the cheapest that cannot be told from the best is named", () => {
  const top = sure(9, 80, 0.97, 0.01);
  const front = [sure(3, 5, 0.9, 0.01), sure(4, 20, 0.96, 0.01), top];
  const said = affordText(top, top, "macs", "val_accuracy", true, front);
  assert.ok(
    said.endsWith(
      "This is the best of all. Trial 4 is the cheapest with no difference that these pictures " +
        "can show (96.0 %), with 4.0 times fewer MACs.",
    ),
  );
});

test("the edge of a log axis says what stands there, and a linear one why it is linear", () => {
  const said = (scale, log = true) => edgeText({ x: "macs", log, scale });
  assert.equal(said({ log: true, edge: 5, lowest: 0 }), "At the left edge: 0 MACs");
  assert.equal(said({ log: true, edge: 5, lowest: -1 }), "At the left edge: 0 MACs or less");
  assert.match(said({ log: false, edge: null, lowest: 0 }), /^The scale is linear/);
  assert.equal(said({ log: true, edge: null, lowest: 3 }), "");
  assert.equal(said({ log: false, edge: null, lowest: 0 }, false), "");
});
