"""What a refused value was probably meant as, in the form in which it would be read."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from core.names import shown

# "20k", "500 kB", "1.5 M", "20 000", "20,000", "1'000", "0,001", "5 %".
_GROUPS = re.compile(r"[ _,.'\u00a0\u202f]")
_QUANTITY = re.compile(
    rf"\s*([-+]?\d{{1,15}}(?:{_GROUPS.pattern}\d{{1,15}}){{0,5}})\s*(?:([kKMG])B?|(B|%))?\s*"
)
_FACTORS = {"": 1, "k": 10**3, "K": 10**3, "M": 10**6, "G": 10**9}
_SEPARATOR = re.compile(r"\s*[,;|]\s*")


def as_number(given: Any, *, whole: bool) -> str:
    """Return the number that a text such as ``20k`` or ``0,001`` means; empty if unclear."""
    found = _QUANTITY.fullmatch(given) if isinstance(given, str) else None
    if found is None:
        return ""
    digits, prefix, sign = found.groups(default="")
    groups = _GROUPS.split(digits)
    # 20,000 pixels are twenty thousand; 0,001 and 1,125 M have a fraction.
    thousands = (
        len(groups) > 1
        and all(len(group) == 3 for group in groups[1:])
        and re.fullmatch("[-+]?[1-9][0-9]{0,2}", groups[0]) is not None
        and not (prefix or sign == "%")
        and (whole or "," not in digits)
    )
    if len(groups) > 2 and not thousands:
        return ""
    joined = "".join(groups) if thousands else ".".join(groups)
    value = float(joined) * _FACTORS[prefix] / (100 if sign == "%" else 1)
    if whole and not value.is_integer():
        return ""
    return f"{value:.0f}" if value.is_integer() and abs(value) < 1e15 else f"{value:.12g}"


def as_list(given: Any) -> str:
    """Return the list that a text with commas, a mapping or one value alone means."""
    if isinstance(given, Mapping):
        entries = [str(name) for name in given][:10]
    elif isinstance(given, str):
        entries = [entry for entry in _SEPARATOR.split(given.strip("[]() \t")) if entry][:10]
    else:
        entries = [] if given is None else [shown(given)]
    clear = entries and all(len(entry) < 40 and "(" not in entry for entry in entries)
    return f"[{', '.join(entries)}]" if clear else ""
