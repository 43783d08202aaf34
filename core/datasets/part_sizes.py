"""Numbers of pictures and objects in each part of a split; light, for lists."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from core.disk import read_arrays
from core.errors import DataError

if TYPE_CHECKING:
    from pathlib import Path

# As a split's file names them.
PARTS = ("train", "validation", "test")
OBJECTS = "objects"
_WAY_OUT = "The scores of its run are shown without them."
_LOG = logging.getLogger(__name__)


@dataclass(frozen=True)
class PartSize:
    """The number of pictures in a part, and of objects in them where that is known."""

    pictures: int
    objects: int | None = None


def part_sizes(path: Path) -> dict[str, PartSize]:
    """Return the size of each part of a saved split; empty where there is no such file.

    A split never changes once it was written, so each is read once.
    """
    try:
        return _sizes(path, path.stat().st_mtime_ns)
    except OSError:
        return {}


@lru_cache(maxsize=512)
def _sizes(path: Path, _written: int) -> dict[str, PartSize]:
    try:
        parts = read_arrays(path, PARTS, way_out=_WAY_OUT)
    except DataError as error:
        _LOG.warning("The sizes of a split are not known: %s", error)
        return {}
    try:
        (held,) = read_arrays(path, (OBJECTS,), way_out=_WAY_OUT)
    except DataError:
        # Classes have no objects, and earlier versions did not count them.
        return {name: PartSize(len(part)) for name, part in zip(PARTS, parts, strict=True)}
    counted = zip(PARTS, parts, held.tolist(), strict=True)
    return {name: PartSize(len(part), count) for name, part, count in counted}
