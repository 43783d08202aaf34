"""Data sets of Keras: read from its cache, and a plain refusal where there is no network."""

from __future__ import annotations

import gzip
import socket
import subprocess
import sys
import threading
import types
import urllib.error
import urllib.request
from typing import TYPE_CHECKING

import numpy as np
import pytest

from core.datasets.builtin import downloads, loaders
from core.errors import DataError

if TYPE_CHECKING:
    from pathlib import Path


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


def test_cached_files_need_no_network(
    cache: Path, keras: types.ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    put_in(cache, downloads.CIFAR10)
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


def test_silent_network_is_given_up_on(cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    never = threading.Event()

    def say_nothing(*_: object, **__: object) -> None:
        never.wait(30)
        raise urllib.error.URLError("given up")

    monkeypatch.setattr(urllib.request, "urlopen", say_nothing)
    monkeypatch.setattr(downloads, "CONNECT_SECONDS", 0.05)
    with pytest.raises(DataError, match="no answer within"):
        loaders.load_cifar100()
    never.set()


def test_failed_or_damaged_download_is_a_data_error(
    cache: Path, keras: types.ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail() -> None:
        raise Exception("URL fetch failure on somewhere: 503")

    put_in(cache, downloads.CIFAR10)
    monkeypatch.setattr(keras, "load_data", fail)
    with pytest.raises(DataError, match=r"503.*delete them and connect once"):
        loaders.load_cifar10()


def test_connections_time_out_only_while_fetching(
    cache: Path, keras: types.ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen = []
    given = keras.load_data()
    monkeypatch.setattr(
        keras, "load_data", lambda: seen.append(socket.getdefaulttimeout()) or given
    )
    put_in(cache, downloads.CIFAR10)
    loaders.load_cifar10()
    assert seen == [downloads.STALL_SECONDS]
    assert socket.getdefaulttimeout() is None


def test_each_download_names_its_files() -> None:
    sources = (downloads.MNIST, downloads.FASHION_MNIST, downloads.CIFAR10, downloads.CIFAR100)
    assert len({name for source in sources for name in source.files}) == 7
    assert all(source.origin.startswith("https://") for source in sources)


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
