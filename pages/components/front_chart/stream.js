// Owns the connection: one WebSocket a mounted chart, reconnecting from the last revision.

const FIRST_WAIT_MS = 300;
const LONGEST_WAIT_MS = 5000;
const SILENCE_MS = 25000;

function streamUrl(base, run, revision) {
  const scheme = window.location.protocol === "https:" ? "wss" : "ws";
  const path = `/api/runs/${encodeURIComponent(run)}/events?after=${revision}`;
  return `${scheme}://${window.location.host}${base}${path}`;
}

// `hooks`: revision() -> number, message(object), dropped(), opened(). Returns { close }.
export function openStream(base, run, hooks) {
  let socket = null;
  let wait = FIRST_WAIT_MS;
  let retry = 0;
  let silence = 0;
  let closed = false;

  function alive() {
    clearTimeout(silence);
    silence = setTimeout(() => drop(), SILENCE_MS);
  }
  function hangUp() {
    clearTimeout(retry);
    clearTimeout(silence);
    retry = 0;
    if (!socket) return;
    const old = socket;
    socket = null;
    old.onopen = old.onmessage = old.onclose = old.onerror = null;
    old.close();
  }
  function drop() {
    hangUp();
    if (closed || document.hidden) return;
    hooks.dropped();
    retry = setTimeout(connect, wait);
    wait = Math.min(wait * 2, LONGEST_WAIT_MS);
  }
  function take(event) {
    alive();
    const message = JSON.parse(event.data);
    if (message.type === "ping") return;
    if (message.type === "gone") close();
    hooks.message(message);
  }
  function connect() {
    hangUp();
    if (closed || document.hidden) return;
    socket = new WebSocket(streamUrl(base, run, hooks.revision()));
    alive();
    socket.onopen = () => {
      wait = FIRST_WAIT_MS;
      hooks.opened();
    };
    socket.onmessage = take;
    socket.onclose = drop;
    socket.onerror = drop;
  }
  // A hidden tab costs nothing: it hangs up, and catches up when it is looked at again.
  function visibility() {
    if (document.hidden) hangUp();
    else if (!closed && !socket) connect();
  }
  function online() {
    if (!closed && !document.hidden) connect();
  }
  function close() {
    closed = true;
    hangUp();
    document.removeEventListener("visibilitychange", visibility);
    window.removeEventListener("online", online);
  }

  document.addEventListener("visibilitychange", visibility);
  window.addEventListener("online", online);
  connect();
  return { close };
}
