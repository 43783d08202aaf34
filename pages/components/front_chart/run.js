// Owns what a run's figures say of it: whether it has ended, and how much of it is done.

export function hasEnded(run) {
  return ["finished", "failed", "stopped"].includes(run.status);
}

export function trainedOf(run) {
  const { complete, failed, stopped_early } = run.counts;
  return complete + failed + stopped_early;
}

// The shares that are spent of the networks and, if they are limited, of the epochs.
function sharesSpent(run, epochs) {
  const { trials, epochs: most } = run.budget;
  return [trainedOf(run) / trials, most ? epochs / most : 0];
}

export function doneShare(run, epochs) {
  if (run.status === "finished") return 1;
  const minutes = run.budget.minutes;
  const byTime = minutes ? run.active_seconds / (minutes * 60) : 0;
  return Math.min(1, Math.max(byTime, ...sharesSpent(run, epochs)));
}

// A paused run that is stopped waits once more for a device: its front has still to be tested.
export function isEnding(run) {
  return run.status === "queued" && run.request === "stop";
}

// Answered from a table: nothing is trained.
export function isLookedUp(run) {
  return run.estimator === "table";
}
