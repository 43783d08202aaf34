"""Finds the range from black to white of an ``.npz``'s images, part by part if need be."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from core.arrays import Array
from core.datasets.uploads.levels import level_text, line
from core.errors import DataError

# By convention: black and white of numbers that were prepared in the usual ways.
_USUAL = {
    "divided twice": (0.0, 1 / 255),
    "shares": (0.0, 1.0),
    "signed": (-1.0, 1.0),
    "bytes": (0.0, 255.0),
}
_NOISE = 1e-3
# A range so many times as wide as another is of numbers that were prepared otherwise.
_WIDER = 32
_DARK = 0.25


@dataclass(frozen=True)
class Span:
    """The least and the greatest number of a part, and whether all are whole by their type."""

    name: str
    low: float
    high: float
    whole: bool

    def __str__(self) -> str:
        return f"{self.name} goes from {level_text(self.low)} to {level_text(self.high)}"

    @property
    def convention(self) -> str:
        """The likely convention of the numbers: one of ``_USUAL``, "deep" or "other"."""
        if self.low < -_NOISE:
            signed = not self.whole and -1 - _NOISE <= self.low <= -_DARK
            return "signed" if signed and self.high <= 1 + _NOISE else "other"
        if self.high <= 1 + _NOISE:
            twice = not self.whole and 0 < self.high <= (1 + _NOISE) / 255
            return "divided twice" if twice else "shares"
        if self.high <= 255:
            return "bytes" if self.whole or self.high >= 16 else "other"
        return "deep"


def value_range(name: str, x: Array) -> Span:
    """Return the range of one part.

    Raises:
        DataError: it holds numbers that are not finite.
    """
    low, high = float(x.min()), float(x.max())
    if not (math.isfinite(low) and math.isfinite(high)):
        raise DataError(
            f"{name} must hold finite numbers only; got NaN or infinity. Repair or drop those "
            "images first, for instance with numpy.nan_to_num."
        )
    return Span(name, low, high, x.dtype.kind in "bui")


def lines(spans: Sequence[Span]) -> tuple[list[tuple[float, float]], tuple[str, ...]]:
    """Return black and white of each part, and notes on them.

    One straight line for all parts; a line for each where they were prepared in usual ways that
    differ, so that a factor of 255 lies between them.

    Raises:
        DataError: they differ, and not in a usual way.
    """
    lit = [part for part in spans if part.low or part.high] or list(spans)
    if len({part.convention for part in lit}) == 1:
        one = _joint(lit)
        return [one] * len(spans), _joint_notes(lit, one)
    if not any(part.convention == "other" for part in lit):
        listed = " and ".join(map(str, spans))
        note = f"{listed}: each was brought to black … white by its own range"
        return [_own(part) for part in spans], (note,)
    widths = [part.high - part.low for part in lit]
    if max(widths) > _WIDER * min(widths):
        raise DataError(
            f"{' and '.join(map(str, lit))}; they must be prepared in the same way. Do to each "
            "what was done to the other, or write all as they were before."
        )
    one = min(part.low for part in lit), max(part.high for part in lit)
    return [(min(one[0], 0.0), max(one[1], 1.0))] * len(spans), _joint_notes(lit, one)


def mapped(x: Array, low: float, high: float, dtype: np.dtype[Any]) -> Array:
    """Map ``low`` .. ``high`` of ``x`` to 0..1, or to 0..255 where ``dtype`` is uint8."""
    if dtype == np.uint8 and (low, high) == (0, 255) and x.dtype.kind in "bui":
        return np.ascontiguousarray(x, dtype=np.uint8)
    if dtype == np.float32 and (low, high) == (0, 1) and x.dtype == dtype:
        return np.ascontiguousarray(np.clip(x, 0, 1))
    result = np.empty(x.shape, dtype=dtype)
    # Halved first, so that the span of two huge numbers stays finite.
    width = high / 2 - low / 2
    for index, image in enumerate(x):
        share = np.clip((image.astype(np.float64) / 2 - low / 2) / width, 0, 1)
        result[index] = np.rint(share * 255) if dtype == np.uint8 else share
    return result


def kept_type(x: Array, black_white: tuple[float, float]) -> np.dtype[Any]:
    """Return uint8 where it holds all of ``x``, else float32, which takes four times as much."""
    bytes_already = x.dtype.kind in "bui" and black_white == (0, 255)
    return np.dtype(np.uint8 if bytes_already or x.dtype.itemsize == 1 else np.float32)


def _own(part: Span) -> tuple[float, float]:
    return _USUAL.get(part.convention) or line(part.low, part.high)


def _joint(parts: Sequence[Span]) -> tuple[float, float]:
    """Return one range for parts of one convention."""
    low, high = min(part.low for part in parts), max(part.high for part in parts)
    convention = parts[0].convention
    if convention in ("divided twice", "shares") or (convention == "bytes" and high >= 128):
        return _USUAL[convention]
    return min(low, 0.0), max(high, 1.0)


def _joint_notes(parts: Sequence[Span], one: tuple[float, float]) -> tuple[str, ...]:
    names = " and ".join(part.name for part in parts)
    high, whole = max(part.high for part in parts), all(part.whole for part in parts)
    if one == _USUAL["shares"]:
        if not 0 < high < _DARK:
            return ()
        return (
            f"{names}: the brightest number is {level_text(high)} of white, so all are dark. "
            "Were they divided by more than they should have been?",
        )
    if one == _USUAL["bytes"] and whole:
        return ()
    said = (
        f"{names}: numbers from {level_text(min(part.low for part in parts))} to "
        f"{level_text(high)}; {level_text(one[0])} became black and {level_text(one[1])} white"
    )
    if whole and one[0] < 0 and high <= 127:
        said += f". If bytes were read with a sign, write {parts[0].name}.view('uint8')"
    return (said,)
