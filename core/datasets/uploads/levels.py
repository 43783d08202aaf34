"""Finds the range from black to white of deep pictures, the same for a whole data set."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from core.arrays import Array
from core.datasets.uploads.skipped_items import LeftOut, SkippedItems
from core.specs import Frozen

# The greatest number of a share, and of 8, 10, 12, 14 and 16 bits.
_BITS = {1: 1, 255: 8, 1023: 10, 4095: 12, 16383: 14, 65535: 16}
# As much of a number of bits is used where these are the bits that were meant.
_USED = 7 / 8
# A picture whose brightest number is so small a part of all others' may be of fewer bits.
_DARK = 1 / 8


class Levels(Frozen):
    """The numbers of black and white in pictures of type ``kind``."""

    kind: str
    low: float
    high: float

    def as_bytes(self, pixels: Array) -> Array:
        """Convert the picture to uint8, 0 to 255."""
        span = self.high - self.low
        scaled = (pixels.astype(np.float64) - self.low) / span * 255.0
        return np.rint(scaled).clip(0, 255).astype(np.uint8)


def line(low: float, high: float) -> tuple[float, float]:
    """Return black and white for numbers from ``low`` to ``high``.

    From 0 to the top of 1, 8, 10, 12, 14 or 16 bits where they nearly reach it; else to the
    greatest, and from the least unless 0 is near.
    """
    if low == high:
        return (0.0, high) if high > 0 else (low, low + 1.0)
    near = 0 <= low <= high / 4
    top = next((top for top in _BITS if near and _USED * top <= high <= top), high)
    return (0.0 if near else low), float(top)


def level_text(value: float) -> str:
    """Format a number for reading: 4,095, or 0.0625."""
    return f"{value:,.0f}" if float(value).is_integer() and abs(value) < 1e15 else f"{value:.4g}"


@dataclass
class _Seen:
    """The range of one kind, and each picture's greatest number."""

    low: float = np.inf
    high: float = -np.inf
    tops: list[tuple[float, str]] = field(default_factory=list)


class DeepPictures:
    """Gathers the numbers of pictures of more than 8 bits, kind by kind, while they are read."""

    def __init__(self) -> None:
        self._seen: dict[str, _Seen] = {}

    def add(self, pixels: Array, name: str) -> None:
        """Add a picture as stored in its file."""
        seen = self._seen.setdefault(pixels.dtype.name, _Seen())
        top = float(pixels.max())
        seen.low, seen.high = min(seen.low, float(pixels.min())), max(seen.high, top)
        seen.tops.append((top, name))

    def levels(self) -> tuple[Levels, ...]:
        """Return the levels of each kind that was met."""
        return tuple(
            Levels(kind=kind, low=low, high=high)
            for kind, seen in self._seen.items()
            for low, high in [line(seen.low, seen.high)]
        )

    def notes(self) -> tuple[str, ...]:
        """Return the texts of :meth:`remarks`, a sentence each."""
        return tuple(map(str, self.remarks()))

    def remarks(self) -> tuple[LeftOut, ...]:
        """Return notes on how they were read, and which may have fewer bits than the others."""
        skipped = SkippedItems()
        for levels, seen in zip(self.levels(), self._seen.values(), strict=True):
            for top, name in seen.tops:
                skipped.remark(_said(levels), name)
                if top < seen.high * _DARK:
                    skipped.remark(
                        f"{_KINDS.get(levels.kind, levels.kind)} with nothing above an eighth of "
                        "that: nearly black, and perhaps of fewer bits than the others",
                        name,
                    )
        return skipped.notes()


_KINDS = {
    "uint16": "pictures of more than 8 bits",
    "int32": "pictures of 32 bits",
    "uint32": "pictures of 32 bits without a sign",
    "float32": "pictures of fractions",
}


def _said(levels: Levels) -> str:
    bits = _BITS.get(int(levels.high)) if levels.low == 0 and levels.high >= 255 else None
    used = f", of which {bits} are used" if bits not in (None, 16) else ""
    return (
        f"{_KINDS.get(levels.kind, levels.kind)}{used}: {level_text(levels.low)} became black and "
        f"{level_text(levels.high)} white, on one scale for all"
    )
