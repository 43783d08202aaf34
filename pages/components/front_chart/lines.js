// Owns the lines above the chart: the picked trial, and what pruning keeps of its parent.

import { put } from "./parts.js";
import { keptText } from "./pruned.js";
import { cell } from "./trials.js";
import { amountText } from "./units.js";
import { costText } from "./words.js";

// At once; the page's own card follows below.
export function drawPicked(root, at, { trials, view, picked, points }) {
  if (picked !== null) root.dataset.picked = String(picked);
  else delete root.dataset.picked;
  const entry = trials.rows.get(picked);
  at.picked.hidden = !entry;
  at.hint.hidden = Boolean(entry) || !points.length;
  if (!entry) return;
  const point = points.find(({ number }) => number === picked);
  const drawn = point && `${amountText(view.y, point.y)}, ${costText(point, view.x)}`;
  put(at["picked-name"], `Trial ${picked}`);
  put(at["picked-text"], drawn || cell(entry, "reason") || "Not on these axes");
}

export function drawKept(root, at, { trials, view, points, front, parent }) {
  const kept = keptText(trials.run, trials.choices, points, front, parent, view);
  root.classList.toggle("ps-pruning", Boolean(kept));
  at.kept.hidden = !kept;
  put(at.kept, kept);
}
