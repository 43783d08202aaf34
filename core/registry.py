"""Names to ``"module:attribute"``, imported only where the thing is used.

A page lists what there is, with its parameters and a sentence about each, without importing
TensorFlow; a worker calls :meth:`Registry.load` and pays for the one it needs.
"""

from __future__ import annotations

import importlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Generic, Literal, cast, get_args, get_origin

from pydantic import BaseModel, ConfigDict, model_validator
from typing_extensions import TypeVar

from core.errors import UnknownNameError
from core.names import shown


class Params(BaseModel):
    """Base of every parameter model, and of what else holds numbers; ``true`` is none.

    Frozen, and refuses a name it does not know.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    @model_validator(mode="before")
    @classmethod
    def _tell_truth_from_numbers(cls, data: Any) -> Any:
        """Turn truth values into words where numbers are wanted, which pydantic then refuses.

        It would read ``true`` as 1.
        """
        if not isinstance(data, Mapping):
            return data
        found = {k: str(v).lower() for k, v in data.items() if isinstance(v, bool)}
        wrong = {k: v for k, v in found.items() if k in _numbers_of(cls)}
        return {**data, **wrong} if wrong else data


@cache
def _numbers_of(model: type[BaseModel]) -> frozenset[str]:
    """Return the fields of ``model`` that take numbers but no truth values."""
    kinds = {name: _kinds(info.annotation) for name, info in model.model_fields.items()}
    return frozenset(n for n, k in kinds.items() if k & {int, float} and bool not in k)


def _kinds(annotation: Any) -> set[Any]:
    if get_origin(annotation) is Literal:
        return set(map(type, get_args(annotation)))
    inner = get_args(annotation)
    return set().union(*map(_kinds, inner)) if inner else {annotation}


# What the parameter models of a registry have in common.
P = TypeVar("P", bound=Params, default=Any)


@dataclass(frozen=True)
class Term:
    """Something that has a name: what people call it, what it is, where it was described."""

    title: str
    summary: str
    source: str


@dataclass(frozen=True)
class Entry(Generic[P]):
    """One thing that can be chosen: its name, where it lives, what it takes, what it is.

    ``title`` is what a person reads in place of the name; entries of one ``group`` are shown
    together. ``source`` is where it was described.
    """

    name: str
    target: str
    params: type[P]
    summary: str
    title: str
    group: str
    source: str = ""


class Registry(Generic[P]):
    """The things of one kind, by name.

    Args:
        params: the base of their parameter models, and that of an entry without parameters.
    """

    def __init__(self, kind: str, params: type[P] | None = None) -> None:
        self.kind = kind
        self._params = params or cast("type[P]", Params)
        self._entries: dict[str, Entry[P]] = {}
        self._aliases: dict[str, str] = {}

    def add(
        self,
        name: str,
        target: str,
        params: type[P] | None = None,
        *,
        summary: str = "",
        title: str = "",
        group: str = "",
        source: str = "",
        aliases: tuple[str, ...] = (),
    ) -> None:
        """Register ``target`` (``"module:attribute"``) under ``name``.

        ``aliases`` are its earlier names, which stored specs may still have.

        Raises:
            ValueError: a name is taken, or ``target`` has no colon.
        """
        for each in (name, *aliases):
            if each in self._entries or each in self._aliases:
                raise ValueError(f"{self.kind} {each!r} is already registered.")
        if ":" not in target:
            raise ValueError(f"target must be 'module:attribute'; got {target!r}.")
        takes = params or self._params
        self._entries[name] = Entry(name, target, takes, summary, title or name, group, source)
        self._aliases |= dict.fromkeys(aliases, name)

    def names(self) -> tuple[str, ...]:
        """Return all names, in the order they were registered."""
        return tuple(self._entries)

    def entries(self) -> tuple[Entry[P], ...]:
        return tuple(self._entries.values())

    def entry(self, name: str) -> Entry[P]:
        """Return the entry called ``name``, now or in earlier versions.

        Raises:
            UnknownNameError: no such entry; the message lists those there are.
        """
        name = self._aliases.get(name, name)
        if name not in self._entries:
            known = ", ".join(sorted(self._entries))
            raise UnknownNameError(f"Unknown {self.kind} {shown(name)}. Known: {known}.")
        return self._entries[name]

    def params(self, name: str, given: Mapping[str, Any]) -> P:
        """Return ``given`` as the validated parameters of the entry called ``name``.

        Raises:
            UnknownNameError: no such entry.
            ValidationError: they are none that it takes.
        """
        return self.entry(name).params.model_validate(dict(given))

    def load(self, name: str) -> Any:
        """Import and return what ``name`` stands for."""
        module, _, attribute = self.entry(name).target.partition(":")
        return getattr(importlib.import_module(module), attribute)
