// Owns one mounted chart: its controls, its stream, and when it is drawn.

const LEAST_GAP_MS = 120;
// What a viewer looked at survives going to another page and coming back.
const MEMORY = new Map();

function remember(run) {
  if (!MEMORY.has(run)) {
    if (MEMORY.size >= 3) MEMORY.delete(MEMORY.keys().next().value);
    const view = { x: null, y: null, log: true, infeasible: false, limit: null, over: "trials",
      focus: true, zoomed: false, turn: 0, sight: null };
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
    this.picked = data.picked ?? null;
    Object.assign(this, remember(data.run));
    this.plotly = null;
    this.settings = null;
    this.frame = 0;
    this.timer = 0;
    this.later = 0;
    this.last = -LEAST_GAP_MS;
    this.range = null;
    this.heard = false;
    this.held = false;
    this.listeners = new AbortController();
    this.bind();
    this.start();
  }

  start() {
    this.stream = openStream(this.data.base, this.data.run, {
      revision: () => this.trials.revision,
      message: (message) => this.take(message),
      dropped: () => this.connection("Connection lost. Reconnecting…"),
      opened: () => this.connection(""),
    });
    this.fetchPlotly();
    this.soon();
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
    this.stream = null;
    this.listeners.abort();
    cancelAnimationFrame(this.frame);
    clearTimeout(this.timer);
    clearTimeout(this.later);
    if (!this.plotly) return;
    this.plotly.purge(this.at.chart);
    this.plotly.purge(this.at["volume-chart"]);
  }

  // A new script run or a new theme: take over what changed, redraw, keep everything else.
  refresh(data, report) {
    this.report = report;
    if ((data.picked ?? null) !== (this.data.picked ?? null)) this.picked = data.picked ?? null;
    this.data = data;
    this.soon();
  }

  take(message) {
    if (message.type === "gone") {
      this.connection(message.reason || "This run does not exist.");
      return;
    }
    if (message.type !== "update") return;
    takeUpdate(this.trials, message);
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
    drawHead(this.at, run, epochsOf(this.trials));
    const { x, y, log } = this.view;
    const points = pointsOf(this.trials, x, y, log);
    const front = frontOf(points, this.view.moreY, this.view.moreX);
    this.front = front;
    this.parent = parentPoint(run, x, y, log);
    this.own = axesAreGoals(run, x, y) ? null : ownFront(this.trials);
    drawBest(this.at, front, y, this.view.moreY, this.own ? this.own.size : front.length);
    drawEvidence(this.at, run, front, y);
    drawKey(this.at, run, this.own);
    drawParentKey(this.at, run, this.parent);
    // While someone zooms or has zoomed, the range underneath stays: a new one would undo it.
    if (!this.view.zoomed && !this.held) {
      this.view.sight = sightOf(points, front, this.view, this.parent);
    }
    put(this.at.count, countsText(run.counts, points.length, this.view.sight));
    this.at.reset.hidden = !this.view.zoomed;
    this.at["growth-box"].hidden = !points.length;
    // Where more is wanted nothing is too large to afford.
    this.at["afford-box"].hidden = !points.length || this.view.moreX;
    this.at["infeasible-box"].hidden = !run.counts.infeasible;
    this.at["infeasible-key"].hidden = !(run.counts.infeasible && this.view.infeasible);
    const missing = points.length ? "" : emptyText(run, y, this.trials.rows.size);
    put(this.at.empty, missing || (this.plotly ? "" : "Drawing…"));
    this.drawPicked(points);
    this.drawAfford(points, front);
    const kept = keptText(
      run, this.trials.choices, points, front, this.parent, this.view);
    this.root.classList.toggle("ps-pruning", Boolean(kept));
    this.at.kept.hidden = !kept;
    put(this.at.kept, kept);
    if (this.plotly && !this.held) this.drawCharts(points, front);
  }

  drawCharts(points, front) {
    const theme = themeOf(this.root, this.data.palette);
    for (const name of ["front", "early", "late", "infeasible", "limit", "parent"]) {
      this.root.style.setProperty(`--ps-${name}`, theme[name]);
    }
    const members = new Set(front.map((point) => point.number));
    const picked = points.find((point) => point.number === this.picked);
    const out = this.view.infeasible ? infeasibleOf(this.trials, this.view.x, this.view.log) : [];
    const start = this.parent ? [this.parent] : [];
    this.groups = [front, points.filter((point) => !members.has(point.number)), out, start];
    this.theme = theme;
    const own = this.own ? this.groups[1].filter((point) => this.own.has(point.number)) : [];
    const traces = [...parentTraces(this.parent, front, theme),
      steps(front, points, theme, this.view.moreX), ownDots(own, theme),
      frontDots(front, theme), ring(picked, theme), crosses(out, theme)];
    const layout = layoutOf(this.view, theme, this.at.chart, this.parent);
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
      click: () => picture(this.plotly, this.at.chart, this.groups[1], this.theme),
    };
    return {
      displaylogo: false, responsive: true, doubleClick: false, showTips: false,
      // "Share chart" would send the data to a cloud service.
      showSendToCloud: false, modeBarButtonsToAdd: [camera],
      modeBarButtonsToRemove: ["toImage", "select2d", "lasso2d", "autoScale2d", "resetScale2d"],
    };
  }

  drawCloud() {
    const scale = window.devicePixelRatio || 1;
    drawCloud(this.at.cloud, this.at.chart, this.groups[1], this.theme, scale);
  }

  drawVolume(theme) {
    const growth = growthOf(this.trials, this.view.over);
    const figure = volumeFigure(growth, this.view.over, theme);
    const config = { displayModeBar: false, responsive: true };
    this.plotly.react(this.at["volume-chart"], figure.data, figure.layout, config);
    const covered = growth.y[growth.y.length - 1];
    put(this.at.volume, covered === undefined ? "" : `${(covered * 100).toFixed(0)} %`);
  }

  // The picked trial in a line above the chart, at once; the page's own card follows below.
  drawPicked(points) {
    const entry = this.trials.rows.get(this.picked);
    this.at.picked.hidden = !entry;
    this.at.hint.hidden = Boolean(entry) || !points.length;
    if (!entry) return;
    const point = points.find(({ number }) => number === this.picked);
    const { x, y } = this.view;
    const drawn = point && `${amountText(y, point.y)}, ${amountText(x, point.x)}`;
    put(this.at["picked-name"], `Trial ${this.picked}`);
    put(this.at["picked-text"], drawn || cell(entry, "reason") || "Not on these axes");
  }

  drawAfford(points, front) {
    const { x, y } = this.view;
    put(this.at["afford-label"], affordLabel(x));
    this.at.afford.disabled = points.length === 0;
    this.range = rangeOf(points);
    const limit = this.view.limit ?? Infinity;
    if (this.range) this.at.afford.value = String(toSlider(limit, this.range));
    const words = this.view.limit === null ? "any size" : `at most ${amountText(x, limit)}`;
    put(this.at["afford-value"], points.length ? words : "");
    this.at.afford.setAttribute("aria-valuetext", words);
    const top = front.length ? front[front.length - 1] : null;
    const pick = bestUnder(front, limit);
    put(this.at["afford-text"], affordText(pick, top, x, y, this.view.moreY, front));
  }
}
