"""Describes a network in a few words: its main features, as many as fit."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

# So long a description can still be said, and stands beside "Trial 38" on one line.
LONGEST = 40
_SHARES = {0.25: "a quarter", 0.5: "half", 0.75: "three quarters"}


def said(features: Iterable[str], longest: int = LONGEST) -> str:
    """Join as many features, the first ones first, as fit; cut a single long one, and show it."""
    text = ""
    for feature in features:
        longer = f"{text}, {feature}" if text else feature
        if len(longer) <= longest:
            text = longer
        elif not text:
            return f"{feature[: longest - 1]}…"
    return text


def numbered(choices: Mapping[str, Any], stem: str, last: int) -> list[Any]:
    """Return the chosen values of ``stem_1`` to ``stem_<last>``."""
    names = (f"{stem}_{number}" for number in range(1, last + 1))
    return [choices[name] for name in names if name in choices]


def span(values: Sequence[float]) -> str:
    """Format the range of values: ``8–32``, or ``16`` where all are equal."""
    low, high = f"{min(values):,g}", f"{max(values):,g}"
    return low if low == high else f"{low}–{high}"


def counted(number: int, noun: str) -> str:
    """Format a count: ``1 block``, ``3 blocks``."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def scale_text(factor: float, how: str) -> list[str]:
    """Format a scale: ``0.5 × as wide``; empty where the factor is 1."""
    return [] if factor == 1 else [f"{factor:g} × as {how}"]


def sized(pixels: int) -> list[str]:
    """Format a size: ``at 96 px``; empty where pictures keep theirs."""
    return [f"at {pixels} px"] if pixels else []


def share_text(share: float) -> str:
    """Format a share: ``half``, ``a quarter``, ``90 %``."""
    return _SHARES.get(share, f"{share * 100:g} %")


def worded(name: str) -> str:
    """Return a choice's name in words: ``width multiplier`` for ``width_multiplier``."""
    return re.sub(r"_+", " ", name)
