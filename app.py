"""ASGI entry: the pages, the live event routes beside them, and the supervisor's lifespan."""

from __future__ import annotations

import asyncio
import gc
import pkgutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import lru_cache
from importlib import import_module
from typing import Any
from urllib.parse import urlsplit

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
from pages.components.page_head import PageHead

log = logger(__name__)


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


# The main script must lie inside pages/: beside a pages/ folder Streamlit's old multipage mode
# switches on, and the first deep link after a restart opens a half-initialised page.
app = st.App(
    "pages/navigation.py",
    routes=routes(api.store, allowed, scripts.served(), scripts.base()),
    lifespan=lifespan,
    middleware=[Middleware(SafeHeaders), Middleware(PageHead)],
)
