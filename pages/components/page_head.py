"""Owns what every page carries in its head, so that Streamlit and the charts start at once."""

from __future__ import annotations

import json
from itertools import chain

import plotly
import streamlit as st
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from pages.components import scripts

SCRIPT = "components/page_head.js"
CHART_LIBRARY = f"/assets/plotly-cartesian.min.js?v={plotly.__version__}"
# What is mounted on the pages on which a chart comes first: the modules are fetched side by side,
# none waits for its importer.
_STILL = "components/still_chart/mount.js"
CHARTS = {
    "/front": ("components/front_chart/mount.js",),
    "/compare": ("parts/compare/parallel_chart/mount.js", _STILL),
}
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


class PageHead:
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

        async def with_head(message: Message) -> None:
            nonlocal start, body
            if message["type"] == "http.response.start" and _is_page(message):
                start = message
            elif not start:
                await send(message)
            else:
                body += message.get("body", b"")
                if not message.get("more_body"):
                    page = body.replace(b"</head>", _head(scope) + b"</head>", 1)
                    length = (b"content-length", str(len(page)).encode())
                    kept = [pair for pair in start["headers"] if pair[0] not in _ABOUT_THE_FILE]
                    await send({**start, "headers": [*kept, length]})
                    await send({**message, "body": page})

        await self._app({**scope, "headers": asked, "extensions": {}}, receive, with_head)


def _is_visit(scope: Scope) -> bool:
    """Return whether a browser asks for a page to show, and not for one of its files."""
    if scope["type"] != "http" or scope["method"] != "GET":
        return False
    return b"text/html" in dict(scope["headers"]).get(b"accept", b"")


def _is_page(start: Message) -> bool:
    kind: bytes = dict(start["headers"]).get(b"content-type", b"")
    return kind.startswith(b"text/html")


def _head(scope: Scope) -> bytes:
    """Return the script that prepares the page, and links to what its charts will fetch."""
    page = next((end for end in CHARTS if scope["path"].rstrip("/").endswith(end)), None)
    entries = CHARTS[page] if page else chain(*CHARTS.values())
    paths = dict.fromkeys(path for entry in entries for path in scripts.graph(entry))
    modules = [scripts.address(path) for path in paths]
    library = f"{scripts.base()}{CHART_LIBRARY}"
    given = {
        "origins": st.get_option("client.allowedOrigins"),
        "library": {"id": "paretoscope-plotly", "src": library},
        "modules": modules,
        "charts": page is not None,
    }
    prepare = f"{scripts.bundle(SCRIPT)}\npreparePage({json.dumps(given)});"
    links = [f'<link rel="modulepreload" href="{address}">' for address in modules if page]
    links += [f'<link rel="preload" as="script" href="{library}">'] if page else []
    return f"<script>{{{prepare}}}</script>{''.join(links)}".encode()
