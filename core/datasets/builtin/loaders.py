"""Reads a data set's images and labels into memory: one function each, chosen by registry.

Importing this module is light: what is heavy comes in only in the loader that needs it.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np

from core.arrays import Array
from core.datasets.builtin import downloads, file_downloads
from core.datasets.builtin.arrays import PARTS, Arrays
from core.datasets.builtin.scenes import fashion_scenes
from core.datasets.catalogue import DATASETS, info, uploaded_folder
from core.disk import read_arrays

BUNDLED = Path(__file__).parent / "bundled"
BCCD_SIDE = 256


def load(name: str, home: Path) -> Arrays:
    """Load the data set called ``name``, built in or uploaded under ``home``.

    Raises:
        NotFoundError: there is no such data set.
        DataError: its files cannot be read or fetched.
    """
    if name in DATASETS.names():
        arrays: Arrays = DATASETS.load(name)()
        return arrays
    return _read_npz(uploaded_folder(info(name, home).name, home) / "data.npz")


def load_digits() -> Arrays:
    """Load the bundled digits: 1,797 images, 8×8, scaled from 0..16 to 0..1; no test part."""
    digits = _read_npz(BUNDLED / "digits.npz")
    x = (digits.x_train / 16.0).astype(np.float32)
    return replace(digits, x_train=x, x_test=x[:0])


def load_fashion_scenes() -> Arrays:
    """Load scenes made of the bundled Fashion-MNIST, the same at every call."""
    train, test = fashion_scenes(load_fashion_mnist())
    return Arrays(train.pictures, train.objects, test.pictures, test.objects)


def load_bccd() -> Arrays:
    """Load BCCD: photographs of blood under a microscope, as squares of 256 pixels."""
    from core.datasets.uploads.annotations import as_parts, read_annotations

    path = file_downloads.fetched_file(file_downloads.BCCD)
    annotated = read_annotations(path, filename=path.name, side=BCCD_SIDE)
    return Arrays(**as_parts(annotated))


def load_fashion_mnist() -> Arrays:
    """Load the bundled Fashion-MNIST subset: 10,000 + 2,000 images, 28×28."""
    return _read_npz(BUNDLED / "fashion_mnist_12k.npz")


def load_mnist() -> Arrays:
    """Load MNIST: 60,000 + 10,000 images, 28×28."""
    return _arrays(*downloads.fetched_arrays(downloads.MNIST))


def load_fashion_mnist_full() -> Arrays:
    """Load Fashion-MNIST: 60,000 + 10,000 images, 28×28."""
    return _arrays(*downloads.fetched_arrays(downloads.FASHION_MNIST))


def load_cifar10() -> Arrays:
    """Load CIFAR-10: 50,000 + 10,000 images, 32×32 in colour."""
    return _arrays(*downloads.fetched_arrays(downloads.CIFAR10))


def load_cifar100() -> Arrays:
    """Load CIFAR-100 with its 100 fine labels: 50,000 + 10,000 images, 32×32 in colour."""
    return _arrays(*downloads.fetched_arrays(downloads.CIFAR100))


def _read_npz(path: Path) -> Arrays:
    way_out = "Put the file back, or remove the data set and upload it again."
    return _arrays(*read_arrays(path, PARTS, way_out=way_out))


def _arrays(
    x_train: Array, y_train: Array, x_test: Array | None = None, y_test: Array | None = None
) -> Arrays:
    return Arrays(
        _with_channels(x_train),
        _labels(y_train),
        _with_channels(x_train[:0] if x_test is None else x_test),
        _labels(y_train[:0] if y_test is None else y_test),
    )


def _with_channels(x: Array) -> Array:
    return x[..., np.newaxis] if x.ndim == 3 else x


def _labels(y: Array) -> Array:
    if y.ndim == 3:
        return y.astype(np.float32)
    # CIFAR's labels come as a column.
    return y.reshape(-1).astype(np.int32)
