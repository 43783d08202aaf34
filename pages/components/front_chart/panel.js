// Owns one mounted chart: what it holds, its stream, and the order in which its parts are drawn.

import { addressed, givesAxes, writeAddress } from "./address.js";
import { FrontChart } from "./chart.js";
import { bindControls, fillControls, walked } from "./controls.js";
import {
  drawBest,
  drawClock,
  drawEdgeKey,
  drawEvidence,
  drawHead,
  drawKept,
  drawKey,
  drawPicked,
  showParts,
} from "./head.js";
import { loadPlotly } from "./library.js";
import { remember } from "./memory.js";
import { drawParentKey, PARENT, parentLines } from "./parent.js";
import { parts, put } from "./parts.js";
import { Pointer } from "./pointer.js";
import { Redraw } from "./redraw.js";
import { sceneOf } from "./scene.js";
import { Sliders } from "./sliders.js";
import { countsText, emptyText } from "./status.js";
import { openStream } from "./stream.js";
import { themeOf } from "./theme.js";
import { placeAcross, scaleOf, sightOf } from "./ticks.js";
import { trialLines } from "./tip.js";
import { takeUpdate } from "./trials.js";

const CLOCK_MS = 1000;
const COLOURS = ["front", "early", "late", "infeasible", "limit", "parent"];

export class FrontPanel {
  constructor(root, data, report) {
    this.root = root;
    this.at = parts(root);
    this.report = report;
    this.data = data;
    this.path = window.location.pathname;
    const { trials, view } = remember(data.run);
    this.trials = trials;
    this.view = view;
    this.obey(addressed(data.run));
    this.picked ??= data.picked ?? null;
    this.front = [];
    this.notified = false;
    this.redraw = new Redraw(() => this.draw());
    this.listeners = new AbortController();
    this.chart = new FrontChart(this.at, {
      zoomed: () => this.zoomed(),
      unzoom: () => this.unzoom(),
    });
    this.bind(this.listeners.signal);
    // Also a side bar that folds, or a sentence that takes a second line, changes its size.
    this.sizes = new ResizeObserver(() => this.redraw.soon());
    for (const name of ["chart", "volume-chart"]) this.sizes.observe(this.at[name]);
    this.start();
  }

  bind(signal) {
    bindControls(
      this.at,
      {
        axes: (changes) => this.show(changes),
        set: (changes) => this.set(changes),
        unzoom: () => this.unzoom(),
        act: (name) => this.report.trigger("action", name),
        open: () => this.open(),
        walk: (key) => this.walk(key),
      },
      signal,
    );
    this.sliders = new Sliders(
      this.at,
      this.view,
      {
        moved: () => this.redraw.soon(),
        settled: () => this.tellView(),
      },
      signal,
    );
    this.pointer = new Pointer(
      this.at,
      {
        find: (mouse) => this.chart.nearest(mouse),
        lines: (number) => this.linesOf(number),
        pickable: (number) => this.trials.rows.has(number),
        pick: (number) => this.pick(number),
        released: () => this.redraw.soon(),
      },
      signal,
    );
    window.addEventListener("popstate", () => this.returned(), { signal });
  }

  start() {
    this.stream = openStream(this.data.base, this.data.run, {
      revision: () => this.trials.revision,
      message: (message) => this.take(message),
      dropped: () => this.connection("Connection lost. Reconnecting…"),
      opened: () => this.connection(""),
    });
    this.clock = setInterval(() => this.tick(), CLOCK_MS);
    loadPlotly(this.data).then((plotly) => {
      this.chart.use(plotly);
      this.redraw.soon();
    });
    this.redraw.soon();
  }

  // The time that is left, and that until a turn comes, fall between messages too.
  tick() {
    const { run } = this.trials;
    if (!run || run.ended || !this.root.isConnected) return;
    drawClock(this.at, this.trials, performance.now());
  }

  close() {
    this.stream.close();
    this.stream = null;
    clearInterval(this.clock);
    this.listeners.abort();
    this.sizes.disconnect();
    this.redraw.close();
    this.chart.close();
  }

  // A new script run or a new theme: redraw, keep everything else. What is picked is said here,
  // not by the server, which may answer to an earlier click.
  refresh(data, report) {
    this.report = report;
    this.data = data;
    this.redraw.soon();
  }

  // What an address asks for: at first, and when Back or Forward brings another.
  obey(asked) {
    this.picked = asked.picked ?? null;
    if (givesAxes(asked)) Object.assign(this.view, { x: asked.x, y: asked.y, log: asked.log });
  }

  set(changes) {
    Object.assign(this.view, changes);
    this.redraw.soon();
  }

  show(axes) {
    this.set(axes);
    this.writeAddress();
    this.tellView();
    this.unzoom();
  }

