// Owns one mounted chart: its controls, its stream, and when it is drawn.

const LEAST_GAP_MS = 120;
const CLOCK_MS = 1000;
// What a viewer looked at survives going to another page and coming back.
const MEMORY = new Map();

function remember(run) {
  if (!MEMORY.has(run)) {
    if (MEMORY.size >= 3) MEMORY.delete(MEMORY.keys().next().value);
    const view = { x: null, y: null, log: true, infeasible: false, limit: null, least: null,
      over: "trials", focus: true, scale: null, zoomed: false, turn: 0, sight: null };
    MEMORY.set(run, { trials: newTrials(), view });
  }
  return MEMORY.get(run);
}

class FrontPanel {
  constructor(root, data, report) {
    this.root = root;
    this.at = parts(root);
    this.report = report;
    this.data = data;
    this.path = window.location.pathname;
    Object.assign(this, remember(data.run));
    this.obey(addressed(data.run));
    this.picked ??= data.picked ?? null;
    this.plotly = null;
    this.settings = null;
    this.frame = 0;
    this.timer = 0;
    this.later = 0;
    this.last = -LEAST_GAP_MS;
    this.range = null;
    this.needs = null;
    this.heard = false;
    this.held = false;
    this.told = false;
    this.listeners = new AbortController();
    this.bind();
    // Also a side bar that folds, or a sentence that takes a second line, changes its size.
    this.sizes = new ResizeObserver(() => this.soon());
    for (const name of ["chart", "volume-chart"]) this.sizes.observe(this.at[name]);
    this.start();
  }

  start() {
    this.stream = openStream(this.data.base, this.data.run, {
      revision: () => this.trials.revision,
      message: (message) => this.take(message),
      dropped: () => this.connection("Connection lost. Reconnecting…"),
      opened: () => this.connection(""),
    });
    this.clock = setInterval(() => this.tick(), CLOCK_MS);
    this.fetchPlotly();
    this.soon();
  }

  // The time that is left, and that until a turn comes, fall between messages too.
  tick() {
    const { run } = this.trials;
    if (run && !hasEnded(run) && this.root.isConnected) drawClock(this.at, this.trials, performance.now());
  }

  fetchPlotly() {
    loadPlotly(this.data).then((plotly) => {
      this.plotly = plotly;
      this.settings = this.config();
      this.soon();
    }, () => setTimeout(() => this.stream && this.fetchPlotly(), 2000));
  }

  close() {
    this.stream.close();
    clearInterval(this.clock);
    this.stream = null;
    this.listeners.abort();
    this.sizes.disconnect();
    cancelAnimationFrame(this.frame);
    clearTimeout(this.timer);
    clearTimeout(this.later);
    if (!this.plotly) return;
    this.plotly.purge(this.at.chart);
    this.plotly.purge(this.at["volume-chart"]);
  }

  // A new script run or a new theme: redraw, keep everything else. What is picked is said here,
  // not by the server, which may answer to an earlier click.
  refresh(data, report) {
    this.report = report;
    this.data = data;
    this.soon();
  }

  // What an address asks for: at first, and when Back or Forward brings another.
  obey(asked) {
    this.picked = asked.picked ?? null;
    if (givesAxes(asked)) Object.assign(this.view, { x: asked.x, y: asked.y, log: asked.log });
  }

  // What came with the address, or from an earlier visit, is news to the page.
  tellOnce() {
    if (this.told) return;
    this.told = true;
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
    this.soon();
  }

  connection(text) {
    this.at.connection.hidden = !text;
    put(this.at.connection, text);
  }

