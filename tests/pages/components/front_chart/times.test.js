import assert from "node:assert/strict";
import { test } from "node:test";
import { emptyText, nowText } from "../../../../pages/components/front_chart/status.js";
import {
  leftText,
  secondsLeft,
  steady,
  timeLabel,
} from "../../../../pages/components/front_chart/times.js";

const RUN = {
  status: "running",
  request: "",
  seconds_left: 50,
  least_left: 40,
  heard: 1000,
  trained: 3,
  budget: { trials: 10 },
};
const QUEUED = {
  ...RUN,
  status: "queued",
  queue_position: 2,
  starts_in: 200,
  point_in: 260,
  trained: 0,
};

test("time left falls with the clock to the least, and stands still in a pause", () => {
  const at = (run) => [1000, 6000, 90000].map((now) => secondsLeft(run, now));
  assert.deepEqual(at(RUN), [50, 45, 40]);
  assert.deepEqual(at({ ...RUN, status: "paused" }), [50, 50, 50]);
});

test("a stopping run says so and no time", () => {
  const run = { ...RUN, request: "stop" };
  assert.deepEqual([timeLabel(run), leftText(secondsLeft(run, 0))], ["Stopping", "–"]);
});

for (const [shown, told, next] of [
  [null, 9, 9],
  [50, 40, 40],
  [50, 60, 50],
  [50, 90, 90],
  [9, null, null],
]) {
  test(`after ${shown} s the engine's ${told} s are shown as ${next}`, () => {
    assert.equal(steady(shown, told), next);
  });
}

test("little time is told to the second, much to the minute", () => {
  assert.deepEqual([0.5, 12, 75, 190].map(leftText), ["a moment", "12 s", "1 min 15 s", "3 min"]);
});

test("a waiting run says when its first point comes", () => {
  assert.equal(nowText(QUEUED, 1000), "Place 2 in the queue · first point in about 4 min");
  assert.equal(nowText(QUEUED, 121000), "Place 2 in the queue · first point in about 2 min");
  assert.equal(
    emptyText(QUEUED, "macs", 0, 1000),
    "Waiting for a free device. The first point appears here in about 4 min.",
  );
});

test("a run that was begun goes on", () => {
  const said = nowText({ ...QUEUED, trained: 3 }, 1000);
  assert.equal(said, "Place 2 in the queue · goes on in about 3 min");
});
