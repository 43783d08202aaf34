// Owns which sentences are said of a front: under the sliders of the page, and in a file of it.

import { axesAreGoals, wantsMore } from "./goals.js";
import { parentPoint } from "./parent.js";
import { keptText } from "./pruned.js";
import { bestUnder, cheapestWith, frontToDraw, newTrials, pointsOf, takeUpdate } from "./trials.js";
import { amountText, nounOf } from "./units.js";
import { affordLabel, affordText, needLabel, needText } from "./words.js";

// The best that can be afforded; of all without a limit.
export function affordSaid(front, { x, y, limit, moreY }) {
  const top = front.length ? front[front.length - 1] : null;
  return affordText(bestUnder(front, limit ?? Infinity), top, x, y, moreY, front);
}

// The cheapest that is good enough.
export function needSaid(front, { x, y, least, moreY }) {
  const top = front.length ? front[front.length - 1] : null;
  return affordText(cheapestWith(front, least, moreY), top, x, y, moreY);
}

export function affordWords(metric, limit) {
  return limit === null ? "any size" : `at most ${amountText(metric, limit)}`;
}

export function needWords(metric, least, moreY) {
  return least === null ? `any ${nounOf(metric)}` : needText(metric, least, moreY);
}

// What a file says of the first message of a run's stream: a lead (empty where no slider was
// moved) and a sentence each.
export function sentencesOf(update, chosen) {
  const trials = newTrials();
  takeUpdate(trials, update);
  const { run } = trials;
  const { x, y, limit, least } = chosen;
  const view = { ...chosen, moreX: wantsMore(run, x), moreY: wantsMore(run, y) };
  const points = pointsOf(trials, x, y);
  const front = frontToDraw(points, axesAreGoals(run, x, y) ? trials.front : null, view);
  const kept = keptText(run, trials.choices, points, front, parentPoint(run, x, y), view);
  const said = kept ? [["", kept]] : [];
  if (!front.length || view.moreX) return said;
  const afford = limit === null ? "" : `${affordLabel(x)}: ${affordWords(x, limit)}.`;
  said.push([afford, affordSaid(front, view)]);
  if (least === null) return said;
  const need = `${needLabel(y, view.moreY)}: ${needWords(y, least, view.moreY)}.`;
  return [...said, [need, needSaid(front, view)]];
}

// A paragraph each. Names are typed by people: text only, never markup.
export function writeSentences(place, sentences) {
  place.replaceChildren(
    ...sentences.map(([lead, text]) => {
      const paragraph = document.createElement("p");
      const label = document.createElement("small");
      label.textContent = lead;
      paragraph.append(...(lead ? [label, " "] : []), text);
      return paragraph;
    }),
  );
}