  zoomed() {
    this.root.dataset.zoomed = "yes";
    this.set({ zoomed: true });
  }

  // Another uirevision makes Plotly forget what was zoomed.
  unzoom() {
    this.set({ zoomed: false, turn: this.view.turn + 1 });
  }

  pick(number) {
    this.picked = number;
    this.writeAddress();
    this.report.state("picked", number);
    this.redraw.soon();
  }

  // Arrow keys walk along the front, for those who do not use a mouse.
  walk(key) {
    const number = walked(this.front, this.picked, key, this.view.moreX);
    if (number !== null) this.pick(number);
    return number !== null;
  }

  open() {
    // The next page would open where this one was scrolled to.
    document.querySelector("[data-testid=stMain]")?.scrollTo(0, 0);
    this.report.trigger("open", this.picked);
  }

  linesOf(number) {
    if (number === PARENT) return parentLines(this.trials.run.parent);
    return trialLines(this.trials.rows.get(number), this.trials);
  }

  // Back or Forward within the same front; to another page the component is taken away.
  returned() {
    if (window.location.pathname !== this.path) return;
    this.obey(addressed(this.data.run));
    this.report.state("picked", this.picked);
    this.unzoom();
  }

  // What the page needs to know to write the same chart into a file.
  tellView() {
    const { x, y, log, limit, least } = this.view;
    this.report.state("view", { x, y, log, limit, least });
  }

  // What came with the address, or from an earlier visit, is news to the page.
  tellOnce() {
    if (this.notified) return;
    this.notified = true;
    const { x, y, log, limit, least } = this.view;
    const usual = x === this.data.axes.x && y === this.data.axes.y && log;
    if (!usual || limit !== null || least !== null) this.tellView();
    if (this.picked !== (this.data.picked ?? null)) this.report.state("picked", this.picked);
  }

  writeAddress() {
    const { x, y, log } = this.view;
    writeAddress(this.path, this.data.run, { picked: this.picked, x, y, log }, this.data.axes);
  }

  take(message) {
    if (message.type === "gone") {
      this.connection(message.reason || "This run does not exist.");
      return;
    }
    if (message.type !== "update") return;
    takeUpdate(this.trials, message, performance.now());
    this.root.dataset.revision = String(this.trials.revision);
    this.root.dataset.trials = String(this.trials.rows.size);
    this.connection("");
    this.redraw.soon();
  }

  connection(text) {
    this.at.connection.hidden = !text;
    put(this.at.connection, text);
  }

  draw() {
    const { run } = this.trials;
    if (!run || !this.root.isConnected) return;
    fillControls(this.at, this.view, this.trials, this.data);
    this.writeAddress();
    this.tellOnce();
    const scene = sceneOf(this.trials, this.view, this.picked);
    this.front = scene.front;
    this.measure(scene);
    this.drawWords(scene);
    this.sliders.draw(scene.points, scene.front);
    if (this.chart.plotly && !this.pointer.held) this.drawChart(scene);
  }

  // Where everything stands across, and what is in sight.
  measure({ view, points, front, parent, out }) {
    const marks = [...points, ...out, ...(parent ? [parent] : [])];
    view.scale = scaleOf(marks, view.log);
    // While someone zooms or has zoomed, the range underneath stays: a new one would undo it.
    if (!view.zoomed && !this.pointer.held) view.sight = sightOf(points, front, view, parent);
    placeAcross(marks, view.scale);
  }

  drawWords(scene) {
    const { at, trials, view } = this;
    const { points, front, parent, own } = scene;
    const { run } = trials;
    drawHead(at, run);
    drawClock(at, trials, performance.now());
    drawBest(at, front, view.y, view.moreY, own ? own.size : front.length);
    drawEvidence(at, run, front, view.y);
    drawKey(at, run, own);
    drawParentKey(at, run, parent);
    drawEdgeKey(at, view);
    put(at.count, countsText(run.counts, points.length, view.sight));
    const missing = points.length
      ? ""
      : emptyText(run, view.y, trials.rows.size, performance.now());
    put(at.empty, missing || (this.chart.plotly ? "" : "Drawing…"));
    showParts(at, run, points, view);
    drawPicked(this.root, at, scene);
    drawKept(this.root, at, scene);
  }

  drawChart(scene) {
    const theme = themeOf(this.root, this.data.palette);
    for (const name of COLOURS) this.root.style.setProperty(`--ps-${name}`, theme[name]);
    this.chart.draw(scene, theme);
    const members = scene.front.map((point) => point.number).sort((a, b) => a - b);
    this.root.dataset.drawn = String(scene.points.length);
    this.root.dataset.front = JSON.stringify(members.slice(0, 500));
  }
}
