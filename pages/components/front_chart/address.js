// Owns what of the front stands in the page's address: the run, the picked trial and the axes.

const NUMBER = /^\d{1,9}$/;

// Nothing where the address is another run's.
export function addressed(run) {
  const asked = new URLSearchParams(window.location.search);
  if ((asked.get("run") ?? run) !== run) return {};
  const trial = asked.get("trial") ?? "";
  return {
    picked: NUMBER.test(trial) ? Number(trial) : null,
    x: asked.get("x"),
    y: asked.get("y"),
    log: asked.get("scale") !== "linear",
  };
}

export function givesAxes({ x, y, log }) {
  return Boolean(x || y || log === false);
}

// The address is replaced, never added to: one press of Back leaves the page, whatever was picked.
// Streamlit's own way to write it, from Python, adds an entry each time.
export function writeAddress(path, run, { picked, x, y, log }, usual) {
  const { location, history } = window;
  const now = new URLSearchParams(location.search);
  if (location.pathname !== path || (now.get("run") ?? run) !== run) return;
  const wanted = new URLSearchParams(location.search);
  const state = {
    run,
    trial: picked === null ? null : String(picked),
    x: x === usual.x ? null : x,
    y: y === usual.y ? null : y,
    scale: log ? null : "linear",
  };
  for (const [name, value] of Object.entries(state)) {
    if (value) wanted.set(name, value);
    else wanted.delete(name);
  }
  if (wanted.toString() === now.toString()) return;
  history.replaceState(history.state, "", `${path}?${wanted}${location.hash}`);
}
