"""Files that a browser may cache for good: their URLs change when they do."""

from __future__ import annotations

import gzip
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.routing import Route

LIBRARY = Path(__file__).parent / "library" / "plotly-cartesian.min.js"

_JAVASCRIPT = "text/javascript"
_KEPT = {"Cache-Control": "public, max-age=31536000, immutable", "Vary": "Accept-Encoding"}
_PACKED = {**_KEPT, "Content-Encoding": "gzip"}


def assets(scripts: Mapping[str, str], base: str = "") -> list[Route]:
    """Return the routes of the chart library and of the pages' own ``scripts``.

    Args:
        scripts: modules by their address below ``/assets/scripts/``. The address holds a version:
            a page that asks for another one is told that there is none, and a server that was
            upgraded never answers with what belongs to an older page.
        base: the path under which the pages are served, without a slash at its end.
    """
    plain = {address: text.encode() for address, text in scripts.items()}
    packed = {address: gzip.compress(text) for address, text in plain.items()}

    async def script(request: Request) -> Response:
        address = request.path_params["address"]
        if address not in plain:
            return Response("There is no such script.", 404, {"Cache-Control": "no-store"})
        if _takes_gzip(request):
            return Response(packed[address], media_type=_JAVASCRIPT, headers=_PACKED)
        return Response(plain[address], media_type=_JAVASCRIPT, headers=_KEPT)

    return [
        Route(f"{base}/assets/plotly-cartesian.min.js", _library),
        Route(f"{base}/assets/scripts/{{address:path}}", script),
    ]


def _takes_gzip(request: Request) -> bool:
    return "gzip" in request.headers.get("accept-encoding", "")


async def _library(request: Request) -> Response:
    if not _takes_gzip(request):
        return FileResponse(LIBRARY, media_type=_JAVASCRIPT, headers=_KEPT)
    packed = await run_in_threadpool(_packed_library)
    return Response(packed, media_type=_JAVASCRIPT, headers=_PACKED)


@cache
def _packed_library() -> bytes:
    """Compress the library once: doing it for each visitor would take 50 ms."""
    return gzip.compress(LIBRARY.read_bytes(), compresslevel=6)
