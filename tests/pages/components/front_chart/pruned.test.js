import assert from "node:assert/strict";
import { test } from "node:test";
import { keptText, savedText } from "../../../../pages/components/front_chart/pruned.js";
import { frontOf } from "../../../../pages/components/front_chart/trials.js";
import { pointOf } from "./making.js";

const RUN = { ended: true, parent: { title: "net", granularity: "channels" } };
const PARENT = { x: 100, y: 0.9 };
const VIEW = { x: "parameters", y: "val_accuracy", limit: null, moreX: false, moreY: true };
const SAID = "keeps 100.0 % of the accuracy at 4.0 times fewer parameters (trial 0).";

// The sentence over `places`; all have the same choices, or each its own of a list.
function told(places, { choices = {}, run = {}, error = null, ...view } = {}) {
  const each = Array.isArray(choices) ? choices : places.map(() => choices);
  const points = places.map(([x, y], number) =>
    pointOf(number, x, y, {
      choices: Object.values(each[number]),
      val_accuracy_error: error,
    }),
  );
  const names = Object.keys(each[0]);
  return keptText({ ...RUN, ...run }, names, points, frontOf(points, true), PARENT, {
    ...VIEW,
    ...view,
  });
}

for (const [choices, way] of [
  [{ scope: "global", criterion: "l2", distillation: true }, "Global L2 with distillation"],
  [{ criterion: "taylor", ratio: 0.7 }, "Taylor (ratio 70 %)"],
  [{ scope: "local", distillation: false }, "Local without distillation"],
  [{ ratio: 0.125 }, "Pruning (ratio 12.5 %)"],
  [
    { granularity: "weights", criterion: "l2", weight_criterion: "magnitude", scope: "global" },
    "Global magnitude of single weights",
  ],
  [
    { granularity: "channels", criterion: "random", weight_criterion: null },
    "Random choice of channels",
  ],
]) {
  test(`the way is told by what the run varies: ${way}`, () => {
    assert.equal(told([[25, 0.9]], { choices }), `${way} ${SAID}`);
  });
}

test("the criterion of fixed weights is that of weights", () => {
  const choices = { criterion: "l2", weight_criterion: "snip" };
  const run = { parent: { title: "net", granularity: "2:4" } };
  assert.equal(told([[25, 0.9]], { choices, run }), `SNIP ${SAID}`);
});

test("without a way the trial is named", () => {
  const words = "Trial 0 keeps 100.0 % of the accuracy at 4.0 times fewer parameters.";
  assert.equal(told([[25, 0.9]]), words);
});

for (const [places, share] of [
  [
    [
      [10, 0.5],
      [50, 0.883],
      [80, 0.899],
    ],
    "98.1 % of the accuracy at 2.0 times",
  ],
  [
    [
      [10, 0.5],
      [50, 0.7],
      [80, 0.8],
    ],
    "88.9 % of the accuracy at 1.3 times",
  ],
  [[[98, 0.9]], "100.0 % of the accuracy but saves hardly any parameters"],
  [[[120, 0.9]], "100.0 % of the accuracy but takes more parameters than the parent"],
]) {
  test(`the cheapest that keeps enough, or else the best, is named: ${share}`, () => {
    assert.ok(told(places).includes(share));
  });
}

for (const [chance, ending] of [
  [
    [25.4, 0.81],
    "(trial 0); channels chosen at random keep 90.0 % at that cost or less (trial 1).",
  ],
  [[20, 0.45], "(trial 0); channels chosen at random keep 50.0 % at that cost or less (trial 1)."],
  [[30, 0.81], "(trial 0)."],
]) {
  test(`what chance keeps at ${chance} stands beside it`, () => {
    const words = told([[25, 0.89], chance], {
      choices: [{ criterion: "l2" }, { criterion: "random" }],
    });
    assert.ok(words.startsWith("L2 keeps 98.9 % of the accuracy at 4.0 times"));
    assert.ok(words.endsWith(ending), words);
  });
}

test("what the pictures cannot tell apart is called so, and the cheapest is named", () => {
  const choices = [{ criterion: "l2" }, { criterion: "random" }];
  const run = { parent_evidence: { val_accuracy_error: 0.01 } };
  // All errors are 0.01: a difference below 0.0141 is none.
  assert.equal(
    told(
      [
        [25, 0.89],
        [20, 0.88],
      ],
      { choices, run, error: 0.01 },
    ),
    "L2 keeps 98.9 % of the accuracy, no difference that these pictures can show, at 4.0 times " +
      "fewer parameters (trial 0); channels chosen at random keep 97.8 % at that cost or less " +
      "(trial 1): no difference that these pictures can show. The cheapest that these pictures " +
      "cannot tell from it, trial 1, keeps 97.8 % at 5.0 times fewer parameters.",
  );
  const apart = told(
    [
      [25, 0.88],
      [20, 0.82],
    ],
    { choices, run, error: 0.01 },
  );
  assert.doesNotMatch(apart, /no difference|cheapest/);
});

test("chance is of the same granularity, and not beside itself", () => {
  const ways = [
    ["weights", "l2", "snip"],
    ["channels", "random", "snip"],
    ["weights", "l2", "random"],
  ];
  const choices = ways.map(([granularity, criterion, other]) => ({
    granularity,
    criterion,
    weight_criterion: other,
  }));
  const places = [
    [25, 0.89],
    [24, 0.7],
    [24, 0.6],
  ];
  const words = told(places, { choices });
  assert.ok(
    words.endsWith("; weights chosen at random keep 66.7 % at that cost or less (trial 2)."),
  );
  assert.doesNotMatch(told([places[0]], { choices: { criterion: "random" } }), /at random/);
});

test("a run that goes on has its best so far", () => {
  const words = told([[25, 0.9]], { run: { ended: false }, choices: { criterion: "l2" } });
  assert.equal(words, `Best so far: L2 ${SAID}`);
});

for (const view of [
  { y: "val_loss", moreY: false },
  { y: "proxy" },
  { moreY: false },
  { moreX: true },
  { limit: 5 },
]) {
  test(`nothing is said where it would mean nothing: ${JSON.stringify(view)}`, () => {
    assert.equal(told([[25, 0.9]], view), "");
  });
}

test("of a detector the mAP is told", () => {
  const view = { x: "macs", y: "val_map50", choices: { distillation: true } };
  assert.equal(
    told([[50, 0.873]], view),
    "Pruning with distillation keeps 97.0 % of the mAP 50 at 2.0 times fewer MACs (trial 0).",
  );
});

test("a saving of MACs that are not all known is told as far as it is", () => {
  const said = savedText(
    "macs",
    { x: 100, figures: { macs_uncounted: 1 } },
    { x: 25, figures: {} },
  );
  assert.equal(said, "at 4.0 times fewer MACs, as far as they are known");
});
