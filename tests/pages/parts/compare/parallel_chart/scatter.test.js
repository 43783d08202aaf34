import assert from "node:assert/strict";
import { test } from "node:test";
import {
  lineOf,
  scatterFigure,
} from "../../../../../pages/parts/compare/parallel_chart/scatter.js";

const THEME = { text: "#000", front: "#00f", infeasible: "#999", grid: "#ddd", background: "#fff" };
const GROUP = { name: "nsga2", title: "NSGA-II", symbol: "circle", light: "#111", dark: "#eee" };
const DATA = {
  groups: [GROUP],
  group: [0, 0, 0],
  number: [4, 5, 6],
  x: { name: "parameters", label: "Parameters", unit: "count", values: [100, 200, 300] },
  y: {
    name: "val_accuracy",
    label: "Accuracy",
    unit: "share",
    maximize: true,
    values: [0.5, 0.9, 0.8],
  },
};

test("the front is that of the trials which pass", () => {
  const rowsOf = (kept) => scatterFigure(DATA, kept, THEME, false).front.map(({ row }) => row);
  assert.deepEqual(rowsOf([true, true, true]), [0, 1]);
  assert.deepEqual(rowsOf([true, false, true]), [0, 2]);
  assert.deepEqual(rowsOf([false, false, false]), []);
});

test("the line runs on to the dearest trial, and what does not pass lies faint under the rest", () => {
  const [faint, , line] = scatterFigure(DATA, [true, true, false], THEME, false).data;
  assert.deepEqual(faint.x, [300]);
  assert.deepEqual(
    [line.x, line.y],
    [
      [100, 200, 300],
      [0.5, 0.9, 0.9],
    ],
  );
});

test("a point reads as a line of text, with its search where there are several", () => {
  const point = { row: 1, x: 200, y: 0.9 };
  assert.equal(lineOf(DATA, point), "Trial 5 · Accuracy 90.0 % · Parameters 200");
  const two = { ...DATA, groups: [GROUP, { ...GROUP, title: "random" }] };
  assert.match(lineOf(two, point), /^Trial 5 of NSGA-II · /);
});

test("costs are drawn on a log axis, and what costs nothing at its edge", () => {
  const { layout } = scatterFigure(DATA, [true, true, true], THEME, false);
  assert.equal(layout.xaxis.type, "log");
  assert.equal(layout.xaxis.tickfont.size, 15);
  const [low, high] = layout.xaxis.range;
  assert.ok(low < 2 && low > 1.9 && high > Math.log10(300) && high < 2.6);
  const free = { ...DATA, x: { ...DATA.x, values: [0, 200, 300] } };
  const { data, layout: beside, front } = scatterFigure(free, [true, true, true], THEME, false);
  const [edge] = data[1].x;
  assert.ok(edge > 0 && edge < 200 && Math.log10(edge) > beside.xaxis.range[0]);
  assert.equal(beside.xaxis.ticktext[0], "0");
  assert.deepEqual(
    front.map(({ row, x }) => [row, x]),
    [
      [0, 0],
      [1, 200],
    ],
  );
});
