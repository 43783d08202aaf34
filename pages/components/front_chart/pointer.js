// Owns hover and click: points are found by where they stand, as most of them are on the canvas,
// where Plotly sees none.

import { drawTip } from "./tip.js";

// Pixels within which a press and its release are a click.
const STILL = 5;

export class Pointer {
  // `hooks`: find(mouse) -> a point's number or null, lines(number) -> the tip's lines,
  // pickable(number), pick(number), released().
  constructor({ chart, tip }, hooks, signal) {
    this.chart = chart;
    this.tip = tip;
    this.stage = chart.parentElement;
    this.hooks = hooks;
    this.down = null;
    // Drawing now would break off the zoom that someone is just dragging.
    this.held = false;
    this.stage.addEventListener("pointermove", (event) => this.move(event), { signal });
    this.stage.addEventListener(
      "pointerleave",
      () => {
        this.tip.hidden = true;
      },
      { signal },
    );
    this.stage.addEventListener("pointerdown", (event) => this.press(event), {
      signal,
      capture: true,
    });
    // Plotly covers the page while a button is down, so the end is heard at the window.
    window.addEventListener("pointerup", (event) => this.lift(event), { signal, capture: true });
  }

  find(event) {
    if (event.target.closest?.(".modebar")) return null;
    const box = this.chart.getBoundingClientRect();
    return this.hooks.find({ x: event.clientX - box.left, y: event.clientY - box.top });
  }

  move(event) {
    const number = event.buttons ? null : this.find(event);
    if (!event.buttons) this.release();
    this.stage.classList.toggle("ps-over", this.hooks.pickable(number));
    this.tip.hidden = number === null;
    if (number !== null) drawTip(this.tip, this.hooks.lines(number), this.stage, event);
  }

  press(event) {
    this.down = { x: event.clientX, y: event.clientY, number: this.find(event) };
    this.held = true;
  }

  lift(event) {
    const { down } = this;
    const still = down && Math.hypot(event.clientX - down.x, event.clientY - down.y) < STILL;
    if (still && this.hooks.pickable(down.number)) this.hooks.pick(down.number);
    this.down = null;
    this.release();
  }

  release() {
    if (this.held) this.hooks.released();
    this.held = false;
  }
}
