// Owns the tip beside the mouse: the figures of a trial, and its place.

import { METRICS } from "../constants.js";
import { endsText } from "./evidence.js";
import { cell } from "./trials.js";
import { figureText } from "./words.js";

// A network's choices, a line a block: "Block 1: width 16 · kernel 3".
function choiceLines(names, values) {
  const lines = new Map();
  names.forEach((name, at) => {
    const value = values[at];
    if (value === null || value === undefined) return;
    const [, stem, block] = /^(.+)_(\d+)$/.exec(name) || [null, name, ""];
    if (!lines.has(block)) lines.set(block, []);
    lines.get(block).push(`${stem.replaceAll("_", " ")} ${value}`);
  });
  return [...lines].map(([block, words]) => `${block && `Block ${block}: `}${words.join(" · ")}`);
}

// "Accuracy (validation): 96.4 %, 93.6 to 98.0 %": each metric that there is, a line of a tip.
export function metricLines(figureOf) {
  return Object.keys(METRICS)
    .filter((metric) => (figureOf(metric) ?? null) !== null)
    .map((metric) => {
      const value = figureText(metric, figureOf);
      const ends = endsText(["low", "high"].map((end) => figureOf(`${metric}_${end}`) ?? null));
      return ["span", `${METRICS[metric].title}: ${[value, ends].filter(Boolean).join(", ")}`];
    });
}

export function trialLines(entry, trials) {
  const status = cell(entry, "status");
  const lines = [["strong", `Trial ${cell(entry, "number")}`]];
  if (status === "infeasible") {
    lines.push(["span", cell(entry, "reason") || "Left out", "ps-tip-note"]);
  }
  lines.push(...metricLines((metric) => cell(entry, metric)));
  if (status === "stopped_early") lines.push(["span", "Stopped early", "ps-tip-note"]);
  const choices = choiceLines(trials.choices, cell(entry, "choices") || []);
  return [...lines, ...choices.map((line) => ["span", line, "ps-tip-choices"])];
}

// `lines`: a tag, its text and its class each.
export function drawTip(tip, lines, stage, event) {
  tip.replaceChildren(
    ...lines.map(([tag, text, kind]) => {
      const line = document.createElement(tag);
      line.textContent = text;
      if (kind) line.className = kind;
      return line;
    }),
  );
  tip.hidden = false;
  const box = stage.getBoundingClientRect();
  const left = event.clientX - box.left;
  const flip = left > box.width * 0.6;
  tip.style.left = flip ? "auto" : `${left + 18}px`;
  tip.style.right = flip ? `${box.width - left + 18}px` : "auto";
  tip.style.top = `${Math.max(4, event.clientY - box.top - 40)}px`;
}
