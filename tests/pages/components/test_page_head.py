"""What is written into the head of every page, and of nothing else."""

from __future__ import annotations

import json
from typing import Any

import pytest
import streamlit as st
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route
from starlette.testclient import TestClient

from pages.components import scripts
from pages.components.page_head import CHART_LIBRARY, CHARTS, PageHead
from pages.components.scripts import graph
from tests.answers import PAGE, data, in_pieces, page

BARE = "<p>no head</p>"


async def bare(_: Request) -> Response:
    return HTMLResponse(BARE)


@pytest.fixture
def client() -> TestClient:
    routes = [
        Route("/front", page),
        Route("/compare", page),
        Route("/runs", page),
        Route("/data", data),
        Route("/bare/front", bare),
        Route("/pieces/front", in_pieces),
    ]
    # As Streamlit does for every browser, and the test client asks for it too.
    packing = Middleware(GZipMiddleware, minimum_size=1)
    app = Starlette(routes=routes, middleware=[Middleware(PageHead), packing])
    return TestClient(app, headers={"accept": "text/html,*/*;q=0.8"})


@pytest.mark.parametrize("address", ["/front", "/front/", "/pieces/front", "/compare"])
def test_a_page_of_charts_loads_their_library_in_its_head(client: TestClient, address: str) -> None:
    answer = client.get(address)
    head, _, rest = answer.text.partition("</head>")
    assert f'as="script" href="{CHART_LIBRARY}"' in head and rest == PAGE.partition("</head>")[2]
    assert answer.headers["content-length"] == str(len(answer.content))
    mount = next(path for end, (path, *_) in CHARTS.items() if end in address)
    for path in graph(mount):
        assert f'<link rel="modulepreload" href="{scripts.address(path)}">' in head


def given(head: str) -> dict[str, Any]:
    """What the script in the head is given."""
    known: dict[str, Any] = json.loads(
        head.rpartition("preparePage(")[2].partition(");}</script>")[0]
    )
    return known


def test_a_page_knows_its_server_before_it_asks(client: TestClient) -> None:
    head = client.get("/runs").text.partition("</head>")[0]
    assert 'BACKEND_BASE_URL: new URL(".", location.href).href' in head
    assert given(head)["origins"] == st.get_option("client.allowedOrigins")


def test_other_pages_load_it_when_they_are_idle(client: TestClient) -> None:
    head, _, rest = client.get("/runs").text.partition("</head>")
    known = given(head)
    assert not known["charts"] and known["library"]["src"] == CHART_LIBRARY
    assert {scripts.address(path) for each in CHARTS.values() for path in each} <= {
        *known["modules"]
    }
    assert "preload" not in head.partition("</script>")[2] and rest == PAGE.partition("</head>")[2]
    assert given(client.get("/front").text.partition("</head>")[0])["charts"]


@pytest.mark.parametrize(("address", "text"), [("/data", "{}"), ("/bare/front", BARE)])
def test_what_is_no_page_and_what_has_no_head_stay_as_they_are(
    client: TestClient, address: str, text: str
) -> None:
    assert client.get(address).text == text


def test_a_front_asked_for_by_head_keeps_its_length(client: TestClient) -> None:
    answer = client.head("/front", headers={"accept-encoding": "identity"})
    assert answer.headers["content-length"] == str(len(PAGE.encode()))


def test_no_cache_takes_the_page_for_the_file_on_the_disk(client: TestClient) -> None:
    assert "etag" not in client.get("/front").headers


def test_what_is_no_visit_stays_packed_and_as_it_is(client: TestClient) -> None:
    answer = client.get("/front", headers={"accept": "*/*"})
    assert (answer.text, answer.headers["content-encoding"]) == (PAGE, "gzip")
