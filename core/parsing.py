"""pydantic's findings in the words of this project: field, expectation, value, way out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, get_args

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from core.errors import Problem
from core.names import CHOICE_NAME, place, shown
from core.suggestions import as_list, as_number

# What is said of each of pydantic's findings; the fields in braces come with it.
WORDS = {
    "missing": "is missing. Give it a value.",
    "model_type": "must hold names and values",
    "model_attributes_type": "must hold names and values",
    "dict_type": "must hold names and values",
    "mapping_type": "must hold names and values",
    "invalid_key": "must have names that are words",
    "recursion_loop": "must not hold itself",
    "tuple_type": "must be a list",
    "list_type": "must be a list",
    "too_short": "must have at least {min_length} {entries}",
    "too_long": "must have at most {max_length} {entries}",
    "string_type": "must be text",
    "string_unicode": "must be text of whole characters",
    "string_too_short": "must have at least {min_length} {characters}",
    "string_too_long": "must have at most {max_length} {characters}",
    "string_pattern_mismatch": "must be made of a-z, 0-9, _ and -",
    "int_type": "must be a whole number",
    "int_parsing": "must be a whole number",
    "int_parsing_size": "must be a whole number of fewer digits",
    "int_from_float": "must be a whole number",
    "float_type": "must be a number",
    "float_parsing": "must be a number",
    "finite_number": "must be a finite number",
    "bool_type": "must be true or false",
    "bool_parsing": "must be true or false",
    "greater_than": "must be greater than {gt}",
    "greater_than_equal": "must be greater than or equal to {ge}",
    "less_than": "must be less than {lt}",
    "less_than_equal": "must be less than or equal to {le}",
    "literal_error": "must be {expected}",
    "none_required": "must be left out",
}
_ODD = "cannot be read as what belongs here"
# A pattern is no word to a person.
_CHOICE = "must begin with a letter and go on with letters, digits and _ (width_1)"
_VALUE = "must be a number, a text, true or false"
_MEMBERS = (("bool",), ("int",), ("float",), ("str",))
_OF_FIELDS = ("missing", "extra_forbidden")


def problems_in(error: ValidationError, model: type[BaseModel], prefix: str = "") -> list[Problem]:
    """Return one problem for each field; a union reports each of its members.

    Args:
        model: what was to be read; its fields are named when one is unknown.
        prefix: what stands before every field.
    """
    found: dict[str, list[ErrorDetails]] = {}
    for fault in error.errors(include_url=False):
        where = fault["loc"][:-1] if _is_of_union(fault) else fault["loc"]
        field = ".".join([prefix] * bool(prefix) + [place(part) for part in where])
        found.setdefault(field, []).append(fault)
    return [
        Problem(field, _message_of_all(faults, model))
        for field, faults in found.items()
        # What is wrong in a list is not counted among its entries.
        if faults[0]["type"] != "too_short" or not _inside(field, found)
    ]


def first_fault(error: ValidationError) -> str:
    """Return the first fault on one line: ``table.rows: Field required``."""
    first = error.errors(include_url=False, include_input=False)[0]
    return f"{'.'.join(map(str, first['loc']))}: {first['msg']}"


def _inside(field: str, fields: Iterable[str]) -> bool:
    return any(other.startswith(f"{field}.") for other in fields)


def _is_of_union(fault: ErrorDetails) -> bool:
    """Return whether the fault comes from one member of a union, named last in its place."""
    return fault["type"] not in _OF_FIELDS and fault["loc"][-1:] in _MEMBERS


def _message_of_all(faults: Sequence[ErrorDetails], model: type[BaseModel]) -> str:
    first = next((fault for fault in faults if fault["type"] == "finite_number"), faults[0])
    if len(faults) > 1 and first["type"] != "finite_number":
        return f"{_VALUE}; got {shown(first['input'])}."
    return _message(first, model)


def _message(fault: ErrorDetails, model: type[BaseModel]) -> str:
    if fault["type"] == "missing":
        return WORDS["missing"]
    if fault["type"] == "extra_forbidden":
        known = _known(model, fault["loc"][:-1])
        within = " Parameters stand within params." if "params" in known.split(", ") else ""
        return (
            "is not known here. "
            + (f"Known: {known}." if known else "Remove or rename it.")
            + within
        )
    got = shown(fault["input"])
    if fault["type"] == "value_error":
        said = str(fault["ctx"]["error"])
        return said if "got " in said else f"{said.rstrip('.')}; got {got}."
    hint = _hint(fault)
    if not hint and fault["type"].startswith("model_") and (known := _known(model, fault["loc"])):
        hint = f" Known: {known}."
    return f"{_expected(fault)}; got {got}.{hint}"


def _expected(fault: ErrorDetails) -> str:
    facts = dict(fault.get("ctx", {}))
    if facts.get("pattern") == CHOICE_NAME:
        return _CHOICE
    if fault["type"] == "literal_error":
        facts["expected"] = f"one of {facts['expected']}".replace(" or ", ", ")
    for bound in ("min_length", "max_length"):
        if bound in facts:
            facts["entries"] = "entry" if facts[bound] == 1 else "entries"
            facts["characters"] = "character" if facts[bound] == 1 else "characters"
    return WORDS.get(fault["type"], _ODD).format(**facts)


def _hint(fault: ErrorDetails) -> str:
    given, kind = fault["input"], fault["type"]
    if kind in ("tuple_type", "list_type") and (meant := as_list(given)):
        alone = isinstance(given, (bool, int, float, str)) and "," not in meant
        return f" Write {meant}{' for one alone' if alone else ''}."
    if kind in ("int_parsing", "float_parsing"):
        meant = as_number(given, whole=kind == "int_parsing")
        return f" Write {meant}." if meant else ""
    if (
        fault["type"] == "literal_error"
        and isinstance(given, str)
        and (
            given in str(fault.get("ctx", {}).get("expected", "")).replace(" or ", ", ").split(", ")
        )
    ):
        return " Write it without quotes."
    return ""


def _known(model: type[BaseModel], place: Sequence[int | str]) -> str:
    """Return the fields of the model at ``place``; empty where that is no model."""
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
