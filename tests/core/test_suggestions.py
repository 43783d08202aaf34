"""A refused value is answered with the form in which it would be read."""

from __future__ import annotations

from typing import Any

import pytest

from core.suggestions import as_list, as_number


@pytest.mark.parametrize(
    ("given", "whole", "meant"),
    [
        ("20k", True, "20000"),
        ("500 kB", True, "500000"),
        ("1.5 M", True, "1500000"),
        ("20,000", True, "20000"),
        ("20 000", True, "20000"),
        ("1'000'000", True, "1000000"),
        ("0,001", False, "0.001"),
        ("1,5", False, "1.5"),
        ("5 %", False, "0.05"),
        ("0.125 %", False, "0.00125"),
        ("1.125 M", True, "1125000"),
        # A whole number has no fraction, and these may be meant in several ways.
        ("1,5", True, ""),
        ("50 %", True, ""),
        ("1,23,456", True, ""),
        ("1234.567", True, ""),
        ("ten", True, ""),
        ("5 min", False, ""),
        (True, True, ""),
    ],
)
def test_a_number_is_suggested_where_it_is_clear(given: Any, whole: bool, meant: str) -> None:
    assert as_number(given, whole=whole) == meant


@pytest.mark.parametrize(
    ("given", "meant"),
    [
        ("4, 8", "[4, 8]"),
        ("(4; 8)", "[4, 8]"),
        ("macs", "[macs]"),
        (8, "[8]"),
        ({"val_accuracy": "max", "macs": "min"}, "[val_accuracy, macs]"),
        ("range(4, 32", ""),
        ("x" * 50, ""),
        ("", ""),
        (None, ""),
    ],
)
def test_a_list_is_suggested_where_it_is_clear(given: Any, meant: str) -> None:
    assert as_list(given) == meant
