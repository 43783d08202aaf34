import assert from "node:assert/strict";
import { test } from "node:test";
import {
  dimensionOf,
  passing,
  snapped,
} from "../../../../../pages/parts/compare/parallel_chart/lines.js";

test("on a log axis what costs nothing stands at the foot", () => {
  const axis = dimensionOf({
    name: "macs",
    label: "MACs",
    unit: "count",
    log: true,
    values: [0, 10, 1000, null],
  });
  const [zero, ten, thousand, absent] = axis.values;
  assert.deepEqual([zero, absent, ten, thousand], [axis.low, axis.low, 1, 3]);
  assert.ok(axis.low < 1 && axis.high > 3);
  for (const [at] of axis.ticks) assert.ok(at >= axis.low && at <= axis.high);
});

test("a share ends at 100 %, and its labels are round", () => {
  const axis = dimensionOf({
    name: "val_accuracy",
    label: "",
    unit: "share",
    values: [0.9, 1, null],
  });
  assert.equal(axis.high, 1);
  assert.ok(axis.ticks.every(([, text]) => text.endsWith("%") && text.length <= 5));
  assert.equal(axis.values[2], axis.low);
});

test("lines of one name lie beside each other, within what a brush around it keeps", () => {
  const values = Array(40).fill(1);
  const axis = dimensionOf({ name: "width", label: "", texts: ["8", "16", "32"], values });
  const [low, high] = snapped(axis, [0.9, 1.1]);
  assert.ok(new Set(axis.values).size > 30);
  assert.ok(axis.values.every((at) => at >= low && at <= high));
});

test("a brush on an axis of names keeps whole names", () => {
  const named = { named: true };
  assert.deepEqual(snapped(named, [0.6, 2.2]), [0.75, 2.25]);
  assert.deepEqual(snapped(named, [1.1, 1.3]), [0.75, 1.25]);
  assert.deepEqual(snapped({}, [1.1, 1.3]), [1.1, 1.3]);
});

test("a trial passes where every brushed axis has it in one of its ranges", () => {
  const axes = [
    { name: "a", values: [1, 2, 3] },
    { name: "b", values: [5, 5, 9] },
  ];
  const kept = (brushes) => passing(3, axes, new Map(Object.entries(brushes)));
  assert.deepEqual(kept({}), [true, true, true]);
  assert.deepEqual(
    kept({
      a: [
        [0, 1],
        [3, 4],
      ],
    }),
    [true, false, true],
  );
  assert.deepEqual(kept({ a: [[0, 2]], b: [[6, 9]] }), [false, false, false]);
});
