// Owns the drawn chart: Plotly's figure, the canvas under it, and what is heard of both.

import { drawCloud, nearest } from "./cloud.js";
import { layoutOf, volumeFigure } from "./figure.js";
import { parentTraces } from "./parent.js";
import { put } from "./parts.js";
import { legendOf, pictureOf, pictureWords, save } from "./picture.js";
import { crosses, frontDots, ownDots, ring, steps } from "./traces.js";
import { hypervolumeHistory } from "./trials.js";

function settingsOf(plotly, savePicture) {
  const camera = { name: "Save as a picture", icon: plotly.Icons.camera, click: savePicture };
  return {
    displaylogo: false,
    doubleClick: false,
    showTips: false,
    // "Share chart" would send the data to a cloud service.
    showSendToCloud: false,
    modeBarButtonsToAdd: [camera],
    modeBarButtonsToRemove: ["toImage", "select2d", "lasso2d", "autoScale2d", "resetScale2d"],
  };
}

export class FrontChart {
  // `at`: the component's elements; `hooks`: zoomed(), unzoom().
  constructor(at, hooks) {
    this.at = at;
    this.hooks = hooks;
    this.plotly = null;
    this.settings = null;
    this.scene = null;
    this.groups = [];
    this.theme = null;
    this.listening = false;
    this.later = 0;
  }

  // The settings are made once: with others, be it by one function, Plotly starts afresh, unzoomed.
  use(plotly) {
    this.plotly = plotly;
    this.settings = settingsOf(plotly, async () => save(await this.picture()));
  }

  // `scene`: see scene.js.
  draw(scene, theme) {
    const { view, points, front, parent, out, own } = scene;
    const members = new Set(front.map((point) => point.number));
    const rest = points.filter((point) => !members.has(point.number));
    this.scene = scene;
    this.theme = theme;
    this.groups = [front, rest, out, parent ? [parent] : []];
    const beaten = own ? rest.filter((point) => own.has(point.number)) : [];
    const picked = points.find((point) => point.number === scene.picked);
    const traces = [
      ...parentTraces(parent, front, theme),
      steps(front, points, theme, view.moreX),
      ownDots(beaten, theme),
      frontDots(front, theme),
      ring(picked, theme),
      crosses(out, theme),
    ];
    this.plotly.react(this.at.chart, traces, layoutOf(view, theme, this.at.chart), this.settings);
    this.drawCloud();
    this.listen();
    // The main chart is in sight first; the small one follows when the browser has a moment.
    clearTimeout(this.later);
    this.later = setTimeout(() => this.drawHypervolume(), 30);
  }

  drawCloud() {
    const scale = window.devicePixelRatio || 1;
    drawCloud(this.at.cloud, this.at.chart, this.groups[1], this.theme, scale);
  }

  drawHypervolume() {
    const { over } = this.scene.view;
    const place = this.at["volume-chart"];
    const history = hypervolumeHistory(this.scene.trials, over);
    const { data, layout } = volumeFigure(history, over, this.theme, place);
    this.plotly.react(place, data, layout, { displayModeBar: false });
    const covered = history.y[history.y.length - 1];
    put(this.at.volume, covered === undefined ? "" : `${(covered * 100).toFixed(0)} %`);
  }

  listen() {
    if (this.listening) return;
    this.listening = true;
    const { chart } = this.at;
    chart.on("plotly_afterplot", () => this.drawCloud());
    chart.on("plotly_relayouting", () => this.drawCloud());
    chart.on("plotly_relayout", (change) => {
      if (Object.keys(change).some((name) => name.includes("axis.range"))) this.hooks.zoomed();
    });
    chart.on("plotly_doubleclick", () => this.hooks.unzoom());
  }

  // The number of the point under the mouse; null before the first drawing.
  nearest(mouse) {
    return this.scene && nearest(this.at.chart, this.groups, mouse);
  }

  picture() {
    return pictureOf(this.plotly, this.at.chart, {
      points: this.groups[1],
      theme: this.theme,
      legend: legendOf(this.at.key),
      words: pictureWords(this.scene.trials.run, this.scene.view),
    });
  }

  close() {
    clearTimeout(this.later);
    if (!this.plotly) return;
    this.plotly.purge(this.at.chart);
    this.plotly.purge(this.at["volume-chart"]);
  }
}
