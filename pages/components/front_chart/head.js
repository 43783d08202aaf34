// Owns the strip above the chart: status, progress, the big numbers.

function parts(root) {
  const found = {};
  for (const element of root.querySelectorAll("[data-part]")) {
    found[element.dataset.part] = element;
  }
  return found;
}

// Names and reasons are typed by people: text only, never markup; and only when it changed.
function put(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

function trainedOf(run) {
  const { complete, failed, stopped_early } = run.counts;
  return complete + failed + stopped_early;
}

function hasEnded(run) {
  return ["finished", "failed", "stopped"].includes(run.status);
}

// The shares that are spent of the networks and, if they are limited, of the epochs.
function sharesSpent(run, epochs) {
  const { trials, epochs: most } = run.budget;
  return [trainedOf(run) / trials, most ? epochs / most : 0];
}

function doneShare(run, epochs) {
  if (run.status === "finished") return 1;
  const minutes = run.budget.minutes;
  const byTime = minutes ? run.active_seconds / (minutes * 60) : 0;
  return Math.min(1, Math.max(byTime, ...sharesSpent(run, epochs)));
}

function drawTime(at, run, left) {
  put(at["time-label"], timeLabel(run));
  put(at.time, hasEnded(run) ? durationText(run.active_seconds) : leftText(run, left));
}

// What moves on with the clock, between two messages.
function drawClock(at, trials, now) {
  const { run } = trials;
  trials.left = hasEnded(run) ? null : steady(trials.left, secondsLeft(run, now));
  put(at.now, nowText(run, now));
  drawTime(at, run, trials.left);
}

function drawActions(at, run) {
  const shown = {
    pause: ["queued", "running"].includes(run.status) && !["pause", "stop"].includes(run.request),
    resume: run.status === "paused",
    stop: !hasEnded(run) && run.request !== "stop",
  };
  for (const button of at.actions.querySelectorAll("button")) {
    button.hidden = !shown[button.dataset.action];
  }
}

function trainedLabel(run, epochs) {
  if (isLookedUp(run)) return "Looked up";
  const most = run.budget.epochs;
  const spent = most ? ` (${countText(epochs)} of ${countText(most)} epochs)` : "";
  return `${run.parent ? "Pruned" : "Trained"}${spent}`;
}

function drawHead(at, run, epochs) {
  const [kind, label] = pillOf(run);
  at.pill.dataset.kind = kind;
  put(at.pill, label);
  at.reason.hidden = !run.reason;
  put(at.reason, run.reason || "");
  const percent = Math.round(doneShare(run, epochs) * 100);
  at.progress.setAttribute("aria-valuenow", String(percent));
  at.progress.dataset.kind = kind;
  at.progress.firstElementChild.style.width = `${percent}%`;
  put(at.trained, `${countText(trainedOf(run))} of ${countText(run.budget.trials)}`);
  put(at["trained-label"], trainedLabel(run, epochs));
  drawActions(at, run);
}

function drawBest(at, front, y, moreY, members) {
  const top = front[front.length - 1];
  const most = METRICS[y].direction === "maximize" ? "Best" : "Highest";
  put(at["best-label"], `${moreY ? most : "Lowest"} ${nounOf(y)}`);
  put(at.best, top ? valueText(y, top.y) : "–");
  put(at.members, top ? members.toLocaleString("en-US") : "–");
}

// `own` holds the run's own front where that is not the one that is drawn.
function drawKey(at, run, own) {
  put(at["front-key"], own ? "On the front of these two axes"
    : "On the front: nothing beats it");
  at["own-key"].hidden = !own;
  if (own) put(at["own-words"], `Beaten here, but not in all goals: ${goalsText(run)}`);
}

function emptyText(run, y, rows, now = 0) {
  if (y.startsWith("test_") && !hasEnded(run)) {
    return `${METRICS[y].label} is measured once, when the run ends.`;
  }
  if (hasEnded(run)) {
    return rows ? "No trial of this run can be drawn here." : "This run ended without a trial.";
  }
  if (run.status === "queued") return `Waiting for a free device. The first point appears here${pointText(run, now)}.`;
  const done = isLookedUp(run) ? "looked up" : run.parent ? "pruned" : "trained";
  if (run.status === "paused") return `Paused before the first network was ${done}.`;
  return `The first network is being ${done}. Its point appears here.`;
}

// "Accuracy (validation): 96.4 %, 93.6 to 98.0 %": each metric that there is, a line of a tip.
function metricLines(valueOf) {
  return Object.keys(METRICS)
    .filter((metric) => (valueOf(metric) ?? null) !== null)
    .map((metric) => {
      const value = figureText(metric, valueOf);
      const ends = endsText(["low", "high"].map((end) => valueOf(`${metric}_${end}`) ?? null));
      return ["span", `${METRICS[metric].title}: ${[value, ends].filter(Boolean).join(", ")}`];
    });
}

function trialLines(entry, trials) {
  const status = cell(entry, "status");
  const lines = [["strong", `Trial ${cell(entry, "number")}`]];
  if (status === "infeasible") lines.push(["span", cell(entry, "reason") || "Left out", "ps-tip-note"]);
  lines.push(...metricLines((metric) => cell(entry, metric)));
  if (status === "stopped_early") lines.push(["span", "Stopped early", "ps-tip-note"]);
  const choices = choiceLines(trials.choices, cell(entry, "choices") || []);
  return [...lines, ...choices.map((line) => ["span", line, "ps-tip-choices"])];
}

// `lines`: a tag, its text and its class each.
function drawTip(tip, lines, stage, event) {
  tip.replaceChildren(...lines.map(([tag, text, kind]) => {
    const line = document.createElement(tag);
    line.textContent = text;
    if (kind) line.className = kind;
    return line;
  }));
  tip.hidden = false;
  const box = stage.getBoundingClientRect();
  const left = event.clientX - box.left;
  const flip = left > box.width * 0.6;
  tip.style.left = flip ? "auto" : `${left + 18}px`;
  tip.style.right = flip ? `${box.width - left + 18}px` : "auto";
  tip.style.top = `${Math.max(4, event.clientY - box.top - 40)}px`;
}
