// Owns what a person can do to the chart: axes, slider, picking, pausing.

const SLIDER_STEPS = 1000;

function rangeOf(points) {
  let least = Infinity;
  let most = -Infinity;
  for (const point of points) {
    if (point.x > 0) least = Math.min(least, point.x);
    most = Math.max(most, point.x);
  }
  return most > 0 ? { least, most: Math.max(most, least * 1.01) } : null;
}

// The slider is logarithmic: a step is the same ratio everywhere.
function fromSlider(step, range) {
  if (step >= SLIDER_STEPS) return null;
  const ratio = Math.log(range.most / range.least);
  return range.least * Math.exp((ratio * step) / SLIDER_STEPS);
}

function toSlider(limit, range) {
  if (limit >= range.most) return SLIDER_STEPS;
  const share = Math.log(limit / range.least) / Math.log(range.most / range.least);
  return Math.max(0, Math.min(SLIDER_STEPS, Math.round(share * SLIDER_STEPS)));
}

function fillSelect(select, names, chosen) {
  const wanted = names.join();
  if (select.dataset.names !== wanted) {
    select.replaceChildren(...names.map((name) => new Option(METRICS[name].label, name)));
    select.dataset.names = wanted;
  }
  if (select.value !== chosen) select.value = chosen;
}

Object.assign(FrontPanel.prototype, {
  chooseAxes(run) {
    const { view } = this;
    const { axes } = this.data;
    view.x = view.x || axes.x;
    view.y = view.y || axes.y;
    const known = (name) => name === axes.x || name === axes.y || has(this.trials, name);
    const ups = UP.filter(known);
    fillSelect(this.at.x, ACROSS.filter(known), view.x);
    fillSelect(this.at.y, ups, ups.includes(view.y) ? view.y : (view.y = axes.y));
    Object.assign(view, { moreX: wantsMore(run, view.x), moreY: wantsMore(run, view.y) });
    this.at.log.checked = view.log;
    this.at.infeasible.checked = view.infeasible;
    this.at.focus.checked = view.focus;
    this.at.over.value = view.over;
  },

  bind() {
    const signal = this.listeners.signal;
    const on = (part, event, act) => {
      this.at[part].addEventListener(event, () => {
        act(this.at[part]);
        this.soon();
      }, { signal });
    };
    on("x", "change", (select) => {
      Object.assign(this.view, { x: select.value, limit: null });
      this.unzoom();
    });
    on("y", "change", (select) => {
      this.view.y = select.value;
      this.unzoom();
    });
    on("log", "change", (box) => {
      this.view.log = box.checked;
      this.unzoom();
    });
    on("infeasible", "change", (box) => { this.view.infeasible = box.checked; });
    on("focus", "change", (box) => {
      this.view.focus = box.checked;
      this.unzoom();
    });
    on("reset", "click", () => this.unzoom());
    on("over", "change", (select) => { this.view.over = select.value; });
    on("afford", "input", (slider) => {
      if (this.range) this.view.limit = fromSlider(Number(slider.value), this.range);
    });
    this.at.actions.addEventListener("click", (event) => {
      const { action } = event.target.dataset;
      if (action) this.report.trigger("action", action);
    }, { signal });
    on("open", "click", () => {
      // The next page would open where this one was scrolled to.
      const main = document.querySelector("[data-testid=stMain]");
      if (main) main.scrollTo(0, 0);
      this.report.trigger("open", this.picked);
    });
    this.at.chart.tabIndex = 0;
    this.at.chart.addEventListener("keydown", (event) => this.walk(event), { signal });
  },

  // Another uirevision makes Plotly forget what was zoomed.
  unzoom() {
    Object.assign(this.view, { zoomed: false, turn: this.view.turn + 1 });
    this.soon();
  },

  // Arrow keys walk along the front, for those who do not use a mouse.
  walk(event) {
    const right = this.view.moreX ? -1 : 1;
    const way = { ArrowRight: right, ArrowUp: 1, ArrowLeft: -right, ArrowDown: -1 }[event.key];
    if (!way || !this.front || !this.front.length) return;
    event.preventDefault();
    const here = this.front.findIndex((point) => point.number === this.picked);
    const next = here < 0 ? 0 : Math.max(0, Math.min(this.front.length - 1, here + way));
    this.pick(this.front[next].number);
  },

  pick(number) {
    this.picked = number;
    this.root.dataset.picked = String(number);
    this.report.state("picked", number);
    this.soon();
  },

  listen() {
    const { chart, tip } = this.at;
    if (this.heard) return;
    this.heard = true;
    chart.on("plotly_afterplot", () => this.drawCloud());
    chart.on("plotly_relayouting", () => this.drawCloud());
    chart.on("plotly_relayout", (change) => {
      const zoomed = Object.keys(change).some((name) => name.includes("axis.range"));
      if (!zoomed) return;
      this.view.zoomed = true;
      this.root.dataset.zoomed = "yes";
      this.soon();
    });
    chart.on("plotly_doubleclick", () => this.unzoom());
    this.hear(chart.parentElement, chart, tip);
  },

  // Hover and click find points by themselves: most are on the canvas, where Plotly sees none.
  hear(stage, chart, tip) {
    const signal = this.listeners.signal;
    const at = (event) => {
      const box = chart.getBoundingClientRect();
      const over = event.target.closest && event.target.closest(".modebar");
      const mouse = { x: event.clientX - box.left, y: event.clientY - box.top };
      return over ? null : nearest(chart, this.groups, mouse);
    };
    let down = null;
    stage.addEventListener("pointermove", (event) => {
      const number = event.buttons ? null : at(event);
      if (!event.buttons) this.release();
      const entry = this.trials.rows.get(number);
      stage.classList.toggle("ps-over", Boolean(entry));
      tip.hidden = number === null;
      if (entry) drawTip(tip, trialLines(entry, this.trials), stage, event);
      if (number === PARENT) drawTip(tip, parentLines(this.trials.run.parent), stage, event);
    }, { signal });
    stage.addEventListener("pointerleave", () => { tip.hidden = true; }, { signal });
    stage.addEventListener("pointerdown", (event) => {
      down = { x: event.clientX, y: event.clientY, number: at(event) };
      // Drawing now would break off the zoom that someone is just dragging.
      this.held = true;
    }, { signal, capture: true });
    // Plotly covers the page while a button is down, so the end is heard at the window.
    window.addEventListener("pointerup", (event) => {
      const still = down && Math.hypot(event.clientX - down.x, event.clientY - down.y) < 5;
      if (still && this.trials.rows.has(down.number)) this.pick(down.number);
      down = null;
      this.release();
    }, { signal, capture: true });
  },

  release() {
    if (this.held) this.soon();
    this.held = false;
  },
});
