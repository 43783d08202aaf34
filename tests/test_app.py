"""The server's entry: who may listen, and what every answer says of frames and kinds."""

from __future__ import annotations

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.testclient import TestClient

from app import SafeHeaders, allowed
from tests.answers import data, in_pieces, page


@pytest.fixture
def client() -> TestClient:
    routes = [
        Route("/front", page),
        Route("/data", data),
        Route("/pieces/front", in_pieces),
    ]
    app = Starlette(routes=routes, middleware=[Middleware(SafeHeaders)])
    return TestClient(app)


@pytest.mark.parametrize(
    ("origin", "host", "may"),
    [
        (None, "localhost:8501", True),
        ("http://localhost:8501", "localhost:8501", True),
        ("http://192.168.1.7:8501", "192.168.1.7:8501", True),
        ("http://evil.example", "localhost:8501", False),
        ("http://localhost.evil.example:8501", "localhost:8501", False),
        ("null", "localhost:8501", False),
    ],
)
def test_another_sites_pages_may_not_listen(origin: str | None, host: str, may: bool) -> None:
    assert allowed(origin, host) is may


@pytest.mark.parametrize("address", ["/front", "/data", "/nowhere", "/pieces/front"])
def test_no_other_site_may_frame_an_answer_or_take_it_for_another_kind(
    client: TestClient, address: str
) -> None:
    headers = client.get(address).headers
    assert headers["x-frame-options"] == "SAMEORIGIN"
    assert headers["content-security-policy"] == "frame-ancestors 'self'"
    assert headers["x-content-type-options"] == "nosniff"


def test_what_an_answer_says_itself_is_not_said_twice() -> None:
    async def own(_: Request) -> Response:
        return Response("", headers={"X-Content-Type-Options": "nosniff"})

    app = Starlette(routes=[Route("/own", own)], middleware=[Middleware(SafeHeaders)])
    answer = TestClient(app).get("/own")
    assert answer.headers.get_list("x-content-type-options") == ["nosniff"]
