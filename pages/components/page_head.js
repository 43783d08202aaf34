// Owns what runs in the head of every page, before Streamlit's own scripts do.

const CONNECTED = "[data-test-connection-state=CONNECTED]";

const add = (tag, what) => document.head.append(Object.assign(document.createElement(tag), what));

const addLibrary = ({ id, src }) => document.getElementById(id) || add("script", { id, src });

const whenConnected = (then) =>
  new MutationObserver((_, watch) => {
    if (!document.querySelector(CONNECTED)) return;
    watch.disconnect();
    then();
  }).observe(document, { subtree: true, childList: true, attributes: true });

// After Streamlit has drawn its page; Safari has no requestIdleCallback.
const whenIdle = (then) =>
  addEventListener("load", () =>
    setTimeout(() => (window.requestIdleCallback || setTimeout)(then), 500),
  );

/**
 * Tells Streamlit where its server is, and fetches what charts need.
 *
 * Streamlit opens its socket at once where it knows the server and who may frame the page, as the
 * server itself would answer (`_stcore/host-config`); it still asks, and takes what it hears. The
 * library keeps a browser busy for a quarter of a second: where a chart comes first (`charts`), that
 * is while the server builds the page, elsewhere once nothing else is to be done.
 */
export function preparePage({ origins, library, modules, charts }) {
  window.__streamlit = {
    BACKEND_BASE_URL: new URL(".", location.href).href,
    HOST_CONFIG: { allowedOrigins: origins, useExternalAuthToken: false },
  };
  if (charts) {
    whenConnected(() => addLibrary(library));
    return;
  }
  whenIdle(() => {
    addLibrary(library);
    for (const href of modules) add("link", { rel: "modulepreload", href });
  });
}
