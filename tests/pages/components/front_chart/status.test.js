import assert from "node:assert/strict";
import { test } from "node:test";
import { actionsOf } from "../../../../pages/components/front_chart/head.js";
import {
  countsText,
  emptyText,
  nowText,
  pillOf,
  trainedLabel,
} from "../../../../pages/components/front_chart/status.js";

test("a run on a table trains nothing", () => {
  const progress = { number: 7, attempt: 1, epoch: 5, epochs: 8 };
  const run = { status: "running", progress, budget: { epochs: 100 }, epochs: 40 };
  const lookedUp = { ...run, estimator: "table" };
  assert.equal(nowText(lookedUp), "Trial 7");
  assert.equal(trainedLabel(lookedUp), "Looked up");
  assert.equal(nowText(run), "Trial 7, epoch 5 of 8");
  assert.equal(trainedLabel(run), "Trained (40 of 100 epochs)");
});

test("a candidate that was not begun is not named", () => {
  const progress = { number: 40, attempt: 0, epoch: 0, epochs: 0 };
  assert.equal(nowText({ status: "running", progress }), "");
});

test("a run that lets another go first says so", () => {
  const run = { status: "running", request: "yield", progress: null };
  assert.equal(nowText(run), "Lets another person's run go first, then goes on");
});

for (const [status, request, word] of [
  ["running", "stop", "Stopping"],
  ["running", "pause", "Pausing"],
  ["queued", "stop", "Stopping"],
  ["queued", "", "Waiting"],
]) {
  test(`a run that is ${status} and was asked to ${request || "do nothing"} is ${word}`, () => {
    assert.equal(pillOf({ status, request })[1], word);
  });
}

for (const [status, request, wanted] of [
  ["running", "", ["pause", "stop"]],
  ["running", "yield", ["pause", "stop"]],
  ["queued", "", ["pause", "stop"]],
  ["paused", "", ["resume", "stop"]],
  ["running", "stop", []],
  ["queued", "stop", []],
  ["finished", "", []],
]) {
  test(`of a run that is ${status} ${request} may be asked: ${wanted.join(", ") || "nothing"}`, () => {
    const offered = Object.entries(
      actionsOf({ status, request, ended: status === "finished" }),
    ).filter(([, may]) => may);
    assert.deepEqual(
      offered.map(([name]) => name),
      wanted,
    );
  });
}

test("an empty chart says what is awaited", () => {
  const run = { status: "running", estimator: "pruning", parent: { title: "net", done: "pruned" } };
  const pruned = "The first network is being pruned. Its point appears here.";
  assert.equal(emptyText(run, "val_accuracy", 0), pruned);
  assert.match(emptyText(run, "test_accuracy", 0), /is measured once, when the run ends\.$/);
  assert.equal(
    emptyText({ status: "failed", ended: true }, "macs", 0),
    "This run ended without a trial.",
  );
});

test("what is not drawn is counted beside what is", () => {
  const counts = { stopped_early: 2, failed: 0, infeasible: 1 };
  assert.equal(
    countsText(counts, 1, { hidden: 3 }),
    "1 point · 3 out of view · 2 stopped early · 1 left out",
  );
});
