"""Data sets of Keras: read from its cache, and a plain refusal where there is no network."""

from __future__ import annotations

import gzip
import hashlib
import subprocess
import sys
import threading
import types
import urllib.error
import urllib.request
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from core.datasets.builtin import downloads, fetching, loaders
from core.errors import DataError
from tests.core.datasets.builtin.conftest import CONTENT


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty cache of Keras."""
    monkeypatch.setenv("KERAS_HOME", str(tmp_path))
    return tmp_path / "datasets"


@pytest.fixture
def keras(monkeypatch: pytest.MonkeyPatch) -> types.ModuleType:
    """Stands for ``keras.datasets.cifar10``, so that neither TensorFlow nor a network is needed."""
    module = types.ModuleType("keras.datasets.cifar10")
    images = np.zeros((6, 32, 32, 3), np.uint8)
    labels = np.arange(6, dtype=np.uint8).reshape(-1, 1)
    module.load_data = lambda: ((images, labels), (images[:2], labels[:2]))  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "keras.datasets.cifar10", module)
    return module


def put_in(cache: Path, source: downloads.Download) -> None:
    for name in source.files:
        (cache / name).parent.mkdir(parents=True, exist_ok=True)
        (cache / name).touch()


@pytest.fixture
def cifar10(cache: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The archive in the cache, empty: only its stand-in for a module reads it."""
    known = replace(downloads.CIFAR10, sha256=hashlib.sha256(b"").hexdigest())
    monkeypatch.setattr(downloads, "CIFAR10", known)
    put_in(cache, known)
    return cache / "cifar-10-batches-py-target_archive"


@pytest.mark.usefixtures("keras", "cifar10")
def test_cached_files_need_no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(urllib.request, "urlopen", lambda *_, **__: pytest.fail("asked"))
    arrays = loaders.load_cifar10()
    assert arrays.x_train.shape == (6, 32, 32, 3)
    assert np.array_equal(arrays.y_test, [0, 1])


def test_no_network_says_what_to_do(cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # Another test of this process may have imported it.
    monkeypatch.delitem(sys.modules, "keras.datasets.mnist", raising=False)

    def refuse(*_: object, **__: object) -> None:
        raise urllib.error.URLError("Name or service not known")

    monkeypatch.setattr(urllib.request, "urlopen", refuse)
    with pytest.raises(DataError) as caught:
        loaders.load_mnist()
    text = str(caught.value)
    for part in ("Name or service not known", "mnist.npz", str(cache), "digits or fashion_mnist"):
        assert part in text
    assert "keras.datasets.mnist" not in sys.modules


@pytest.mark.usefixtures("cache")
def test_silent_network_is_given_up_on(monkeypatch: pytest.MonkeyPatch) -> None:
    never = threading.Event()

    def say_nothing(*_: object, **__: object) -> None:
        never.wait(30)
        raise urllib.error.URLError("given up")

    monkeypatch.setattr(urllib.request, "urlopen", say_nothing)
    monkeypatch.setattr(fetching, "CONNECT_SECONDS", 0.05)
    with pytest.raises(DataError, match="no answer within"):
        loaders.load_cifar100()
    never.set()


@pytest.mark.usefixtures("cifar10")
def test_files_that_keras_cannot_read_are_a_data_error(
    keras: types.ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail() -> None:
        raise Exception("file could not be opened successfully")

    monkeypatch.setattr(keras, "load_data", fail)
    with pytest.raises(DataError, match=r"not be opened.*delete them and connect once"):
        loaders.load_cifar10()


def test_a_damaged_archive_is_fetched_again(
    cifar10: Path, keras: types.ModuleType, monkeypatch: pytest.MonkeyPatch, address: str
) -> None:
    cifar10.write_bytes(b"half of it")
    known = hashlib.sha256(CONTENT).hexdigest()
    monkeypatch.setattr(
        downloads,
        "CIFAR10",
        replace(downloads.CIFAR10, files={cifar10.name: address}, sha256=known),
    )
    assert loaders.load_cifar10().x_train.shape == (6, 32, 32, 3)
    assert cifar10.read_bytes() == CONTENT


def test_each_download_names_its_files() -> None:
    sources = (downloads.MNIST, downloads.FASHION_MNIST, downloads.CIFAR10, downloads.CIFAR100)
    files = {name: address for source in sources for name, address in source.files.items()}
    assert len(files) == 7 and all(each.startswith("https://") for each in files.values())


@pytest.mark.slow
def test_real_keras_reads_the_files_that_are_named(cache: Path) -> None:
    header = {"labels": bytes(8), "images": bytes(16)}
    content = {"labels": bytes(range(10)), "images": bytes(10 * 28 * 28)}
    for name in downloads.FASHION_MNIST.files:
        kind = "labels" if "labels" in name else "images"
        (cache / name).parent.mkdir(parents=True, exist_ok=True)
        (cache / name).write_bytes(gzip.compress(header[kind] + content[kind]))
    code = (
        "from core.datasets.builtin.loaders import load_fashion_mnist_full as load;"
        "arrays = load(); print(arrays.x_train.shape, arrays.y_test.tolist())"
    )
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == f"(10, 28, 28, 1) {list(range(10))}"
