"""ASGI entry: the pages, the live event routes beside them, and the supervisor's lifespan."""

from __future__ import annotations

import asyncio
import gc
import json
import pkgutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import lru_cache
from importlib import import_module
from itertools import chain
from typing import Any
from urllib.parse import urlsplit

import plotly
import streamlit as st
from starlette.middleware import Middleware
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from streamlit.web.server.server_util import is_url_from_allowed_origins
from streamlit.web.server.starlette.starlette_websocket import is_host_allowed

import pages
from core import api
from core.errors import CoreError
from core.jobs.client import keep_supervisor_alive
from core.live.routes import routes
from core.logs import logger
from core.settings import home
from pages.components import scripts

log = logger(__name__)
CHART_LIBRARY = f"/assets/plotly-cartesian.min.js?v={plotly.__version__}"


def allowed(origin: str | None, host: str | None) -> bool:
    """Return whether a page may listen, by the rule that Streamlit has for its own socket."""
    if not is_host_allowed(host):
        return False
    return origin is None or urlsplit(origin).netloc == host or _known(origin)


@lru_cache(maxsize=1000)
def _known(origin: str) -> bool:
    # Asked once for each stranger: Streamlit may look for this machine's address on the network,
    # and warns when it finds none.
    return is_url_from_allowed_origins(origin)


# What is said again and again, about strangers for one, must not fill the log.
for name in ("streamlit.net_util", "uvicorn.error"):
    logger(name)


# Headers, of a request or an answer, that hold for the page as it lies on the disk.
_ABOUT_THE_FILE = frozenset(
    {
        b"accept-encoding",
        b"content-length",
        b"etag",
        b"if-modified-since",
        b"if-none-match",
        b"last-modified",
    }
)


@asynccontextmanager
async def lifespan(_: Any) -> AsyncIterator[dict[str, Any]]:
    """Start a supervisor when none is alive; it outlives this server on purpose."""
    async with keep_supervisor_alive(home()):
        await asyncio.to_thread(begin_with_example)
        await asyncio.to_thread(settle)
        yield {}


def begin_with_example() -> None:
    """Add the example to a new home folder; a page says why, where the store cannot be used."""
    try:
        api.add_example()
    except CoreError as error:
        log.warning("No example: %s", error)


def settle() -> None:
    """Import what the pages do, and keep all of it out of later garbage collections.

    Streamlit collects garbage after every run of a page, before a browser hears of its end: over
    all modules a tenth of a second.
    """
    for module in pkgutil.walk_packages(pages.__path__, "pages."):
        # Those straight in the folder are scripts, to be run for a visitor.
        if module.name.count(".") > 1:
            import_module(module.name)
    gc.collect()
    gc.freeze()


# Another site's page may not show these in a frame, and no file is taken for what it is not.
_SAFE = (
    (b"x-frame-options", b"SAMEORIGIN"),
    (b"content-security-policy", b"frame-ancestors 'self'"),
    (b"x-content-type-options", b"nosniff"),
)


class SafeHeaders:
    """Adds to every answer what it does not say itself about frames and kinds of files."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                given = list(message.get("headers", ()))
                said = {name.lower() for name, _ in given}
                more = [pair for pair in _SAFE if pair[0] not in said]
                message = {**message, "headers": [*given, *more]}
            await send(message)

        await self._app(scope, receive, with_headers)


class EarlyParts:
    """Writes into every page where its server is, and what its charts need.

    Without it Streamlit asks in vain below the page's own address first, and the charts' scripts
    are fetched once the page has been built: half a second each.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if not _is_visit(scope):
            await self._app(scope, receive, send)
            return
        # The page is written into: it must come unpacked, and whole, whatever a cache holds.
        asked = [pair for pair in scope["headers"] if pair[0] not in _ABOUT_THE_FILE]
        start: Message = {}
        body = b""

        async def with_script(message: Message) -> None:
            nonlocal start, body
            if message["type"] == "http.response.start" and _is_page(message):
                start = message
            elif not start:
                await send(message)
            else:
                body += message.get("body", b"")
                if not message.get("more_body"):
                    page = body.replace(b"</head>", _script(scope) + b"</head>", 1)
                    length = (b"content-length", str(len(page)).encode())
                    kept = [pair for pair in start["headers"] if pair[0] not in _ABOUT_THE_FILE]
                    await send({**start, "headers": [*kept, length]})
                    await send({**message, "body": page})

        await self._app({**scope, "headers": asked, "extensions": {}}, receive, with_script)


