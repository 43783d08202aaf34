"""pydantic's findings in the words of this project: field, expectation, value, way out."""

from __future__ import annotations

import reprlib
from collections.abc import Sequence
from typing import Any, get_args

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
        known = _known(model, fault["loc"][:-1])
        return "is not known here. " + (f"Known: {known}." if known else "Remove or rename it.")
    # Bounded: what was given may be as large as the text it came in.
    return f"{fault['msg'].removeprefix('Value error, ')}; got {reprlib.repr(fault['input'])}."


def _known(model: type[BaseModel], place: Sequence[int | str]) -> str:
    """The fields of what is read at ``place``; empty where that is no model."""
    for part in place:
        if isinstance(part, int):
            continue
        field = model.model_fields.get(part)
        inner = _model_in(field.annotation) if field else None
        if inner is None:
            return ""
        model = inner
    return ", ".join(sorted(model.model_fields))


def _model_in(annotation: Any) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next(filter(None, map(_model_in, get_args(annotation))), None)


def _is_union_member(part: int | str) -> bool:
    return part in ("bool", "int", "float", "str")
