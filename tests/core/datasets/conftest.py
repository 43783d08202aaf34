"""Files that a person might upload, good and bad, made afresh in a temporary folder."""

from __future__ import annotations

import io
import zipfile
from typing import TYPE_CHECKING

import numpy as np
import pytest
from PIL import Image

from core.datasets import ImportReport, UploadLimits, import_dataset

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

    from core.datasets.uploads.fitting import Fit


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """Where data sets are kept; it does not exist until something is written."""
    return tmp_path / "home"


@pytest.fixture
def take_in(home: Path) -> Callable[..., ImportReport]:
    """Import a file of ``tmp_path`` as data set ``mine``."""

    def take(
        path: Path, name: str = "mine", side: int | None = None, fit: Fit = "crop", **limits: int
    ) -> ImportReport:
        return import_dataset(
            path,
            filename=path.name,
            name=name,
            home=home,
            side=side,
            fit=fit,
            limits=UploadLimits(**limits),
        )

    return take


@pytest.fixture
def npz(tmp_path: Path) -> Callable[..., Path]:
    """Write arrays to an npz file."""

    def write(**arrays: np.ndarray) -> Path:
        path = tmp_path / "arrays.npz"
        np.savez(path, **arrays)
        return path

    return write


@pytest.fixture
def zipped(tmp_path: Path) -> Callable[..., Path]:
    """Write (name or ZipInfo, bytes) pairs to a zip file."""

    def write(members: Iterable[tuple[str | zipfile.ZipInfo, bytes]]) -> Path:
        path = tmp_path / "images.zip"
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, content in members:
                archive.writestr(name, content, zipfile.ZIP_DEFLATED)
        return path

    return write


@pytest.fixture
def picture() -> Callable[..., bytes]:
    """The bytes of an image file of one colour."""

    def draw(
        color: float | tuple[int, ...] = 100,
        *,
        size: tuple[int, int] = (10, 8),
        mode: str = "L",
        kind: str = "PNG",
    ) -> bytes:
        file = io.BytesIO()
        Image.new(mode, size, color).save(file, kind)
        return file.getvalue()

    return draw


@pytest.fixture
def two_classes(picture: Callable[..., bytes]) -> list[tuple[str, bytes]]:
    """Members of a good zip: ten dark images of ``cat``, ten light ones of ``dog``."""
    dark, light = picture(10), picture(240)
    return [(f"cat/{n}.png", dark) for n in range(10)] + [
        (f"dog/{n}.png", light) for n in range(10)
    ]
