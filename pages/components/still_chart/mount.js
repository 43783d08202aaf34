// Owns a still chart: the figure that Python made, drawn as large as its place.

import { loadPlotly } from "../front_chart/library.js";
import { mounted } from "../front_chart/mounted.js";

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
  constructor(root, data) {
    this.root = root;
    this.data = data;
    this.drawn = {};
    this.watch = new ResizeObserver(() => this.drawInTurn());
    this.watch.observe(root);
    loadPlotly(data).then((plotly) => {
      this.plotly = plotly;
      this.drawInTurn();
    });
  }

  refresh(data) {
    this.data = data;
    this.drawInTurn();
  }

  drawInTurn() {
    if (this.root.getBoundingClientRect().top < window.innerHeight) this.draw();
    else whenIdle(() => this.draw());
  }

  // Not before it has a place: in a tab that nobody has opened it is as wide as nothing.
  draw() {
    const { clientWidth: width, clientHeight } = this.root;
    if (!this.plotly || !width || !this.root.isConnected) return;
    const { figure } = this.data;
    const { data, layout } = JSON.parse(figure);
    const height = document.fullscreenElement === this.root ? clientHeight : layout.height;
    const { drawn } = this;
    this.drawn = { figure, width, height };
    if (drawn.figure !== figure) {
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

export default mounted(StillChart);
