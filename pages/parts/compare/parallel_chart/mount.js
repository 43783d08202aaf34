// Owns the life of the component: Streamlit calls this at each script run that changes its data.

import { ParallelPanel } from "./panel.js";

export default function mount(component) {
  const { data, parentElement, setTriggerValue } = component;
  const root = parentElement.querySelector("[data-part=root]");
  const old = parentElement.parallelPanel;
  if (old && old.root === root) {
    old.refresh(data, setTriggerValue);
  } else {
    if (old) old.close();
    parentElement.parallelPanel = new ParallelPanel(root, data, setTriggerValue);
  }
  return () => {
    if (parentElement.parallelPanel) parentElement.parallelPanel.close();
    parentElement.parallelPanel = null;
  };
}
