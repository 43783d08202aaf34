// Owns the loading of the chart library; all components share one copy.

const AGAIN_MS = 2000;

// The page may have begun to load it (see app.py); what failed is asked for again, until it comes.
export async function loadPlotly(from) {
  for (;;) {
    try {
      return await load(from);
    } catch {
      await new Promise((resolve) => setTimeout(resolve, AGAIN_MS));
    }
  }
}

function load({ base, version }) {
  if (window.Plotly) return Promise.resolve(window.Plotly);
  return new Promise((resolve, reject) => {
    let script = document.getElementById("paretoscope-plotly");
    if (!script) {
      script = document.createElement("script");
      script.id = "paretoscope-plotly";
      script.src = `${base}/assets/plotly-cartesian.min.js?v=${version}`;
      document.head.append(script);
    }
    script.addEventListener("load", () => resolve(window.Plotly));
    script.addEventListener("error", () => {
      script.remove();
      reject(new Error("The chart library could not be loaded"));
    });
  });
}
