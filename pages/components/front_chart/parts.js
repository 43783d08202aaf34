// Owns how the component's own elements are found and written into.

export function parts(root) {
  const found = {};
  for (const element of root.querySelectorAll("[data-part]")) {
    found[element.dataset.part] = element;
  }
  return found;
}

// Names and reasons are typed by people: text only, never markup; and only when it changed.
export function put(element, text) {
  if (element.textContent !== text) element.textContent = text;
}
