// Owns the life of the component: Streamlit calls this at each script run that changes its data.

import { FrontPanel } from "./panel.js";

export default function mount(component) {
  const { data, parentElement, setStateValue, setTriggerValue } = component;
  const root = parentElement.querySelector("[data-part=root]");
  const report = { state: setStateValue, trigger: setTriggerValue };
  const old = parentElement.frontPanel;
  if (old && old.root === root && old.data.run === data.run) {
    old.refresh(data, report);
  } else {
    if (old) old.close();
    parentElement.frontPanel = new FrontPanel(root, data, report);
  }
  return () => {
    if (parentElement.frontPanel) parentElement.frontPanel.close();
    parentElement.frontPanel = null;
  };
}