def _is_visit(scope: Scope) -> bool:
    """Return whether a browser asks for a page to show, and not for one of its files."""
    if scope["type"] != "http" or scope["method"] != "GET":
        return False
    return b"text/html" in dict(scope["headers"]).get(b"accept", b"")


def _is_page(start: Message) -> bool:
    kind: bytes = dict(start["headers"]).get(b"content-type", b"")
    return kind.startswith(b"text/html")


# What a page of charts mounts: its modules are fetched side by side, none waits for its importer.
_STILL = "components/still_chart/mount.js"
CHARTS = {
    "/front": ("components/front_chart/mount.js",),
    "/compare": ("parts/compare/parallel_chart/mount.js", _STILL),
}
# Streamlit opens its socket at once where it knows the server and who may frame the page, as the
# server itself would answer (`_stcore/host-config`); it still asks, and takes what it hears.
_SCRIPT = """window.__streamlit = {
BACKEND_BASE_URL: new URL(".", location.href).href,
HOST_CONFIG: { allowedOrigins: ORIGINS, useExternalAuthToken: false },
};
const add = (tag, what) => document.head.append(Object.assign(document.createElement(tag), what));
const addLibrary = () =>
document.getElementById(NAME) || add("script", { id: NAME, src: ADDRESS });
"""
# The library keeps a browser busy for a quarter of a second: while the server builds the page.
_WHEN_CONNECTED = """new MutationObserver((_, watch) => {
if (!document.querySelector("[data-test-connection-state=CONNECTED]")) return;
watch.disconnect();
addLibrary();
}).observe(document, { subtree: true, childList: true, attributes: true });"""
# Idle, and after Streamlit has drawn its page; Safari has no requestIdleCallback.
_WHEN_IDLE = """addEventListener("load", () => setTimeout(() => (window.requestIdleCallback ||
setTimeout)(() => {
addLibrary();
MODULES.forEach((href) => add("link", { rel: "modulepreload", href }));
}), 500));"""


def _script(scope: Scope) -> bytes:
    library = f"{scripts.base()}{CHART_LIBRARY}"
    page = next((end for end in CHARTS if scope["path"].rstrip("/").endswith(end)), None)
    entries = CHARTS[page] if page else chain(*CHARTS.values())
    paths = dict.fromkeys(path for entry in entries for path in scripts.graph(entry))
    modules = [scripts.address(path) for path in paths]
    links = [f'<link rel="modulepreload" href="{address}">' for address in modules if page]
    links += [f'<link rel="preload" as="script" href="{library}">'] if page else []
    script = _SCRIPT + (_WHEN_CONNECTED if page else _WHEN_IDLE)
    values = {
        "ORIGINS": st.get_option("client.allowedOrigins"),
        "NAME": "paretoscope-plotly",
        "ADDRESS": library,
        "MODULES": modules,
    }
    for word, value in values.items():
        script = script.replace(word, json.dumps(value))
    return f"<script>{{{script}}}</script>{''.join(links)}".encode()


# The main script must lie inside pages/: beside a pages/ folder Streamlit's old multipage mode
# switches on, and the first deep link after a restart opens a half-initialised page.
app = st.App(
    "pages/navigation.py",
    routes=routes(api.store, allowed, scripts.served(), scripts.base()),
    lifespan=lifespan,
    middleware=[Middleware(SafeHeaders), Middleware(EarlyParts)],
)
