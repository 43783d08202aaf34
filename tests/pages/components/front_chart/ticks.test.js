import assert from "node:assert/strict";
import { test } from "node:test";
import {
  logTicks,
  padded,
  placeAcross,
  scaleOf,
  sightOf,
  spread,
} from "../../../../pages/components/front_chart/ticks.js";

const VIEW = { x: "parameters", y: "val_accuracy", log: true, focus: true, moreY: true };
const PARENT = { number: "parent", x: 1000, y: 0.9 };

const line = (qualities, x = (number) => 374 + number) =>
  qualities.map((y, number) => ({ number, x: x(number), y }));

for (const span of [1.3, 3, 10, 40, 1e3, 1e5]) {
  test(`the labels of a log axis are few over a span of ${span}`, () => {
    const inside = logTicks(200, 200 * span).filter((at) => at >= 200 && at <= 200 * span);
    assert.ok(inside.length >= 2 && inside.length <= 10, String(inside));
  });
}

test("labels are fewer on a phone", () => {
  const [long, short] = [false, true].map((narrow) => logTicks(30e3, 100e3, narrow).length);
  assert.ok(short >= 2 && short < long);
});

test("without a cost above 0 the axis is linear", () => {
  assert.equal(
    scaleOf(
      line([0.5, 0.6], (n) => -n),
      true,
    ).log,
    false,
  );
  assert.equal(scaleOf(line([0.5, 0.6]), true).log, true);
  assert.equal(scaleOf(line([0.5, 0.6]), false).log, false);
});

test("what costs nothing stands at the edge, the rest where it is", () => {
  const points = line([0.5, 0.6, 0.7], (n) => [0, -3, 100][n]);
  const scale = scaleOf(points, true);
  placeAcross(points, scale);
  assert.ok(scale.edge > 0 && scale.edge < 100);
  assert.deepEqual(
    points.map(({ at }) => at),
    [scale.edge, scale.edge, 100],
  );
});

test("a range gets room even where it has no width", () => {
  assert.deepEqual(padded(2, 4, 0.5), [1, 5]);
  assert.deepEqual(padded(3, 3, 0.5), [1.5, 4.5]);
  assert.deepEqual(padded(0, 0, 0.5), [-0.5, 0.5]);
  assert.deepEqual(spread([3, -1, 2]), [-1, 3]);
});

for (const qualities of [[0.9721], [0.9721, 0.9721, 0.9721], [0.997, 0.9972, 0.9974]]) {
  test(`a front without spread does not fill its chart: ${qualities}`, () => {
    const points = line(qualities);
    const sight = sightOf(points, points, VIEW);
    assert.ok(sight.x[1] - sight.x[0] >= 0.599);
    assert.ok(sight.y[1] - sight.y[0] >= 0.0199);
    assert.equal(sight.hidden, 0);
    assert.ok(sight.y[1] <= 1.003);
  });
}

for (const least of [0.2, 0.9, 0.99]) {
  test(`there is no room for a tick above all right, from ${least} on`, () => {
    const points = line([least, 1]);
    const [low, high] = sightOf(points, points, VIEW).y;
    assert.ok(high >= 1 && high <= 1 + 0.031 * (1 - low));
  });
}

test("focus leaves the worst out of sight and says how many", () => {
  const front = line([0.9, 0.92, 0.94]);
  const points = [...front, { number: 9, x: 400, y: 0.1 }];
  assert.equal(sightOf(points, front, VIEW).hidden, 1);
  assert.equal(sightOf(points, front, { ...VIEW, focus: false }).hidden, 0);
});

test("a front in focus still shows the parent", () => {
  const front = line([0.5, 0.51, 0.52, 0.53], (n) => 10 + n);
  const sight = sightOf(front, front, VIEW, { ...PARENT, y: 0.95 });
  assert.ok(sight.y[1] > 0.95 && sight.x[1] > 3);
  assert.equal(sight.hidden, 0);
});

test("before the first point the parent stands at the upper right", () => {
  const { x, y, hidden } = sightOf([], [], VIEW, PARENT);
  assert.ok(x[0] < 2 && x[1] > 3 && y[0] < 0.45 && y[1] > 0.9);
  assert.equal(hidden, 0);
  assert.equal(sightOf([], [], VIEW), null);
});
