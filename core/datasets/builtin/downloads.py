"""Fetches the data sets of ``keras.datasets``, and says what to do where there is no network."""

from __future__ import annotations

import http.client
import importlib
import os
import queue
import socket
import tempfile
import threading
import urllib.error
import urllib.request
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from filelock import FileLock, Timeout

from core.errors import DataError

if TYPE_CHECKING:
    from collections.abc import Iterator

Array = np.ndarray[Any, np.dtype[Any]]

CONNECT_SECONDS = 15.0
STALL_SECONDS = 30.0
WAIT_SECONDS = 900.0


@dataclass(frozen=True)
class Download:
    """A module of ``keras.datasets``, the address it fetches from, and the files it caches."""

    module: str
    origin: str
    files: tuple[str, ...]


_GOOGLE = "https://storage.googleapis.com/tensorflow/tf-keras-datasets/"
_TORONTO = "https://www.cs.toronto.edu/~kriz/"
_FASHION_FILES = ("train-labels-idx1", "train-images-idx3", "t10k-labels-idx1", "t10k-images-idx3")

MNIST = Download("mnist", _GOOGLE + "mnist.npz", ("mnist.npz",))
FASHION_MNIST = Download(
    "fashion_mnist",
    _GOOGLE + "t10k-labels-idx1-ubyte.gz",
    tuple(f"fashion-mnist/{name}-ubyte.gz" for name in _FASHION_FILES),
)
CIFAR10 = Download(
    "cifar10", _TORONTO + "cifar-10-python.tar.gz", ("cifar-10-batches-py-target_archive",)
)
CIFAR100 = Download(
    "cifar100", _TORONTO + "cifar-100-python.tar.gz", ("cifar-100-python-target_archive",)
)


def fetch(source: Download) -> tuple[Array, Array, Array, Array]:
    """Read ``source`` from Keras's cache, fetching it first where it is not there.

    Returns ``x_train, y_train, x_test, y_test`` as ``keras.datasets`` gives them: uint8.

    Raises:
        DataError: it is not in the cache and cannot be fetched, or what is there is damaged.
    """
    cache = keras_cache()
    try:
        cache.mkdir(parents=True, exist_ok=True)
        # No worker may read a file that another is still fetching.
        with FileLock(cache / f".{source.module}.lock", timeout=WAIT_SECONDS):
            return _fetch_alone(source, cache)
    except (OSError, Timeout) as error:
        raise _unavailable(source, cache, str(error)) from error


def keras_cache() -> Path:
    """Return the folder in which Keras keeps downloaded data sets."""
    base = Path(os.environ.get("KERAS_HOME") or Path.home() / ".keras")
    # Keras does the same where its folder cannot be written.
    if base.exists() and not os.access(base, os.W_OK):
        base = Path(tempfile.gettempdir()) / ".keras"
    return base / "datasets"


def _fetch_alone(source: Download, cache: Path) -> tuple[Array, Array, Array, Array]:
    if not all((cache / name).exists() for name in source.files):
        reason = why_unreachable(source.origin)
        if reason:
            raise _unavailable(source, cache, reason)
    module = importlib.import_module(f"keras.datasets.{source.module}")
    try:
        with _socket_timeout(STALL_SECONDS):
            (x_train, y_train), (x_test, y_test) = module.load_data()
    # Keras turns a failed download into a plain Exception, so nothing narrower catches it.
    except Exception as error:
        raise _unavailable(source, cache, str(error)) from error
    return x_train, y_train, x_test, y_test


def why_unreachable(origin: str) -> str:
    """Return why ``origin`` cannot be reached, or nothing; known within ``CONNECT_SECONDS``.

    A socket timeout holds for each of a host's many addresses in turn, and not at all for the
    name look-up: behind a silent firewall that is minutes. Hence a thread that is given up on.
    """
    answer: queue.Queue[str] = queue.Queue()

    def ask() -> None:
        request = urllib.request.Request(origin, method="HEAD")
        try:
            urllib.request.urlopen(request, timeout=CONNECT_SECONDS).close()
        except urllib.error.HTTPError as error:
            # It answers; whether it has the file is for Keras to find out.
            error.close()
            answer.put("")
        except (OSError, ValueError, http.client.HTTPException) as error:
            answer.put(str(error))
        else:
            answer.put("")

    threading.Thread(target=ask, daemon=True).start()
    try:
        return answer.get(timeout=CONNECT_SECONDS)
    except queue.Empty:
        return f"no answer within {CONNECT_SECONDS:.0f} seconds"


def _unavailable(source: Download, cache: Path, reason: str) -> DataError:
    by_hand = (
        f"save that file there as {source.files[0]}"
        if len(source.files) == 1
        else f"put its neighbours {', '.join(source.files)} there"
    )
    return DataError(
        f"The data set {source.module} is not in {cache} and could not be fetched from "
        f"{source.origin} ({reason}). Connect to the internet once and try again, {by_hand}, "
        "or choose digits or fashion_mnist, which need no network. "
        "Where the files are there already, they are damaged: delete them and connect once."
    )


@contextmanager
def _socket_timeout(seconds: float) -> Iterator[None]:
    """Give up on a connection that says nothing for ``seconds``: Keras sets no limit itself."""
    before = socket.getdefaulttimeout()
    socket.setdefaulttimeout(seconds)
    try:
        yield
    finally:
        socket.setdefaulttimeout(before)
