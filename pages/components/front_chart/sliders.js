// Owns the two sliders under the chart: the dearest network that can be afforded, and the least
// quality that is needed. Each names a network of the front.

import { put } from "./parts.js";
import { affordSaid, affordWords, needSaid, needWords } from "./said.js";
import { valueText } from "./units.js";
import { affordLabel, needLabel, smallerWord } from "./words.js";

const SLIDER_STEPS = 1000;
const MARKS = [10, 100];

export function rangeOf(points) {
  let least = Infinity;
  let most = -Infinity;
  for (const point of points) {
    if (point.x > 0) least = Math.min(least, point.x);
    most = Math.max(most, point.x);
  }
  return most > 0 ? { least, most: Math.max(most, least * 1.01) } : null;
}

// The slider is logarithmic: a step is the same ratio everywhere.
export function fromSlider(step, range) {
  if (step >= SLIDER_STEPS) return null;
  const ratio = Math.log(range.most / range.least);
  return range.least * Math.exp((ratio * step) / SLIDER_STEPS);
}

function shareOf(limit, range) {
  const share = Math.log(limit / range.least) / Math.log(range.most / range.least);
  return Math.max(0, Math.min(1, share));
}

export function toSlider(limit, range) {
  if (limit >= range.most) return SLIDER_STEPS;
  return Math.round(shareOf(limit, range) * SLIDER_STEPS);
}

// What reads the same is the same: "at most 374" takes in the network that has 374.
export function asRead(limit, values, textOf) {
  const alike = values.filter((value) => textOf(value) === textOf(limit));
  return { most: Math.max(limit, ...alike), least: Math.min(limit, ...alike) };
}

// From the quality of the cheapest network to the best of all; null where there is nothing between.
export function needRange(front) {
  if (front.length < 2) return null;
  const [from, to] = [front[0].y, front[front.length - 1].y];
  return from === to ? null : { from, to };
}

export function needFrom(step, { from, to }) {
  return step <= 0 ? null : from + ((to - from) * step) / SLIDER_STEPS;
}

export function needTo(least, { from, to }) {
  if (least === null) return 0;
  return Math.max(
    0,
    Math.min(SLIDER_STEPS, Math.round(((least - from) / (to - from)) * SLIDER_STEPS)),
  );
}

export class Sliders {
  // `hooks`: moved(), settled().
  constructor(at, view, hooks, signal) {
    this.at = at;
    this.view = view;
    this.hooks = hooks;
    this.front = [];
    this.range = null;
    this.needs = null;
    at.afford.addEventListener("input", () => this.moveAfford(Number(at.afford.value)), { signal });
    at.need.addEventListener("input", () => this.moveNeed(Number(at.need.value)), { signal });
    for (const name of ["afford", "need"]) {
      at[name].addEventListener("change", () => hooks.settled(), { signal });
    }
    at["afford-marks"].addEventListener(
      "click",
      ({ target }) => {
        const limit = Number(target.dataset.limit);
        if (limit) this.jump(limit);
      },
      { signal },
    );
  }

  moveAfford(step) {
    if (!this.range) return;
    const limit = fromSlider(step, this.range);
    this.view.limit = limit === null ? null : this.affordable(limit);
    this.hooks.moved();
  }

  moveNeed(step) {
    if (!this.needs) return;
    const least = needFrom(step, this.needs);
    this.view.least = least === null ? null : this.needed(least);
    this.hooks.moved();
  }

  jump(limit) {
    this.view.limit = this.affordable(limit);
    this.hooks.settled();
    this.hooks.moved();
  }

  affordable(limit) {
    const costs = this.front.map(({ x }) => x);
    return asRead(limit, costs, (value) => valueText(this.view.x, value)).most;
  }

  needed(least) {
    const qualities = this.front.map(({ y }) => y);
    const read = asRead(least, qualities, (value) => valueText(this.view.y, value));
    return this.view.moreY ? read.least : read.most;
  }

  draw(points, front) {
    this.front = front;
    this.drawAfford(points, front);
    this.drawNeed(front);
  }

  drawAfford(points, front) {
    const { x } = this.view;
    put(this.at["afford-label"], affordLabel(x));
    this.range = rangeOf(points);
    this.at.afford.disabled = !this.range;
    const limit = this.view.limit ?? Infinity;
    if (this.range) this.at.afford.value = String(toSlider(limit, this.range));
    const words = affordWords(x, this.view.limit);
    put(this.at["afford-value"], points.length ? words : "");
    this.at.afford.setAttribute("aria-valuetext", words);
    const top = front.length ? front[front.length - 1] : null;
    put(this.at["afford-text"], affordSaid(front, this.view));
    this.drawMarks(top);
  }

  // 10 and 100 times smaller than the best of all, where the slider reaches so far.
  drawMarks(top) {
    const limits = top && this.range && top.x > 0 ? MARKS.map((times) => top.x / times) : [];
    const shown = limits.filter((limit) => limit >= this.range.least);
    const marks = this.at["afford-marks"];
    const wanted = `${this.view.x} ${shown.join()} ${this.range?.most}`;
    if (marks.dataset.shown === wanted) return;
    marks.dataset.shown = wanted;
    marks.replaceChildren(
      ...shown.map((limit, at) => {
        const mark = document.createElement("button");
        mark.type = "button";
        mark.dataset.limit = String(limit);
        mark.textContent = `${MARKS[at]} × ${smallerWord(this.view.x)}`;
        mark.style.setProperty("--at", String(shareOf(limit, this.range)));
        return mark;
      }),
    );
  }

  drawNeed(front) {
    const { y, moreY } = this.view;
    this.needs = needRange(front);
    this.at["need-box"].hidden = !this.needs;
    if (!this.needs) {
      this.view.least = null;
      return;
    }
    put(this.at["need-label"], needLabel(y, moreY));
    const { least } = this.view;
    this.at.need.value = String(needTo(least, this.needs));
    const words = needWords(y, least, moreY);
    put(this.at["need-value"], words);
    this.at.need.setAttribute("aria-valuetext", words);
    put(this.at["need-text"], needSaid(front, this.view));
  }
}
