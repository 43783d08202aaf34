// Owns what a person can do to the chart: axes, picking, pausing.

function fillSelect(select, names, chosen) {
  const wanted = names.join();
  if (select.dataset.names !== wanted) {
    select.replaceChildren(...names.map((name) => new Option(METRICS[name].title, name)));
    select.dataset.names = wanted;
  }
  if (select.value !== chosen) select.value = chosen;
}

// A "?" beside an axis: what its metric is, and the way to its entry in the glossary. Another tab:
// the page is not loaded anew, so what was picked and zoomed stays.
function explain(link, metric, base) {
  if (link.dataset.metric === metric) return;
  const { label, summary } = METRICS[metric];
  link.dataset.metric = metric;
  link.title = summary;
  link.href = `${base}/glossary?term=${encodeURIComponent(label)}`;
  link.setAttribute("aria-label", `What is ${nounOf(metric)}? Opens the glossary`);
}

Object.assign(FrontPanel.prototype, {
  chooseAxes(run) {
    const { view } = this;
    const { axes } = this.data;
    const known = (name) => name === axes.x || name === axes.y || has(this.trials, name);
    const across = ACROSS.filter(known);
    const ups = UP.filter(known);
    if (!across.includes(view.x)) view.x = axes.x;
    if (!ups.includes(view.y)) view.y = axes.y;
    fillSelect(this.at.x, across, view.x);
    fillSelect(this.at.y, ups, view.y);
    for (const name of ["x", "y"]) explain(this.at[`${name}-what`], view[name], this.data.base);
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
    on("x", "change", (select) => this.show({ x: select.value, limit: null }));
    on("y", "change", (select) => this.show({ y: select.value, least: null }));
    on("log", "change", (box) => this.show({ log: box.checked }));
    on("infeasible", "change", (box) => { this.view.infeasible = box.checked; });
    on("focus", "change", (box) => {
      this.view.focus = box.checked;
      this.unzoom();
    });
    on("reset", "click", () => this.unzoom());
    on("over", "change", (select) => { this.view.over = select.value; });
    this.bindSliders(on);
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
    window.addEventListener("popstate", () => this.returned(), { signal });
    this.at.chart.tabIndex = 0;
    this.at.chart.addEventListener("keydown", (event) => this.walk(event), { signal });
  },

  show(axes) {
    Object.assign(this.view, axes);
    this.writeAddress();
    this.tellView();
    this.unzoom();
  },

  // What the page needs to know to write the same chart into a file.
  tellView() {
    const { x, y, log, limit, least } = this.view;
    this.report.state("view", { x, y, log, limit, least });
  },

  // Back or Forward within the same front; to another page the component is taken away.
  returned() {
    if (window.location.pathname !== this.path) return;
    this.obey(addressed(this.data.run));
    this.report.state("picked", this.picked);
    this.unzoom();
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
    this.writeAddress();
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
