"""How the choices of a space are written: a range is refused with a list in its place."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from typing import Any

from core.errors import Problem
from core.names import place, shown

_BODY = {"values", "when"}
_LOWS = ("low", "min", "min_value", "lower", "from", "start", "minimum")
_HIGHS = ("high", "max", "max_value", "upper", "to", "stop", "end", "maximum")
# choice(4, 8) of Hydra, tune.choice([4, 8]) of Ray, range(4, 64), suggest_int(...).
# A closing bracket may be lost to YAML, where commas part what stands in braces.
_CALL = re.compile(r"\s*([A-Za-z_][\w.]*)\s*\((.{0,200})\)?\s*", re.DOTALL)
_NUMBER = re.compile(r"[-+]?(?:\d{1,15}\.?\d{0,15}|\.\d{1,15})(?:[eE][-+]?\d{1,2})?")
# 4..32, 4-32, 4 to 32 by 4, 4:32:4; not 2:4, which is a pattern of weights.
_N = rf"({_NUMBER.pattern})"
_SPAN = re.compile(
    rf"\s*{_N}\s*(?:(?:\.\.\.?|…|-|–|to)\s*{_N}(?:\s*(?:,|step|by)\s*{_N})?|:{_N}:{_N})\s*"
)
_LISTED = 5
_RANGED = re.compile("uniform|randint|normal|range")
_VALUES = (
    *("values", "value", "Values", "_value", "choices", "categories", "options", "items"),
    *("bounds", "range", "grid_search"),
)


def range_problems(space: Any) -> list[Problem]:
    """Return a problem for each choice that is a range, with a list to use instead."""
    choices = space.get("choices") if isinstance(space, Mapping) else None
    if not isinstance(choices, Mapping):
        return []
    return [
        Problem(f"space.choices.{place(name)}", _refusal(place(name), body))
        for name, body in choices.items()
        if _is_range(body)
    ]


def by_name(problems: Sequence[Problem], space: Any) -> list[Problem]:
    """Return ``problems`` with the names of choices in place of their numbers."""
    choices = space.get("choices") if isinstance(space, Mapping) else None
    names = [place(name) for name in _names(choices)]
    return [Problem(_by_name(problem.field, names), problem.message) for problem in problems]


def _names(choices: Any) -> list[Any]:
    if isinstance(choices, Mapping):
        return list(choices)
    if not isinstance(choices, (list, tuple)):
        return []
    named = (each.get("name") if isinstance(each, Mapping) else None for each in choices)
    return [number if name is None else name for number, name in enumerate(named)]


def _by_name(field: str, names: list[str]) -> str:
    parts = field.split(".")
    if parts[:2] != ["space", "choices"] or len(parts) < 3 or not parts[2].isdecimal():
        return field
    at = int(parts[2])
    parts[2] = names[at] if at < len(names) else parts[2]
    # The name's own fault is that of the choice.
    return ".".join(parts[:3] if parts[3:] in (["name"], ["values"]) else parts)


def _is_range(body: Any) -> bool:
    if isinstance(body, str):
        return bool(_CALL.fullmatch(body) or _SPAN.fullmatch(body))
    if isinstance(body, (list, tuple)) and len(body) == 1:
        return isinstance(body[0], str) and _is_range(body[0])
    if not isinstance(body, Mapping):
        return False
    values = body.get("values")
    return not _BODY >= set(body) or isinstance(values, (str, Mapping)) and _is_range(values)


def _refusal(name: str, body: Any) -> str:
    example = ", ".join(str(value) for value in _listed(body))
    return (
        f"{name} must have its values listed, as ranges and distributions are not read; got "
        f"{shown(body)}. For instance: {name}: [{example}]."
    )


def _listed(body: Any) -> list[Any]:
    """Return a few values of a range, or those that it lists."""
    if isinstance(body, (list, tuple)):
        return _listed(body[0])
    if isinstance(body, str):
        span = _SPAN.fullmatch(body)
        texts = filter(None, span.groups()) if span else _NUMBER.findall(body)
        found = [_number(text) for text in texts]
        if "choice" in body.lower() or len(found) < 2:
            return found[:10] or [8, 16, 32]
        return _steps(found[0], found[1], found[2] if len(found) > 2 else None, "log" in body)
    values = next((body[name] for name in _VALUES if name in body), None)
    kind = str(body.get("_type", body.get("type", body.get("distribution", ""))))
    if isinstance(values, (str, Mapping)):
        return _listed(values)
    if isinstance(values, (list, tuple)):
        plain = [v for v in values if isinstance(v, (int, float, str))][:10]
        if not _RANGED.search(kind) and not body.keys() & {"bounds", "range"}:
            return plain or [8, 16, 32]
        body = {**body, **dict(zip(("low", "high", "q"), plain, strict=False))}
    low, high = _first(body, _LOWS), _first(body, _HIGHS)
    if low is None or high is None:
        return [8, 16, 32]
    is_log = bool(body.get("log")) or "log" in kind
    return _steps(low, high, _first(body, ("step", "q")), is_log)


def _first(body: Mapping[Any, Any], names: Sequence[str]) -> float | None:
    found = (body.get(name) for name in names)
    numbers = (each for each in found if type(each) in (int, float))
    return next(numbers, None)


def _number(text: str) -> int | float:
    return int(text) if re.fullmatch(r"[-+]?\d+", text) else float(text)


def _steps(low: float, high: float, step: float | None, is_log: bool) -> list[float]:
    """Return at most a handful of values from ``low`` to ``high``: doubled, stepped or even."""
    if not low < high:
        return [low]
    if is_log and low > 0:
        factor = max(2.0, (high / low) ** (1 / (_LISTED - 1)))
        found = [low * factor**n for n in range(_LISTED) if low * factor**n <= high * 1.001]
    else:
        even = (high - low) / (_LISTED - 1)
        width = step * math.ceil(even / step) if step and step > 0 else even
        found = [low + width * n for n in range(_LISTED) if low + width * n <= high * 1.001]
    whole = type(low) is type(high) is int
    return list(dict.fromkeys(round(value) if whole else float(f"{value:.3g}") for value in found))
