"""The rules of choices, and the fixed options of a family."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, ClassVar, Self

from core.metrics import Task
from core.models.sketch.features import said, worded
from core.registry import Params

if TYPE_CHECKING:
    from core.specs import Choices, Value


_TRUTH = {"yes": True, "on": True, "true": True, "no": False, "off": False, "false": False}
_NUMBER = re.compile(r"[-+]?([0-9]{1,18}(\.[0-9]{0,18})?|\.[0-9]{1,18})([eE][-+]?[0-9]{1,2})?")


@dataclass(frozen=True)
class ChoiceRule:
    """A choice that a family understands.

    Attributes:
        stem: its name, or, where ``per_block``, what comes before ``_1``, ``_2`` …
        low, high: bounds of a number, whole where both bounds are.
        required: the family has no default for it.
        values: the values that there are, in place of bounds; with neither, yes or no.
    """

    stem: str
    summary: str
    low: float | None = None
    high: float | None = None
    required: bool = False
    per_block: bool = True
    values: tuple[Value, ...] = ()

    def expects(self) -> str:
        """Describe the valid values in words."""
        if self.values:
            return f"one of {', '.join(map(str, self.values))}"
        if self.low is None:
            return "true or false"
        return f"a {'whole ' if self._whole else ''}number from {self.low} to {self.high}"

    def admits(self, value: Value) -> bool:
        if self.values:
            return any(type(value) is type(one) and value == one for one in self.values)
        if self.low is None or self.high is None or isinstance(value, (bool, str)):
            return self.low is None and isinstance(value, bool)
        return self.low <= value <= self.high and (type(value) is int or not self._whole)

    def meant(self, value: Value) -> Value:
        """Return ``value`` as a valid value, if it was written otherwise: ``"4"``, 4.0, ``yes``."""
        if self.admits(value):
            return value
        return next((other for other in _readings(value) if self.admits(other)), value)

    @property
    def _whole(self) -> bool:
        return {type(self.low), type(self.high)} == {int}


def _readings(value: Value) -> Iterator[Value]:
    """Yield other readings of a word, or of a whole number."""
    if isinstance(value, str):
        if (word := value.strip().lower()) in _TRUTH:
            yield _TRUTH[word]
        if _NUMBER.fullmatch(value.strip()):
            yield from _readings(float(value))
            yield float(value)
    elif isinstance(value, float) and value.is_integer():
        yield int(value)


@dataclass(frozen=True)
class SmallNetwork:
    """A network of a family that is trained in minutes: what is chosen, and what is fixed."""

    choices: Mapping[str, Value]
    options: Mapping[str, Value] = field(default_factory=dict)


class FamilyOptions(Params):
    """Base of a family's fixed options.

    ``task`` is what its networks answer: which class a picture is of (one tensor of class
    probabilities), or which objects are where (a list of tensors). ``head`` says where the class is
    by which such tensors are taught and read, as ``"module:attribute"``; a classifier has none.
    ``rules`` are the choices that the family understands, ``counter`` the one among them that says
    how many blocks there are, ``max_blocks`` how many there can be.
    """

    task: ClassVar[Task] = "classification"
    head: ClassVar[str] = ""
    rules: ClassVar[tuple[ChoiceRule, ...]] = ()
    counter: ClassVar[str] = "blocks"
    max_blocks: ClassVar[int] = 0

    @classmethod
    def small(cls, side: int, width: float) -> SmallNetwork | None:
        """Return a network to train by itself, if the family has one.

        Args:
            side: of the pictures, pixels.
            width: factor on the usual channels.
        """
        return None

    def chosen(self, choices: Choices) -> Self:
        """Return the options, with those that are chosen for the whole network replaced."""
        known: dict[str, Any] = {n: v for n, v in choices.items() if n in type(self).model_fields}
        return self.model_copy(update=known)

    def describe(self, choices: Choices) -> str:
        """Describe the network in at most 40 characters."""
        return said(self.chosen(choices).features(choices))

    def features(self, choices: Choices) -> Iterator[str]:
        """Give what tells the network from others, the most telling first.

        These are the options with what is chosen for the whole network in place of them. By default
        every choice is a feature.
        """
        for name, value in choices.items():
            yield f"{worded(name)} {value}"

    @classmethod
    def rule_of(cls, name: str) -> ChoiceRule | None:
        """Return the rule for the choice ``name``, if the family understands it."""
        stem, _, number = name.rpartition("_")
        block = int(number) if number.isdecimal() else 0
        for rule in cls.rules:
            if rule.per_block and rule.stem == stem and 1 <= block <= cls.max_blocks:
                return rule
            if not rule.per_block and rule.stem == name:
                return rule
        return None

    @classmethod
    def known_names(cls) -> str:
        """Return all valid names, for a message."""
        last = cls.max_blocks
        return ", ".join(
            f"{rule.stem}_1 … {rule.stem}_{last}" if rule.per_block else rule.stem
            for rule in cls.rules
        )
