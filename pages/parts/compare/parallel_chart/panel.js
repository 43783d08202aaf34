// Owns one mounted chart: its brushes, which outlive new data and a new theme, and its drawings.

import { loadPlotly } from "../../../components/front_chart/library.js";
import { parts } from "../../../components/front_chart/parts.js";
import { themeOf } from "../../../components/front_chart/theme.js";
import { ParallelLines } from "./gestures.js";
import { dimensionOf, passing } from "./lines.js";
import { lineOf, scatterFigure } from "./scatter.js";

// For an axis and its name, in rem.
const AXIS_ROOM = 5;

export class ParallelPanel {
  constructor(root, data, report) {
    this.root = root;
    this.at = parts(root);
    this.brushes = new Map();
    this.order = [];
    this.listed = null;
    this.listening = false;
    this.open = true;
    this.lines = new ParallelLines(this.at.lines, {
      brushed: (name, ranges, done) => this.brushed(name, ranges, done),
      ordered: (names) => this.ordered(names),
    });
    this.clear = () => {
      this.brushes.clear();
      this.draw();
    };
    this.at.clear.addEventListener("click", this.clear);
    this.refresh(data, report);
    loadPlotly(data).then((plotly) => {
      this.plotly = plotly;
      if (this.open) this.drawPassing();
    });
  }

  close() {
    this.open = false;
    this.at.clear.removeEventListener("click", this.clear);
    this.lines.close();
    if (this.plotly) this.plotly.purge(this.at.scatter);
  }

  refresh(data, report) {
    const levels = (axes) => new Map(axes.map((one) => [one.name, String(one.texts)]));
    const former = levels(this.data ? this.data.axes : []);
    this.data = data;
    this.report = report;
    // A brush holds places: with other values on its axis it would mean something else.
    const now = levels(data.axes);
    for (const name of this.brushes.keys()) {
      if (now.get(name) !== former.get(name)) this.brushes.delete(name);
    }
    this.draw();
  }

  // The axes in the order into which a viewer has dragged them; new ones come last.
  axes() {
    const place = (one) => {
      const at = this.order.indexOf(one.name);
      return at < 0 ? this.order.length : at;
    };
    return [...this.data.axes].sort((a, b) => place(a) - place(b));
  }

  draw() {
    this.theme = themeOf(this.root, this.data.palette);
    this.dark = this.theme.text === this.data.palette.dark.text;
    this.dimensions = this.axes().map(dimensionOf);
    this.at.lines.style.minWidth = `${AXIS_ROOM * this.dimensions.length}rem`;
    this.drawLines();
    this.drawPassing();
  }

  drawLines() {
    const { group, groups, number } = this.data;
    this.kept = passing(number.length, this.dimensions, this.brushes);
    const own = groups.map((one) => (this.dark ? one.dark : one.light));
    this.lines.show({
      dimensions: this.dimensions,
      brushes: this.brushes,
      kept: this.kept,
      colours: group.map((place) => own[place]),
      faint: this.theme.infeasible,
    });
  }

  brushed(name, ranges, done) {
    if (ranges.length) this.brushes.set(name, ranges);
    else this.brushes.delete(name);
    this.drawLines();
    if (done) this.drawPassing();
  }

  ordered(names) {
    this.order = names;
    this.dimensions.sort((a, b) => names.indexOf(a.name) - names.indexOf(b.name));
    this.drawLines();
  }

  addressOf(row) {
    const { runs, run, number } = this.data;
    return `${runs[run[row]]}/${number[row]}`;
  }

  // What the mouse finds in the drawing, for the keyboard and for those who hear the page.
  drawList(front) {
    const lines = front.map((point) => [this.addressOf(point.row), lineOf(this.data, point)]);
    this.at["list-box"].hidden = !front.length;
    // Left alone while nothing changes, so that the focus stays where it is.
    if (this.listed === lines.join("\n")) return;
    this.listed = lines.join("\n");
    this.at["list-title"].textContent = `The front of these trials as a list (${front.length})`;
    this.at.list.replaceChildren(
      ...lines.map(([address, line]) => {
        const item = document.createElement("li");
        const button = item.appendChild(document.createElement("button"));
        button.type = "button";
        button.textContent = line;
        button.addEventListener("click", () => this.report.trigger("open", address));
        return item;
      }),
    );
  }

  drawPassing() {
    const { kept } = this;
    const count = kept.filter(Boolean).length;
    const figure = scatterFigure(this.data, kept, this.theme, this.dark);
    const all = kept.length.toLocaleString("en-US");
    this.at.count.textContent = `${count.toLocaleString("en-US")} of ${all} trials`;
    this.at.clear.hidden = this.brushes.size === 0;
    this.at.hint.hidden = this.brushes.size > 0;
    this.at.empty.hidden = count > 0;
    this.drawList(figure.front);
    if (!this.plotly) return;
    this.drawScatter(figure);
    this.root.dataset.passing = String(count);
    this.root.dataset.front = String(figure.front.length);
  }

  drawScatter({ data, layout }) {
    this.plotly.react(this.at.scatter, data, layout, {
      displaylogo: false,
      responsive: true,
      showSendToCloud: false,
      showTips: false,
      modeBarButtonsToRemove: ["select2d", "lasso2d", "autoScale2d"],
    });
    if (this.listening) return;
    this.listening = true;
    this.at.scatter.on("plotly_click", ({ points }) => {
      this.report.trigger("open", this.addressOf(points[0].customdata));
    });
  }
}
