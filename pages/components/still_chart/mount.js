// Owns the life of a still chart: Streamlit calls this at each script run that changes its figure.

import { loadPlotly } from "../front_chart/library.js";

const FULL_SCREEN = {
  name: "Full screen",
  icon: {
    width: 24,
    height: 24,
    path: "M7 14H5v5h5v-2H7zM5 10h2V7h3V5H5zm12 7h-3v2h5v-5h-2zM14 5v2h3v3h2V5z",
  },
  click: (chart) =>
    document.fullscreenElement ? document.exitFullscreen() : chart.requestFullscreen(),
};
const CONFIG = {
  // "Share chart" would send the data to a cloud service.
  displaylogo: false,
  showSendToCloud: false,
  modeBarButtonsToRemove: ["select2d", "lasso2d"],
  modeBarButtonsToAdd: [FULL_SCREEN],
};

// What is out of sight waits for an idle browser; Safari has no requestIdleCallback.
const whenIdle = window.requestIdleCallback || setTimeout;

class StillChart {
  constructor(root) {
    this.root = root;
    this.drawn = {};
    this.watch = new ResizeObserver(() => this.drawInTurn());
    this.watch.observe(root);
  }

  show(data) {
    this.figure = data.figure;
    loadPlotly(data).then((plotly) => {
      this.plotly = plotly;
      this.drawInTurn();
    });
  }

  drawInTurn() {
    if (this.root.getBoundingClientRect().top < window.innerHeight) this.draw();
    else whenIdle(() => this.draw());
  }

  // Not before it has a place: in a tab that nobody has opened it is as wide as nothing.
  draw() {
    const { clientWidth: width, clientHeight } = this.root;
    if (!this.plotly || !width || !this.root.isConnected) return;
    const { data, layout } = JSON.parse(this.figure);
    const height = document.fullscreenElement === this.root ? clientHeight : layout.height;
    const { drawn } = this;
    this.drawn = { figure: this.figure, width, height };
    if (drawn.figure !== this.figure) {
      this.plotly.react(this.root, data, { ...layout, width, height }, CONFIG);
    } else if (drawn.width !== width || drawn.height !== height) {
      this.plotly.relayout(this.root, { width, height });
    }
  }

  close() {
    this.watch.disconnect();
    if (this.plotly) this.plotly.purge(this.root);
  }
}

export default function mount({ data, parentElement }) {
  const root = parentElement.querySelector(".still-chart");
  if (parentElement.stillChart?.root !== root) {
    parentElement.stillChart?.close();
    parentElement.stillChart = new StillChart(root);
  }
  parentElement.stillChart.show(data);
  return () => {
    parentElement.stillChart?.close();
    parentElement.stillChart = null;
  };
}
