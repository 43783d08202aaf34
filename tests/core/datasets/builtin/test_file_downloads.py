"""Data sets of one file: from the cache, from an address, or a plain refusal."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from core.datasets.builtin import file_downloads, loaders
from core.datasets.builtin.file_downloads import BCCD, FileDownload, fetched_file
from core.errors import DataError
from tests.core.datasets.uploads.annotations.uploads import voc_members, zipped

CONTENT = b"all of it"


class Handler(BaseHTTPRequestHandler):
    """Sends one file, whatever is asked for."""

    def do_HEAD(self) -> None:  # noqa: N802
        self.send_response(200)
        self.end_headers()

    def do_GET(self) -> None:  # noqa: N802
        self.do_HEAD()
        self.wfile.write(CONTENT)

    def log_message(self, format: str, *args: object) -> None:
        pass


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty cache of Keras."""
    monkeypatch.setenv("KERAS_HOME", str(tmp_path))
    return tmp_path / "datasets"


@pytest.fixture
def address() -> Iterator[str]:
    """Where a server on this machine sends the file from."""
    server = HTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/file.zip"
    server.shutdown()
    server.server_close()


def source_at(address: str, content: bytes = CONTENT) -> FileDownload:
    return FileDownload("file.zip", address, len(content), hashlib.sha256(content).hexdigest())


def test_file_is_fetched_once_and_kept(address: str, cache: Path) -> None:
    path = fetched_file(source_at(address))
    assert path == cache / "file.zip" and path.read_bytes() == CONTENT
    assert fetched_file(source_at("http://127.0.0.1:1/gone")) == path
    assert {p.name for p in cache.iterdir()} == {"file.zip", ".file.zip.lock"}


def test_another_file_than_is_known_is_refused_and_not_kept(address: str, cache: Path) -> None:
    with pytest.raises(DataError, match=r"not the file that is known: its SHA-256 is"):
        fetched_file(source_at(address, b"something longer than that"))
    assert not (cache / "file.zip").exists()


def test_damaged_file_in_the_cache_is_named(cache: Path) -> None:
    cache.mkdir(parents=True)
    (cache / "file.zip").write_bytes(b"half of")
    with pytest.raises(DataError, match=r"file.zip must be the file of .* Delete it"):
        fetched_file(source_at("http://127.0.0.1:1/gone"))


def test_without_a_network_it_says_what_to_do(cache: Path) -> None:
    with pytest.raises(DataError) as caught:
        fetched_file(source_at("http://127.0.0.1:1/gone"))
    text = str(caught.value)
    for part in (str(cache / "file.zip"), "refused", "save that file there", "fashion_scenes"):
        assert part in text


def test_blood_cells_are_read_from_an_archive_of_their_layout(
    cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cache.mkdir(parents=True)
    members = {f"BCCD_Dataset-1.0/{name}": content for name, content in voc_members().items()}
    content = zipped(members, cache / BCCD.name).read_bytes()
    known = FileDownload(BCCD.name, BCCD.address, len(content), hashlib.sha256(content).hexdigest())
    monkeypatch.setattr(file_downloads, "BCCD", known)
    arrays = loaders.load("bccd", cache)
    assert arrays.x_train.shape == arrays.x_test.shape == (1, 256, 256, 3)
    # 40×30 pixels became 256×192, with 32 rows of grey above.
    assert arrays.y_train[0, 0] == pytest.approx([12.8, 57.6, 76.8, 185.6, 1])
    assert arrays.y_test[0, 0, 4] == 0 and arrays.y_test[0, 1, 4] == -1