  // Any number of messages in a burst are one drawing.
  soon() {
    if (this.frame || this.timer) return;
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

  draw() {
    const { run } = this.trials;
    if (!run || !this.root.isConnected) return;
    this.chooseAxes(run);
    this.writeAddress();
    this.tellOnce();
    drawHead(this.at, run, epochsOf(this.trials));
    drawClock(this.at, this.trials, performance.now());
    const { x, y } = this.view;
    const points = pointsOf(this.trials, x, y);
    const own = axesAreGoals(run, x, y);
    const front = frontToDraw(points, own ? this.trials.front : null, this.view);
    this.front = front;
    this.parent = parentPoint(run, x, y);
    this.out = this.view.infeasible ? infeasibleOf(this.trials, x) : [];
    this.own = own ? null : ownFront(this.trials);
    drawBest(this.at, front, y, this.view.moreY, this.own ? this.own.size : front.length);
    drawEvidence(this.at, run, front, y);
    drawKey(this.at, run, this.own);
    drawParentKey(this.at, run, this.parent);
    this.measure(points, front);
    put(this.at.count, countsText(run.counts, points.length, this.view.sight));
    this.showParts(run, points);
    const missing = points.length ? "" : emptyText(run, y, this.trials.rows.size, performance.now());
    put(this.at.empty, missing || (this.plotly ? "" : "Drawing…"));
    this.drawPicked(points);
    this.drawSliders(points, front);
    this.drawKept(run, points, front);
    if (this.plotly && !this.held) this.drawCharts(points, front);
  }

  // Where everything stands across, and what is in sight.
  measure(points, front) {
    const { view, parent } = this;
    const marks = [...points, ...this.out, ...(parent ? [parent] : [])];
    view.scale = scaleOf(marks, view.log);
    // While someone zooms or has zoomed, the range underneath stays: a new one would undo it.
    if (!view.zoomed && !this.held) view.sight = sightOf(points, front, view, parent);
    placeAcross(marks, view.scale);
    put(this.at["edge-words"], edgeText(view));
    this.at["edge-key"].hidden = !edgeText(view);
  }

  showParts(run, points) {
    const { view } = this;
    this.at.reset.hidden = !view.zoomed;
    this.at["hypervolume-box"].hidden = points.length < 2;
    // Where more is wanted nothing is too large to afford.
    this.at.sliders.hidden = !points.length || view.moreX;
    this.at["infeasible-box"].hidden = !run.counts.infeasible;
    this.at["infeasible-key"].hidden = !(run.counts.infeasible && view.infeasible);
  }

  drawKept(run, points, front) {
    const kept = keptText(run, this.trials.choices, points, front, this.parent, this.view);
    this.root.classList.toggle("ps-pruning", Boolean(kept));
    this.at.kept.hidden = !kept;
    put(this.at.kept, kept);
  }

  drawCharts(points, front) {
    const theme = themeOf(this.root, this.data.palette);
    for (const name of ["front", "early", "late", "infeasible", "limit", "parent"]) {
      this.root.style.setProperty(`--ps-${name}`, theme[name]);
    }
    const members = new Set(front.map((point) => point.number));
    const picked = points.find((point) => point.number === this.picked);
    const start = this.parent ? [this.parent] : [];
    this.groups = [front, points.filter((point) => !members.has(point.number)), this.out, start];
    this.theme = theme;
    const own = this.own ? this.groups[1].filter((point) => this.own.has(point.number)) : [];
    const traces = [...parentTraces(this.parent, front, theme),
      steps(front, points, theme, this.view.moreX), ownDots(own, theme),
      frontDots(front, theme), ring(picked, theme), crosses(this.out, theme)];
    const layout = layoutOf(this.view, theme, this.at.chart);
    this.plotly.react(this.at.chart, traces, layout, this.settings);
    this.drawCloud();
    this.root.dataset.drawn = String(points.length);
    this.root.dataset.front = JSON.stringify([...members].sort((a, b) => a - b).slice(0, 500));
    this.listen();
    // The main chart is in sight first; the small one follows when the browser has a moment.
    clearTimeout(this.later);
    this.later = setTimeout(() => this.stream && this.drawVolume(theme), 30);
  }

  // Made once: with settings that differ, be it by one function, Plotly starts afresh, unzoomed.
  config() {
    const camera = {
      name: "Save as a picture", icon: this.plotly.Icons.camera,
      click: async () => save(await this.picture()),
    };
    return {
      displaylogo: false, doubleClick: false, showTips: false,
      // "Share chart" would send the data to a cloud service.
      showSendToCloud: false, modeBarButtonsToAdd: [camera],
      modeBarButtonsToRemove: ["toImage", "select2d", "lasso2d", "autoScale2d", "resetScale2d"],
    };
  }

  picture() {
    return pictureOf(this.plotly, this.at.chart, {
      points: this.groups[1], theme: this.theme, legend: legendOf(this.at.key),
      words: pictureWords(this.trials.run, this.view),
    });
  }

  drawCloud() {
    const scale = window.devicePixelRatio || 1;
    drawCloud(this.at.cloud, this.at.chart, this.groups[1], this.theme, scale);
  }

  drawVolume(theme) {
    const history = hypervolumeHistory(this.trials, this.view.over);
    const figure = volumeFigure(history, this.view.over, theme, this.at["volume-chart"]);
    const config = { displayModeBar: false };
    this.plotly.react(this.at["volume-chart"], figure.data, figure.layout, config);
    const covered = history.y[history.y.length - 1];
    put(this.at.volume, covered === undefined ? "" : `${(covered * 100).toFixed(0)} %`);
  }

  // The picked trial in a line above the chart, at once; the page's own card follows below.
  drawPicked(points) {
    if (this.picked !== null) this.root.dataset.picked = String(this.picked);
    else delete this.root.dataset.picked;
    const entry = this.trials.rows.get(this.picked);
    this.at.picked.hidden = !entry;
    this.at.hint.hidden = Boolean(entry) || !points.length;
    if (!entry) return;
    const point = points.find(({ number }) => number === this.picked);
    const { x, y } = this.view;
    const drawn = point && `${amountText(y, point.y)}, ${costText(point, x)}`;
    put(this.at["picked-name"], `Trial ${this.picked}`);
    put(this.at["picked-text"], drawn || cell(entry, "reason") || "Not on these axes");
  }
}
