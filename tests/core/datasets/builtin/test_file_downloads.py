"""Data sets of one file: from the cache, from an address, or a plain refusal."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from core.datasets.builtin import file_downloads, loaders
from core.datasets.builtin.file_downloads import BCCD, FileDownload, fetched_file
from core.errors import DataError
from tests.core.datasets.builtin.conftest import CONTENT
from tests.core.datasets.uploads.annotations.uploads import voc_members, zipped


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty cache of Keras."""
    monkeypatch.setenv("KERAS_HOME", str(tmp_path))
    return tmp_path / "datasets"


def source_at(address: str, content: bytes = CONTENT) -> FileDownload:
    return FileDownload("file.zip", address, hashlib.sha256(content).hexdigest())


def test_file_is_fetched_once_and_kept(address: str, cache: Path) -> None:
    path = fetched_file(source_at(address))
    assert path == cache / "file.zip" and path.read_bytes() == CONTENT
    assert fetched_file(source_at("http://127.0.0.1:1/gone")) == path
    assert {p.name for p in cache.iterdir()} == {"file.zip", ".file.zip.lock"}


def test_another_file_than_is_known_is_refused_and_not_kept(address: str, cache: Path) -> None:
    with pytest.raises(DataError, match=r"what it sends is not the file with the SHA-256"):
        fetched_file(source_at(address, b"something longer than that"))
    assert not (cache / "file.zip").exists()


def test_damaged_file_in_the_cache_is_fetched_again(address: str, cache: Path) -> None:
    cache.mkdir(parents=True)
    (cache / "file.zip").write_bytes(b"half of")
    assert fetched_file(source_at(address)).read_bytes() == CONTENT


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
    known = FileDownload(BCCD.name, BCCD.address, hashlib.sha256(content).hexdigest())
    monkeypatch.setattr(file_downloads, "BCCD", known)
    arrays = loaders.load("bccd", cache)
    assert arrays.x_train.shape == arrays.x_test.shape == (1, 256, 256, 3)
    # 40×30 pixels became 256×192, with 32 rows of grey above.
    assert arrays.y_train[0, 0] == pytest.approx([12.8, 57.6, 76.8, 185.6, 1])
    assert arrays.y_test[0, 0, 4] == 0 and arrays.y_test[0, 1, 4] == -1
