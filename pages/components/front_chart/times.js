// Owns the estimated times: what is left of a run, and when a waiting one has its turn.
// They are the engine's figures; here they fall with the clock until it sends others.

import { durationText, roughText, valueText } from "./units.js";

// A correction upwards by less than this share and these seconds: the figure stands still instead.
const STILL_SHARE = 0.25;
const STILL_SECONDS = 5;

// "in about 4 min": pages/components/text.py agrees with it.
export function soonText(seconds) {
  return seconds < 60 ? "in less than a minute" : `in about ${roughText(seconds)}`;
}

function sinceHeard(run, now) {
  return Math.max(0, (now - (run.heard ?? now)) / 1000);
}

// Null where nothing is known, and of a run that is to stop.
export function secondsLeft(run, now) {
  const left = run.seconds_left ?? null;
  if (left === null || run.request === "stop") return null;
  if (run.status !== "running" || run.stalled) return left;
  return Math.max(run.least_left ?? 0, left - sinceHeard(run, now));
}

// What is shown next where `shown` was shown before: a small correction upwards is waited out.
export function steady(shown, latest) {
  if (latest === null || shown === null || latest <= shown) return latest;
  return latest <= shown * (1 + STILL_SHARE) + STILL_SECONDS ? shown : latest;
}

export function timeLabel(run) {
  if (run.ended) return "Took";
  if (run.request === "stop") return "Stopping";
  const cap = run.budget.minutes ? ` (of ${valueText("macs", run.budget.minutes)} min)` : "";
  return `Time left, about${cap}`;
}

export function leftText(left) {
  if (left === null) return "–";
  if (left < 1) return "a moment";
  if (left < 60) return `${Math.round(left)} s`;
  return left < 90 ? durationText(left) : roughText(left);
}

// Behind the place in the queue; empty where it is not known.
export function waitText(run, now) {
  const begun = run.trained > 0;
  const latest = begun ? run.starts_in : run.point_in;
  if ((latest ?? null) === null) return "";
  const soon = soonText(Math.max(0, latest - sinceHeard(run, now)));
  return ` · ${begun ? "goes on" : "first point"} ${soon}`;
}

// Inside the sentence where the points will be.
export function pointText(run, now) {
  if ((run.point_in ?? null) === null) return "";
  return ` ${soonText(Math.max(0, run.point_in - sinceHeard(run, now)))}`;
}
