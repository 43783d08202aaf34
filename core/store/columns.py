"""Trials in columns, for the event stream: ten thousand at once, all readable."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain, compress
from typing import Any, get_args

from sqlalchemy import Row

from core.specs import TrialStatus
from core.store.reading import (
    are_finite,
    decoded,
    is_missing,
    known_figures,
    left_out,
    missing_words,
)

STREAMED = ("number", "status", "generation", "epochs", "reason", "hypervolume", "continues")
_STATUS, _VOLUME = STREAMED.index("status"), STREAMED.index("hypervolume")
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
    """Turn ``rows`` (``STREAMED``, metrics and choices as text) into columns."""
    texts = [[row[place] for row in rows] for place in (-2, -1)]
    try:
        metrics, choices = map(_decoded, texts)
    except (ValueError, TypeError, RecursionError):
        # One is no JSON: each for itself, so that it alone is lost.
        metrics, choices = ([decoded(text) for text in column] for column in texts)
    plain: list[tuple[Any, ...]] = [tuple(row[:-2]) for row in rows]
    if not _are_sound(plain, metrics, choices):
        plain, metrics = _known(run_id, plain, metrics)
    if _are_sound(plain, metrics, choices):
        return Streamed(plain, metrics, choices)
    sound = [_are_sound([p], [m], [c]) for p, m, c in zip(plain, metrics, choices, strict=True)]
    for (number, *_), fine in zip(plain, sound, strict=True):
        if not fine:
            left_out(f"Trial {number} of run {run_id} cannot be read, and is not told of.")
    return Streamed(
        list(compress(plain, sound)),
        list(compress(metrics, sound)),
        list(compress(choices, sound)),
    )


def _known(
    run_id: str, plain: Sequence[tuple[Any, ...]], metrics: Sequence[Any]
) -> tuple[list[tuple[Any, ...]], list[Any]]:
    """Drop figures that are no numbers: those are missing, and the log names the trial."""
    kept = list(map(known_figures, metrics))
    rows = [
        (*row[:_VOLUME], None if is_missing(row[_VOLUME]) else row[_VOLUME], *row[_VOLUME + 1 :])
        for row in plain
    ]
    for old, new, before, after in zip(plain, rows, metrics, kept, strict=True):
        # Not compared with each other: a NaN differs from itself.
        if old[_VOLUME] is not new[_VOLUME] or (type(before) is dict and len(before) > len(after)):
            left_out(missing_words(run_id, old[0]))
    return rows, kept


def _are_sound(
    plain: Sequence[tuple[Any, ...]], metrics: Sequence[Any], choices: Sequence[Any]
) -> bool:
    """Return whether a browser can read them: known statuses, finite figures, flat choices.

    All at once: looking at each of ten thousand would take as long as decoding them.
    """
    if not {dict}.issuperset(map(type, chain(metrics, choices))):
        return False
    figures = list(chain.from_iterable(map(dict.values, metrics)))
    figures += [row[_VOLUME] for row in plain if row[_VOLUME] is not None]
    return (
        _STATUSES.issuperset(row[_STATUS] for row in plain)
        and _NUMBERS.issuperset(map(type, figures))
        and are_finite(figures)
        and _VALUES.issuperset(map(type, chain.from_iterable(map(dict.values, choices))))
    )


def _decoded(texts: Sequence[str]) -> list[Any]:
    # One list of all: a call of the decoder for each text would take most of the time.
    whole: list[Any] = json.loads(f"[{','.join(texts)}]")
    if len(whole) != len(texts):
        raise ValueError("some text holds several values")
    return whole
