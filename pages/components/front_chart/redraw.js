// Owns when the component is drawn: any number of messages in a burst are one drawing.

const LEAST_GAP_MS = 120;

export class Redraw {
  constructor(draw) {
    this.draw = draw;
    this.frame = 0;
    this.timer = 0;
    this.last = -LEAST_GAP_MS;
    this.open = true;
  }

  soon() {
    if (this.frame || this.timer || !this.open) return;
    const wait = Math.max(0, this.last + LEAST_GAP_MS - performance.now());
    this.timer = setTimeout(() => {
      this.timer = 0;
      this.frame = requestAnimationFrame(() => {
        this.frame = 0;
        this.last = performance.now();
        this.draw();
      });
    }, wait);
  }

  close() {
    this.open = false;
    cancelAnimationFrame(this.frame);
    clearTimeout(this.timer);
  }
}
