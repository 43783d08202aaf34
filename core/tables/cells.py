"""Parses the cells of a table, as spreadsheets and programs write them."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping

from core.errors import EvaluationError
from core.metrics import METRICS
from core.specs import Value

_DECIMAL_COMMA = re.compile(r"[+-]?\d*,\d+(?:[eE][+-]?\d+)?")
# 1,234 of a count may be one thousand and something, or one and something.
_PERHAPS_THOUSANDS = re.compile(r"[+-]?[1-9]\d{0,2},\d{3}")
_MARKED = re.compile(r"[+-]?\d{1,3}(?:[ ,.'_\u00a0\u202f]\d{3})+")
_NOTHING = ("nan", "na", "n/a", "null", "none")
_TRAINED = ("share", "nats")


def has_decimal_comma(text: str) -> bool:
    """Return whether a number is written as 0,93."""
    return "," in text and bool(_DECIMAL_COMMA.fullmatch(text))


def number(text: str, column: str, metric: str) -> float:
    """Return the figure in a cell.

    Raises:
        EvaluationError: it is none, or could be read in two ways.
    """
    try:
        return _finite(float(text.replace(",", ".") if _clear(text, metric) else text))
    except ValueError as error:
        raise EvaluationError(f"{column} must be a number; got {text!r}.{_hint(text)}") from error


def value_of(text: str, known: Mapping[str, Value]) -> Value | None:
    """Return the value of a choice in a cell, from ``known`` texts; None for no value.

    A text that is not known is returned itself. Programs write 8 as 8.0 where other rows of a
    column are empty, and True as TRUE.
    """
    if text in known:
        return known[text]
    alike = [value for other, value in known.items() if other.lower() == text.lower()]
    if len(alike) == 1:
        return alike[0]
    if not text or text.lower() in _NOTHING:
        return None
    try:
        amount = float(text.replace(",", ".") if has_decimal_comma(text) else text)
    except ValueError:
        return text
    equal = [v for v in known.values() if isinstance(v, int | float) and v == amount]
    return equal[0] if len(equal) == 1 and not isinstance(equal[0], bool) else text


def _clear(text: str, metric: str) -> bool:
    if not has_decimal_comma(text):
        return False
    counted = METRICS[metric].unit not in _TRAINED
    return not (counted and _PERHAPS_THOUSANDS.fullmatch(text))


def _finite(value: float) -> float:
    if not math.isfinite(value):
        raise ValueError
    return value


def _hint(text: str) -> str:
    if _MARKED.fullmatch(text):
        return f" Write it without marks between thousands: {re.sub(r'[^0-9+-]', '', text)}."
    if text.endswith("%"):
        return " Write a share from 0 to 1, without %."
    return ""
