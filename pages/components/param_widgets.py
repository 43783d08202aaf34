"""Owns the widgets of a parameter model: one for each field, by type and bounds."""

from __future__ import annotations

from collections.abc import Container, Mapping
from typing import Any, Literal, get_args, get_origin

import streamlit as st
from pydantic.fields import FieldInfo

from core.registry import Entry
from core.specs import Value
from pages.components.field_messages import FieldMessages


def param_widgets(
    entry: Entry,
    given: Mapping[str, Value],
    key: str,
    messages: FieldMessages,
    field: str,
    *,
    without: Container[str] = (),
) -> dict[str, Any]:
    """Show widgets for ``entry``'s parameters, three in a row; return their values.

    Those ``without`` a widget here are asked for elsewhere.
    """
    known = entry.params.model_fields.items()
    fields = [(name, info) for name, info in known if name not in without]
    values: dict[str, Any] = {}
    for start in range(0, len(fields), 3):
        row = fields[start : start + 3]
        for place, (name, info) in zip(st.columns(3), row, strict=False):
            with place:
                value = given.get(name, info.get_default(call_default_factory=True))
                values[name] = _widget(name, info, value, f"{key}.{name}")
        for name, _ in row:
            messages.beside(f"{field}.{name}")
    return values


def _widget(name: str, info: FieldInfo, value: Any, key: str) -> Any:
    """Show one widget; it keeps its value while another entry is shown.

    It has no bounds: a browser keeps a number beyond them to itself, and what is launched is the
    number before. The engine refuses it beside the field.
    """
    label, hint = label_and_help(name, info)
    kind = info.annotation
    kept: dict[str, Any] = {"key": key, "help": hint, "persist_state": "page"}
    if get_origin(kind) is Literal:
        options = list(get_args(kind))
        return st.selectbox(label, options, options.index(value), **kept)
    if kind is bool:
        return st.checkbox(label, bool(value), **kept)
    if kind is int:
        return st.number_input(label, value=int(value), step=1, **kept)
    if kind is float:
        return st.number_input(label, value=float(value), format="%g", **kept)
    return st.text_input(label, str(value), **kept)


def label_and_help(name: str, info: FieldInfo) -> tuple[str, str]:
    """Return a one-line label, and the field's meaning with its name in the spec.

    The label is the field's name in words, unless the description brings its own: ``Label: text``.
    """
    label, colon, text = (info.description or "").partition(": ")
    if not colon:
        label, text = name.replace("_", " ").capitalize(), label
    sentence = text[:1].upper() + text[1:].rstrip(".")
    return label, f"{sentence} (`{name}` in the spec)" if sentence else f"`{name}` in the spec"
