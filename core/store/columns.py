"""Trials in columns, as the event stream tells them: ten thousand at once, none unreadable."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import compress
from math import isfinite
from typing import Any, get_args

from sqlalchemy import Row

from core.specs import TrialStatus
from core.store.reading import decoded, left_out

STREAMED = ("number", "status", "generation", "epochs", "reason", "hypervolume", "continues")
_STATUSES = frozenset(get_args(TrialStatus))
_NUMBERS = frozenset({int, float})
_VALUES = frozenset({bool, int, float, str})


@dataclass(frozen=True)
class Streamed:
    """Trials in columns: their ``STREAMED`` values, metrics and choices, in the same order."""

    plain: list[tuple[Any, ...]]
    metrics: list[dict[str, Any]]
    choices: list[dict[str, Any]]


def in_columns(run_id: str, rows: Sequence[Row[Any]]) -> Streamed:
    """``rows`` of the ``STREAMED`` values, then the texts of metrics and choices, as columns."""
    texts = [[row[place] for row in rows] for place in (-2, -1)]
    try:
        metrics, choices = map(_decoded, texts)
    except (ValueError, TypeError, RecursionError):
        # One is no JSON: each for itself, so that it alone is lost.
        metrics, choices = ([decoded(text) for text in column] for column in texts)
    plain: list[tuple[Any, ...]] = [tuple(row[:-2]) for row in rows]
    sound = list(map(_is_sound, plain, metrics, choices))
    if all(sound):
        return Streamed(plain, metrics, choices)
    for (number, *_), fine in zip(plain, sound, strict=True):
        if not fine:
            left_out(f"Trial {number} of run {run_id} cannot be read, and is not told of.")
    return Streamed(
        list(compress(plain, sound)),
        list(compress(metrics, sound)),
        list(compress(choices, sound)),
    )


def _is_sound(plain: Sequence[Any], metrics: Any, choices: Any) -> bool:
    """Whether a browser can take it: a known status, figures that are numbers, flat choices."""
    if plain[1] not in _STATUSES or type(metrics) is not dict or type(choices) is not dict:
        return False
    figures = (*metrics.values(), plain[5] or 0.0)
    numbers = all(type(value) in _NUMBERS and isfinite(value) for value in figures)
    return numbers and _VALUES.issuperset(map(type, choices.values()))


def _decoded(texts: Sequence[str]) -> list[Any]:
    # One list of all: a call of the decoder for each text would take most of the time.
    whole: list[Any] = json.loads(f"[{','.join(texts)}]")
    if len(whole) != len(texts):
        raise ValueError("some text holds several values")
    return whole
