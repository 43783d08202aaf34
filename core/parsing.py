"""pydantic's findings in the words of this project: field, expectation, value, way out."""

from __future__ import annotations

import reprlib

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from core.errors import Problem


def problems_in(error: ValidationError, model: type[BaseModel], prefix: str = "") -> list[Problem]:
    """One problem a field: a union reports each of its members.

    Args:
        model: what was to be read; its fields are named when one is unknown.
        prefix: what stands before every field.
    """
    found: dict[str, Problem] = {}
    for fault in error.errors():
        place = [str(part) for part in fault["loc"] if not _is_union_member(part)]
        field = ".".join([prefix, *place] if prefix else place)
        found.setdefault(field, Problem(field, _message(fault, model)))
    return list(found.values())


def _message(fault: ErrorDetails, model: type[BaseModel]) -> str:
    if fault["type"] == "missing":
        return "is missing. Give it a value."
    if fault["type"] == "extra_forbidden":
        known = ", ".join(sorted(model.model_fields)) if len(fault["loc"]) == 1 else ""
        return "is not known here. " + (f"Known: {known}." if known else "Remove or rename it.")
    # Bounded: what was given may be as large as the text it came in.
    return f"{fault['msg'].removeprefix('Value error, ')}; got {reprlib.repr(fault['input'])}."


def _is_union_member(part: int | str) -> bool:
    return part in ("bool", "int", "float", "str")
