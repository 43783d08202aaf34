"""Answers of a small web application: a page at once and in pieces, and data."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response, StreamingResponse

PAGE = "<html><head><title>é</title></head><body>…</body></html>"


async def page(_: Request) -> Response:
    return HTMLResponse(PAGE, headers={"etag": '"as-on-the-disk"'})


async def data(_: Request) -> Response:
    return JSONResponse({})


async def in_pieces(_: Request) -> Response:
    return StreamingResponse(iter((PAGE[:20], PAGE[20:])), media_type="text/html")
