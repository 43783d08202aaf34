// Owns what is said of a run while it works: its status, its place in the queue, what comes next.

import { METRICS } from "../constants.js";
import { pointText, waitText } from "./times.js";
import { capital, countText } from "./units.js";

const STATUS = {
  queued: "Waiting",
  running: "Running",
  paused: "Paused",
  finished: "Finished",
  failed: "Failed",
  stopped: "Stopped",
  stalled: "Stalled",
  gone: "Not there",
};
const ASKED = { pause: "Pausing", stop: "Stopping" };

export function pillOf(run) {
  if (run.stalled) return ["stalled", STATUS.stalled];
  if (isEnding(run)) return ["running", ASKED.stop];
  if (run.status === "running" && ASKED[run.request]) return ["running", ASKED[run.request]];
  return [run.status, STATUS[run.status] || run.status];
}

// A paused run that is stopped waits once more for a device: its front has still to be tested.
function isEnding(run) {
  return run.status === "queued" && run.request === "stop";
}

// Answered from a table: nothing is trained.
function isLookedUp(run) {
  return run.estimator === "table";
}

// What each network went through before it was scored.
function doneTo(run) {
  return isLookedUp(run) ? "looked up" : (run.parent?.done ?? "trained");
}

export function nowText(run, now = 0) {
  if (isEnding(run)) return "Its front is tested as soon as a device is free";
  if (run.status === "queued") {
    const place = run.queue_position;
    if (!place) return "Starts in a moment";
    const turn = place === 1 ? "Next in the queue" : `Place ${place} in the queue`;
    return `${turn}${waitText(run, now)}`;
  }
  if (run.stalled) return "No sign of life from the worker. It is replaced by itself.";
  if (run.request === "yield") return "Lets another person's run go first, then goes on";
  if (run.status !== "running" || !run.progress) return "";
  const { number, attempt, epoch, epochs } = run.progress;
  // Its turn has come, and it was not begun yet: there may be no such candidate.
  if (attempt === 0) return "";
  const again = attempt > 1 ? `, attempt ${attempt}` : "";
  return epochs && !isLookedUp(run)
    ? `Trial ${number}, epoch ${epoch} of ${epochs}${again}`
    : `Trial ${number}${again}`;
}

export function trainedLabel(run) {
  const done = capital(doneTo(run));
  const most = isLookedUp(run) ? null : run.budget.epochs;
  const spent = most ? ` (${countText(run.epochs)} of ${countText(most)} epochs)` : "";
  return `${done}${spent}`;
}

export function countsText(counts, shown, sight) {
  const parts = [`${shown.toLocaleString("en-US")} ${shown === 1 ? "point" : "points"}`];
  if (sight?.hidden) parts.push(`${countText(sight.hidden)} out of view`);
  if (counts.stopped_early) parts.push(`${counts.stopped_early} stopped early`);
  if (counts.failed) parts.push(`${counts.failed} failed`);
  if (counts.infeasible) parts.push(`${counts.infeasible} left out`);
  return parts.join(" · ");
}

export function emptyText(run, y, rows, now = 0) {
  if (y.startsWith("test_") && !run.ended) {
    return `${METRICS[y].label} is measured once, when the run ends.`;
  }
  if (run.ended) {
    return rows ? "No trial of this run can be drawn here." : "This run ended without a trial.";
  }
  if (run.status === "queued") {
    return `Waiting for a free device. The first point appears here${pointText(run, now)}.`;
  }
  if (run.status === "paused") return `Paused before the first network was ${doneTo(run)}.`;
  return `The first network is being ${doneTo(run)}. Its point appears here.`;
}
