"""Owns where an error is shown: beside its field, else under the button."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

import streamlit as st

from core import api
from core.errors import Problem, SpecError
from core.specs import RunSpec
from pages.components.text import plain

if TYPE_CHECKING:
    from streamlit.delta_generator import DeltaGenerator


class FieldMessages:
    """Empty places beside fields, filled once the whole spec was checked."""

    def __init__(self) -> None:
        self._slots: dict[str, DeltaGenerator] = {}

    def beside(self, field: str) -> None:
        """Keep a place here for what is wrong with ``field`` and all below it."""
        self._slots[field] = st.empty()

    def show(self, problems: Iterable[Problem]) -> list[Problem]:
        """Fill the places; returns the problems that have none."""
        messages: dict[str, list[str]] = {}
        rest: list[Problem] = []
        for problem in problems:
            slot = self._slot_of(problem.field)
            if slot is None:
                rest.append(problem)
            else:
                messages.setdefault(slot, []).append(_text(problem, slot))
        for slot, texts in messages.items():
            self._slots[slot].error("  \n".join(texts))
        return rest

    def advise(self, problems: Iterable[Problem]) -> None:
        """Show advice beside fields that are valid."""
        for problem in problems:
            slot = self._slot_of(problem.field)
            if slot is not None:
                self._slots[slot].warning(plain(problem.message), icon=":material/lightbulb:")

    def check(self, form: Mapping[str, Any]) -> tuple[RunSpec | None, list[Problem]]:
        """Return the spec in ``form``; or None, and the problems that have no field here."""
        try:
            spec = api.check(form)
        except SpecError as error:
            return None, self.show(error.problems)
        self.advise(api.advice(spec))
        return spec, []

    def _slot_of(self, field: str) -> str | None:
        parts = field.split(".")
        prefixes = (".".join(parts[:length]) for length in range(len(parts), 0, -1))
        return next((prefix for prefix in prefixes if prefix in self._slots), None)


def _text(problem: Problem, slot: str) -> str:
    below = problem.field.removeprefix(slot).strip(".")
    return f"**{plain(below)}**: {plain(problem.message)}" if below else plain(problem.message)
