"""What a browser may keep for good: the chart library, and the pages' scripts by their version."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from plotly.offline import get_plotlyjs_version
from starlette.applications import Starlette
from starlette.testclient import TestClient

from core.live.assets import assets

LIBRARY = "/assets/plotly-cartesian.min.js"
SCRIPT = 'export const NAME = "é";\n'


@pytest.fixture
def client() -> Iterator[TestClient]:
    with TestClient(Starlette(routes=assets({"v1/chart/mount.js": SCRIPT}))) as client:
        yield client


@pytest.mark.parametrize("encoding", ["gzip", "identity"])
@pytest.mark.parametrize("address", [LIBRARY, "/assets/scripts/v1/chart/mount.js"])
def test_what_has_a_version_in_its_address_is_kept_for_good(
    client: TestClient, address: str, encoding: str
) -> None:
    answer = client.get(address, headers={"accept-encoding": encoding})
    assert answer.status_code == 200 and "immutable" in answer.headers["cache-control"]
    assert answer.headers["content-type"].startswith("text/javascript")
    assert answer.headers.get("content-encoding", "identity") == encoding
    assert answer.headers["vary"] == "Accept-Encoding"


@pytest.mark.parametrize("encoding", ["gzip", "identity"])
def test_a_script_comes_as_it_is_written(client: TestClient, encoding: str) -> None:
    address, headers = "/assets/scripts/v1/chart/mount.js", {"accept-encoding": encoding}
    assert client.get(address, headers=headers).content.decode() == SCRIPT


@pytest.mark.parametrize("path", ["v0/chart/mount.js", "v1/other.js", "v1/../v1/x.js", "", "v1"])
def test_what_an_older_page_asks_for_is_not_answered_and_not_kept(
    client: TestClient, path: str
) -> None:
    answer = client.get(f"/assets/scripts/{path}")
    assert answer.status_code == 404
    assert "immutable" not in answer.headers.get("cache-control", "")


def test_the_pages_draw_with_the_version_that_python_draws_with(client: TestClient) -> None:
    assert f" v{get_plotlyjs_version()}\n" in client.get(LIBRARY).text[:200]


def test_all_lie_below_the_path_of_the_pages() -> None:
    with TestClient(Starlette(routes=assets({"v1/a.js": SCRIPT}, "/team/lab"))) as client:
        assert client.get(f"/team/lab{LIBRARY}").status_code == 200
        assert client.get("/team/lab/assets/scripts/v1/a.js").status_code == 200
        assert client.get(LIBRARY).status_code == 404
