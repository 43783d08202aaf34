// Owns the life of a chart in its place on the page: Streamlit calls its mount at each script run
// that changes its data, and what closes it when it is taken away.

const PANELS = new WeakMap();

// `Panel`: made with its root, its data and what it reports by; has refresh(data, report), close().
// `shows(old, data)`: whether a panel with `old` data can take in the new.
export function mounted(Panel, shows = () => true) {
  return ({ data, parentElement, setStateValue, setTriggerValue }) => {
    const root = parentElement.querySelector("[data-part=root], .still-chart");
    const report = { state: setStateValue, trigger: setTriggerValue };
    const old = PANELS.get(parentElement);
    if (old && old.root === root && shows(old.data, data)) {
      old.refresh(data, report);
    } else {
      old?.close();
      PANELS.set(parentElement, new Panel(root, data, report));
    }
    return () => {
      PANELS.get(parentElement)?.close();
      PANELS.delete(parentElement);
    };
  };
}
