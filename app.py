"""ASGI entry: the pages, the live event routes beside them, and the supervisor's lifespan."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any
from urllib.parse import urlsplit

import plotly
import streamlit as st
from starlette.middleware import Middleware
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from streamlit.web.server.server_util import is_url_from_allowed_origins
from streamlit.web.server.starlette.starlette_websocket import is_host_allowed

from core import api
from core.jobs.client import keep_supervisor_alive
from core.live import routes
from core.paths import home


def allowed(origin: str | None, host: str | None) -> bool:
    """Streamlit's own rule for its socket: this host under any name, or an origin it allows."""
    if not is_host_allowed(host):
        return False
    return origin is None or urlsplit(origin).netloc == host or is_url_from_allowed_origins(origin)


CHART_LIBRARY = f"/assets/plotly.min.js?v={plotly.__version__}"


@asynccontextmanager
async def lifespan(_: Any) -> AsyncIterator[dict[str, Any]]:
    """Start a supervisor when none is alive; it outlives this server on purpose."""
    async with keep_supervisor_alive(home()):
        yield {}


class EarlyChart:
    """Lets a browser that opens a front load the chart library beside Streamlit's own files.

    Without it the library's 5 MB are fetched and read only once the page has been built, which
    takes a second more.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if not _opens_front(scope):
            await self._app(scope, receive, send)
            return
        start: Message = {}
        body = b""

        async def with_script(message: Message) -> None:
            nonlocal start, body
            if message["type"] == "http.response.start":
                start = message
                return
            body += message.get("body", b"")
            if not message.get("more_body"):
                page = body.replace(b"</head>", _script(scope) + b"</head>", 1)
                length = (b"content-length", str(len(page)).encode())
                kept = [pair for pair in start["headers"] if pair[0] != b"content-length"]
                await send({**start, "headers": [*kept, length]})
                await send({**message, "body": page})

        await self._app(scope, receive, with_script)


def _opens_front(scope: Scope) -> bool:
    if scope["type"] != "http" or scope["method"] != "GET":
        return False
    path: str = scope["path"]
    return path.rstrip("/").endswith("/front")


def _script(scope: Scope) -> bytes:
    address = f"{scope.get('root_path', '')}{CHART_LIBRARY}"
    return f'<script async id="paretoscope-plotly" src="{address}"></script>'.encode()


# The main script must lie inside pages/: beside a pages/ folder Streamlit's old multipage mode
# switches on, and the first deep link after a restart opens a half-initialised page.
app = st.App(
    "pages/navigation.py",
    routes=routes(api.store, allowed),
    lifespan=lifespan,
    middleware=[Middleware(EarlyChart)],
)
