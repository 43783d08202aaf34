"""The rules of choices, the fixed options of a family, and a space's check by both."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, ClassVar, Self

from pydantic import ValidationError

from core.errors import EvaluationError, Problem
from core.metrics import Task
from core.models.sketch.features import said, worded
from core.names import shown
from core.parsing import problems_in
from core.registry import Params

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from core.specs import Choice, Choices, Space, Value


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
    def read(cls, options: Mapping[str, Any]) -> Self:
        """Return ``options``, validated.

        Raises:
            EvaluationError: an option is unknown or out of bounds.
        """
        try:
            return cls.model_validate(dict(options))
        except ValidationError as error:
            problems = "; ".join(str(problem) for problem in problems_in(error, cls, "options"))
            raise EvaluationError(problems) from error

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


def space_problems(space: Space, model: type[FamilyOptions]) -> list[Problem]:
    """Return the problems that keep candidates of ``space`` from being made; else empty.

    Fields are dotted paths such as ``space.choices.width_9``.
    """
    problems = [each for choice in space.choices for each in _value_problems(space, choice, model)]
    problems += list(_missing(space, model)) or list(_idle(space, model))
    try:
        model.model_validate(dict(space.options))
    except ValidationError as error:
        problems += problems_in(error, model, "space.options")
    return problems


def as_meant(space: Space, model: type[FamilyOptions]) -> Space:
    """Return ``space`` with every value in the type that ``model`` takes: 4 for ``"4"``.

    What would not be taken in any type stays as it is written.
    """
    rules = {choice.name: model.rule_of(choice.name) for choice in space.choices}

    def read(name: str, values: Iterable[Value]) -> tuple[Value, ...]:
        rule = rules.get(name)
        return tuple(values if rule is None else map(rule.meant, values))

    choices = tuple(
        choice.model_copy(
            update={
                "values": read(choice.name, choice.values),
                "when": {name: read(name, values) for name, values in choice.when.items()},
            }
        )
        for choice in space.choices
    )
    try:
        options = model.model_validate(dict(space.options)).model_dump(exclude_unset=True)
    except ValidationError:
        options = dict(space.options)
    return space.model_copy(update={"choices": choices, "options": options})


def _value_problems(
    space: Space, choice: Choice, options: type[FamilyOptions]
) -> Iterator[Problem]:
    field = f"space.choices.{choice.name}"
    rule = options.rule_of(choice.name)
    if rule is None:
        yield Problem(
            field,
            f"Family {space.family!r} has no choice {choice.name!r}. "
            f"It understands: {options.known_names()}.",
        )
        return
    wrong = [value for value in choice.values if not rule.admits(value)]
    if wrong:
        yield Problem(field, f"{choice.name} must be {rule.expects()}; got {shown(wrong[0])}.")


def _missing(space: Space, options: type[FamilyOptions]) -> Iterator[Problem]:
    choices = {choice.name: choice for choice in space.choices}
    blocks = choices[options.counter].values if options.counter in choices else ()
    depth = max((value for value in blocks if type(value) is int), default=0)
    for rule in options.rules:
        if not rule.required:
            continue
        names = [f"{rule.stem}_{i}" for i in range(1, depth + 1)] if rule.per_block else [rule.stem]
        for name in names:
            if name not in choices:
                yield Problem(
                    f"space.choices.{name}",
                    f"Family {space.family!r} needs the choice {name!r} ({rule.summary}): "
                    f"{rule.expects()}. Add it; one value alone fixes it.",
                )
            elif choices[name].when:
                yield from _gaps(space, choices[name], options.counter)


def _idle(space: Space, options: type[FamilyOptions]) -> Iterator[Problem]:
    """Yield choices that exist while their block does not: two names for one network."""
    choices = {choice.name: choice for choice in space.choices}
    counter = options.counter
    depths = [v for v in choices[counter].values if type(v) is int] if counter in choices else []
    for choice in space.choices:
        rule = options.rule_of(choice.name)
        if rule is None or not rule.per_block or len(choice.values) < 2:
            continue
        block = int(choice.name.rpartition("_")[2])
        admitted = choice.when.get(counter, tuple(depths))
        if any(depth < block and depth in admitted for depth in depths):
            deep = [depth for depth in depths if depth >= block]
            way_out = f"Let it exist when {counter} is {', '.join(map(str, deep))}."
            yield Problem(
                f"space.choices.{choice.name}",
                f"{choice.name} varies where there is no {counter[:-1]} {block}, which gives one "
                f"network two names. {way_out if deep else 'Take it out.'}",
            )


def _gaps(space: Space, choice: Choice, counter: str) -> Iterator[Problem]:
    """Yield cases in which a needed choice is inactive by its own condition."""
    known = {other.name: other for other in space.choices}
    block = int(choice.name.rpartition("_")[2]) if choice.name[-1].isdecimal() else 0
    for other, admitted in choice.when.items():
        if other not in known:
            continue
        needed = [
            value
            for value in known[other].values
            if other != counter or (type(value) is int and value >= block)
        ]
        lost = [value for value in needed if value not in admitted]
        if lost:
            yield Problem(
                f"space.choices.{choice.name}",
                f"{choice.name} is needed when {other} is {lost[0]!r}, but its condition leaves "
                f"that out. Let 'when' name every such value.",
            )
