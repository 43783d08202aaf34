"""Fetches the data sets of ``keras.datasets``, and says what to do where there is no network."""

from __future__ import annotations

import importlib
import os
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from filelock import FileLock

from core.arrays import Array
from core.datasets.builtin.fetching import fetch
from core.errors import DataError

WAIT_SECONDS = 900.0


@dataclass(frozen=True)
class Download:
    """A module of ``keras.datasets``, and the files that Keras looks for in its cache.

    ``files`` has the address of each by its name in the cache. ``sha256`` is that of the only file;
    None where there are several.
    """

    module: str
    files: Mapping[str, str]
    sha256: str | None = None


_GOOGLE = "https://storage.googleapis.com/tensorflow/tf-keras-datasets/"
_TORONTO = "https://www.cs.toronto.edu/~kriz/"
_FASHION_FILES = ("train-labels-idx1", "train-images-idx3", "t10k-labels-idx1", "t10k-images-idx3")

# The sums are those that Keras knows.
MNIST = Download(
    "mnist",
    {"mnist.npz": _GOOGLE + "mnist.npz"},
    "731c5ac602752760c8e48fbffcf8c3b850d9dc2a2aedcf2cc48468fc17b673d1",
)
FASHION_MNIST = Download(
    "fashion_mnist",
    {f"fashion-mnist/{name}-ubyte.gz": f"{_GOOGLE}{name}-ubyte.gz" for name in _FASHION_FILES},
)
CIFAR10 = Download(
    "cifar10",
    {"cifar-10-batches-py-target_archive": _TORONTO + "cifar-10-python.tar.gz"},
    "6d958be074577803d12ecdefd02955f39262c83c16fe9348329d7fe0b5c001ce",
)
CIFAR100 = Download(
    "cifar100",
    {"cifar-100-python-target_archive": _TORONTO + "cifar-100-python.tar.gz"},
    "85cd44d02ba6437773c5bbd22e183051d648de2e7d6b014e1ef29b855ba677a7",
)


def fetched_arrays(source: Download) -> tuple[Array, Array, Array, Array]:
    """Read ``source`` from Keras's cache, fetching what is missing or fails its sum.

    Returns ``x_train, y_train, x_test, y_test`` as ``keras.datasets`` gives them: uint8.

    Raises:
        DataError: it is not in the cache and cannot be fetched, or what is there is damaged.
    """
    cache = keras_cache()
    try:
        cache.mkdir(parents=True, exist_ok=True)
        # No worker may read a file that another is still fetching.
        with FileLock(cache / f".{source.module}.lock", timeout=WAIT_SECONDS):
            for name, address in source.files.items():
                fetch(address, cache / name, source.sha256)
            module = importlib.import_module(f"keras.datasets.{source.module}")
            (x_train, y_train), (x_test, y_test) = module.load_data()
    # Keras turns what it cannot read into a plain Exception, so nothing narrower catches it.
    except Exception as error:
        raise _unavailable(source, cache, str(error)) from error
    return x_train, y_train, x_test, y_test


def keras_cache() -> Path:
    """Return the folder in which Keras keeps downloaded data sets."""
    base = Path(os.environ.get("KERAS_HOME") or Path.home() / ".keras")
    # Keras does the same where its folder cannot be written.
    if base.exists() and not os.access(base, os.W_OK):
        base = Path(tempfile.gettempdir()) / ".keras"
    return base / "datasets"


def _unavailable(source: Download, cache: Path, reason: str) -> DataError:
    files = ", ".join(f"{address} as {name}" for name, address in source.files.items())
    return DataError(
        f"The data set {source.module} is not in {cache} and could not be fetched ({reason}). "
        f"Connect to the internet once and try again, save there {files}, "
        "or choose digits or fashion_mnist, which need no network. "
        "Where the files are there already, they are damaged: delete them and connect once."
    )
