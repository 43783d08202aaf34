// Owns what the pointer does to the parallel coordinates: dragging along an axis brushes it,
// dragging its name moves it, a click takes a brush away.

import { axisPart, drawRows, heights, ROOM, svgPart } from "./drawing.js";
import { snapped } from "./lines.js";

// Pixels within which a brush is caught by its end, and a press that moved less is a click.
const CATCH = 7;
const CLICK = 3;

// What a press at `at` takes hold of: a brush, one of its ends, or nothing yet.
export function caught(ranges, at, reach) {
  const index = ranges.findIndex(([low, high]) => at >= low - reach && at <= high + reach);
  const others = ranges.filter((_, place) => place !== index);
  if (index < 0) return { others: ranges, range: [at, at], moves: [false, true], old: false };
  const [low, high] = ranges[index];
  const inside = at < low + reach ? [true, false] : [true, true];
  return {
    others,
    range: [low, high],
    moves: at > high - reach ? [false, true] : inside,
    old: true,
  };
}

export function dragged({ range, moves }, by, { low, high }) {
  return range
    .map((end, place) => Math.max(low, Math.min(high, moves[place] ? end + by : end)))
    .sort((a, b) => a - b);
}

export class ParallelLines {
  // `hooks`: brushed(name, ranges, done), ordered(names).
  constructor(host, hooks) {
    this.host = host;
    this.hooks = hooks;
    this.canvas = host.appendChild(document.createElement("canvas"));
    this.svg = host.appendChild(svgPart("svg", {}));
    this.gesture = null;
    this.svg.addEventListener("pointerdown", (event) => this.begin(event));
    this.svg.addEventListener("pointermove", (event) => this.follow(event, false));
    this.svg.addEventListener("pointerup", (event) => this.follow(event, true));
    this.svg.addEventListener("pointercancel", () => {
      this.gesture = null;
    });
    this.watch = new ResizeObserver(() => this.draw());
    this.watch.observe(host);
  }

  close() {
    this.watch.disconnect();
    this.host.replaceChildren();
  }

  // `figure`: dimensions in their order, brushes by name, and of every row whether it passes
  // (kept) and its colour; faint is the colour of those that do not.
  show(figure) {
    this.figure = figure;
    this.draw();
  }

  draw() {
    const size = { width: this.host.clientWidth, height: this.host.clientHeight };
    if (!this.figure || !size.width) return;
    const { dimensions, brushes } = this.figure;
    const xs = this.places(dimensions, size.width);
    drawRows(this.canvas, this.figure, xs, size);
    this.svg.replaceChildren(
      ...dimensions.map((one, at) =>
        axisPart(one, xs[at], brushes.get(one.name) || [], size.height),
      ),
    );
  }

  places(dimensions, width) {
    const step = (width - ROOM.left - ROOM.right) / Math.max(1, dimensions.length - 1);
    const { title, x } = this.gesture || {};
    return dimensions.map(({ name }, at) => (name === title ? x : ROOM.left + at * step));
  }

  begin(event) {
    const { axis, title } = event.target.dataset;
    if (event.button || (axis === undefined && title === undefined)) return;
    event.preventDefault();
    this.svg.setPointerCapture(event.pointerId);
    const { x, y } = this.pointer(event);
    this.gesture = title === undefined ? this.hold(axis, y) : { title, x };
  }

  hold(axis, y) {
    const dimension = this.figure.dimensions.find((one) => one.name === axis);
    const scale = heights(dimension, this.host.clientHeight);
    const held = caught(this.figure.brushes.get(axis) || [], scale.value(y), CATCH * scale.step);
    return { axis, y, dimension, scale, ...held };
  }

  follow(event, done) {
    const gesture = this.gesture;
    if (!gesture) return;
    const at = this.pointer(event);
    if (done) this.gesture = null;
    if (gesture.axis !== undefined) this.brush(gesture, at.y, done);
    else this.move(gesture, at.x);
  }

  brush(gesture, y, done) {
    const { axis, dimension, others, scale } = gesture;
    if (Math.abs(y - gesture.y) < CLICK) {
      if (done) this.hooks.brushed(axis, gesture.old ? others : [], true);
      return;
    }
    const range = dragged(gesture, (gesture.y - y) * scale.step, dimension);
    this.hooks.brushed(axis, [...others, done ? snapped(dimension, range) : range], done);
  }

  move(gesture, x) {
    const { dimensions } = this.figure;
    gesture.x = x;
    const xs = new Map(
      this.places(dimensions, this.host.clientWidth).map((place, at) => [
        dimensions[at].name,
        place,
      ]),
    );
    xs.set(gesture.title, x);
    this.hooks.ordered([...xs.keys()].sort((a, b) => xs.get(a) - xs.get(b)));
  }

  pointer(event) {
    const box = this.host.getBoundingClientRect();
    return { x: event.clientX - box.left, y: event.clientY - box.top };
  }
}
