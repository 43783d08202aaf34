import assert from "node:assert/strict";
import { test } from "node:test";
import {
  lineOf,
  scatterFigure,
} from "../../../../../pages/parts/compare/parallel_chart/scatter.js";

const THEME = { text: "#000", front: "#00f", infeasible: "#999", grid: "#ddd", background: "#fff" };
const SIDE = { name: "nsga2", title: "NSGA-II", symbol: "circle", light: "#111", dark: "#eee" };
const DATA = {
  sides: [SIDE],
  side: [0, 0, 0],
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
  const two = { ...DATA, sides: [SIDE, { ...SIDE, title: "random" }] };
  assert.match(lineOf(two, point), /^Trial 5 of NSGA-II · /);
});
