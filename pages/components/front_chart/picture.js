// Owns the picture that the camera saves: a title, the canvas with Plotly's drawing on it, a legend.

import { METRICS } from "../constants.js";
import { drawCloud } from "./cloud.js";
import { sizeOf } from "./figure.js";
import { nounOf } from "./units.js";

const PICTURE_SCALE = 2;
const PICTURE_HEAD = 78;
const PICTURE_LINE = 30;

// "Quick search": "Accuracy against parameters · digits · 12 March 2026".
export function pictureWords(run, view) {
  const day = new Date(run.created * 1000).toLocaleDateString("en-GB", {
    day: "numeric",
    month: "long",
    year: "numeric",
  });
  const drawn = `${METRICS[view.y].label} against ${nounOf(view.x)}`;
  return { title: run.name, about: [drawn, run.dataset, day].filter(Boolean).join(" · ") };
}

// The legend as on the page: each visible entry's sign, colour and words.
export function legendOf(key) {
  return [...key.querySelectorAll(":scope > span:not([hidden])")]
    .filter((entry) => entry.querySelector("i, b"))
    .map((entry) => {
      const sign = entry.querySelector("i, b");
      const { backgroundColor, backgroundImage, borderTopColor, color } = getComputedStyle(sign);
      const filled = backgroundColor !== "rgba(0, 0, 0, 0)" || backgroundImage !== "none";
      return {
        text: entry.textContent.replace(sign.textContent, "").trim().replace(/\s+/g, " "),
        letter: sign.textContent,
        filled,
        color: sign.tagName === "B" ? color : filled ? backgroundColor : borderTopColor,
        ramp: backgroundImage !== "none",
      };
    });
}

function drawSign(pen, entry, x, y, theme) {
  const ramp = entry.ramp ? pen.createLinearGradient(x, y, x + 22, y) : null;
  if (ramp) {
    ramp.addColorStop(0, theme.early);
    ramp.addColorStop(1, theme.late);
  }
  pen.fillStyle = pen.strokeStyle = ramp || entry.color;
  if (entry.letter) {
    pen.fillText(entry.letter, x + 4, y);
    return;
  }
  pen.beginPath();
  if (ramp) pen.rect(x, y - 6, 22, 12);
  else pen.arc(x + 11, y, 7, 0, 2 * Math.PI);
  pen.lineWidth = 3;
  if (entry.filled) pen.fill();
  else pen.stroke();
}

function drawEntry(pen, entry, y, theme) {
  drawSign(pen, entry, entry.x, y, theme);
  pen.fillStyle = theme.text;
  pen.fillText(entry.text, entry.x + 32, y);
}

// In as many lines as the width asks for.
function legendLines(pen, entries, width) {
  const lines = [[]];
  let x = 24;
  for (const entry of entries) {
    const wide = 60 + pen.measureText(entry.text).width;
    if (x + wide > width && x > 24) {
      lines.push([]);
      x = 24;
    }
    lines[lines.length - 1].push({ ...entry, x });
    x += wide;
  }
  return lines;
}

function fitted(pen, text, width) {
  if (pen.measureText(text).width <= width) return text;
  let cut = text;
  while (cut && pen.measureText(`${cut}…`).width > width) cut = cut.slice(0, -1);
  return `${cut}…`;
}

export function drawWords(pen, { title, about }, width, theme) {
  pen.textBaseline = "middle";
  pen.fillStyle = theme.text;
  pen.font = `700 24px ${theme.font}`;
  pen.fillText(fitted(pen, title, width - 48), 24, 30);
  pen.fillStyle = theme.muted;
  pen.font = `16px ${theme.font}`;
  pen.fillText(fitted(pen, about, width - 48), 24, 60);
}

async function drawnChart(plotly, chart, { width, height }) {
  const image = new Image();
  image.src = await plotly.toImage(chart, { format: "png", width, height, scale: PICTURE_SCALE });
  await image.decode();
  return image;
}

// Returns the canvas that is saved.
export async function pictureOf(plotly, chart, { points, theme, words, legend }) {
  const size = sizeOf(chart);
  const image = await drawnChart(plotly, chart, size);
  const cloud = document.createElement("canvas");
  drawCloud(cloud, chart, points, theme, PICTURE_SCALE);
  const sheet = document.createElement("canvas");
  const pen = sheet.getContext("2d");
  pen.font = `16px ${theme.font}`;
  const lines = legendLines(pen, legend, size.width);
  const foot = PICTURE_HEAD + size.height;
  sheet.width = size.width * PICTURE_SCALE;
  sheet.height = (foot + lines.length * PICTURE_LINE + 14) * PICTURE_SCALE;
  pen.scale(PICTURE_SCALE, PICTURE_SCALE);
  pen.fillStyle = theme.background;
  pen.fillRect(0, 0, sheet.width, sheet.height);
  drawWords(pen, words, size.width, theme);
  pen.drawImage(cloud, 0, PICTURE_HEAD, size.width, size.height);
  pen.drawImage(image, 0, PICTURE_HEAD, size.width, size.height);
  for (const [at, line] of lines.entries()) {
    const y = foot + PICTURE_LINE * (at + 0.5);
    for (const entry of line) drawEntry(pen, entry, y, theme);
  }
  return sheet;
}

export function save(sheet) {
  const link = document.createElement("a");
  link.href = sheet.toDataURL("image/png");
  link.download = "front.png";
  link.click();
}
