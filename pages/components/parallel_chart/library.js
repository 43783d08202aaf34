// Owns the loading of the chart library; the live front and this component share one copy.

function loadPlotly({ base, version }) {
  if (window.Plotly) return Promise.resolve(window.Plotly);
  return new Promise((resolve, reject) => {
    let script = document.getElementById("paretoscope-plotly");
    if (!script) {
      script = document.createElement("script");
      script.id = "paretoscope-plotly";
      script.src = `${base}/assets/plotly.min.js?v=${version}`;
      document.head.append(script);
    }
    script.addEventListener("load", () => resolve(window.Plotly));
    script.addEventListener("error", () => {
      script.remove();
      reject(new Error("plotly.min.js could not be loaded"));
    });
  });
}
