// Owns what the charts look like: Streamlit's theme decides between our two sets of colours.

function luminance(color) {
  const probe = document.createElement("canvas").getContext("2d");
  probe.fillStyle = color || "#ffffff";
  probe.fillRect(0, 0, 1, 1);
  const [r, g, b] = probe.getImageData(0, 0, 1, 1).data;
  return 0.299 * r + 0.587 * g + 0.114 * b;
}

// The theme lends its font, too.
export function themeOf(element, palette) {
  const style = getComputedStyle(element);
  const background = style.getPropertyValue("--st-background-color").trim();
  const colors = luminance(background) < 128 ? palette.dark : palette.light;
  const font = style.getPropertyValue("--st-font").trim() || "sans-serif";
  return { ...colors, background: background || colors.background, font };
}

// Numbers grow with the chart, so that a projector's can be read from the back row.
export function letters(width) {
  return Math.round(
    Math.max(12, Math.min(26, width < 900 ? 16 - (900 - width) / 130 : 16 + (width - 900) / 95)),
  );
}
