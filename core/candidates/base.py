"""The contract of a candidate kind, which says what a set of choices is."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, NamedTuple

import numpy as np

from core.candidates.computation import ExtraWork
from core.errors import EvaluationError, NotFoundError, Problem, StoreError, UnknownNameError
from core.models.rules import as_meant, space_problems
from core.parents import repository
from core.spaces import sample

if TYPE_CHECKING:
    from core.candidates.computation import Computation
    from core.datasets import DatasetInfo
    from core.metrics import Task
    from core.models.rules import FamilyOptions
    from core.models.sketch.base import Sketch
    from core.parents.info import ParentInfo
    from core.specs import Choices, Space

# So many candidates are drawn to find the highest costs in a space.
SAMPLES = 200


class EstimatorInput(NamedTuple):
    """The kind of input of an estimator.

    Attributes:
        name: as the estimator's entry has it (:func:`core.estimators.catalogue.works_on`).
        words: as people read it.
        is_space: whether the space brings it; else the data set does.
    """

    name: str
    words: str
    is_space: bool = False


class CandidateKind(ABC):
    """The kind of the candidates of one space. The class is the kind, made anew for each space.

    A kind has to say three things: what spaces of it may hold, what estimators of it work on, and
    how a candidate is sketched. All else has an answer that holds for networks trained from fresh
    weights and, where ``parent_name`` names one, for what is made of a trained parent.

    The contract: it is light (no TensorFlow), and nothing of it trains, writes into a store or
    remembers anything. Outside this package nothing asks which kind a space has.

    Attributes:
        space: whose candidates they are.
        home: the folder with their parents, where one is asked about.
        inputs: what estimators of such candidates work on, for each task that data may set.
        source_hint: where a person finds spaces of this kind.
        work: what a run does to its parent, and what has been done to each candidate.
    """

    inputs: ClassVar[Mapping[Task, EstimatorInput]]
    source_hint: ClassVar[str] = ""
    work: ClassVar[tuple[str, str]] = ("starts from", "trained")

    def __init__(self, space: Space, home: Path | None = None) -> None:
        self.space, self.home = space, home

    @property
    @abstractmethod
    def options(self) -> type[FamilyOptions]:
        """The model of the options, whose rules say which choices there are.

        Raises:
            UnknownNameError: nobody knows what the space's ``family`` names.
        """

    @abstractmethod
    def sketch(self, choices: Choices, info: DatasetInfo) -> Sketch:
        """Return a candidate's layers and their costs, in microseconds and without TensorFlow.

        Raises:
            EvaluationError: the candidate cannot be made for these images.
        """

    # What a space of this kind may hold.

    def space_problems(self) -> list[Problem]:
        """Return the problems that keep candidates from being made, by dotted fields."""
        try:
            options = self.options
        except UnknownNameError as error:
            return [Problem("space.family", str(error))]
        return space_problems(self.space, options)

    def as_meant(self) -> Space:
        """Return the space with every value in the type that its rules take: 4 for ``"4"``."""
        with suppress(UnknownNameError):
            return as_meant(self.space, self.options)
        return self.space

    def settings(self, choices: Choices) -> FamilyOptions:
        """Return the options of a candidate, as far as the kind makes it by options.

        Raises:
            EvaluationError: a value is unknown or out of its bounds.
            UnknownNameError: nobody knows what the space's ``family`` names.
        """
        return self.options.read(self.space.options)

    def describe(self, choices: Choices) -> str:
        """Describe a candidate in at most 40 characters: ``3 blocks, 8–32 channels``.

        Empty where it is not known here: a store may come from another version.
        """
        try:
            return self.settings(choices).describe(choices)
        except (EvaluationError, UnknownNameError, TypeError, ValueError):
            return ""

    # The data that the candidates are for.

    @property
    def task(self) -> Task | None:
        """The candidates' task; None where their parent is gone.

        Raises:
            UnknownNameError: nobody knows what the space's ``family`` names.
        """
        try:
            parent = self.parent()
        except EvaluationError:
            return None
        return parent.task if parent else self.options.task

    def task_problems(self, info: DatasetInfo) -> Iterator[Problem]:
        """Yield a problem if the candidates have another task than the data."""
        yield from ()

    def data_problems(self, info: DatasetInfo) -> Iterator[Problem]:
        """Yield a problem if the space does not fit the data: by default, those of its parent."""
        try:
            parent = self.parent()
        except EvaluationError as error:
            yield Problem("space.options.parent", str(error))
            return
        if parent and parent.dataset != info.name:
            yield Problem(
                "dataset",
                f"The parent {parent.title!r} knows the images of {parent.dataset!r}; got "
                f"{info.name!r}. Choose {parent.dataset!r}.",
            )

    def bring_split(self, file: Path) -> None:
        """Write into ``file`` the split that candidates must be trained on, if there is one.

        Raises:
            EvaluationError: the parent cannot be read.
            ValueError: the kind was made without a home folder.
        """
        if (parent := self.parent()) and self.home:
            repository.bring_split(parent.name, self.home, file)

    # The parent that candidates are made of.

    @property
    def parent_name(self) -> str:
        """The parent's name; empty for candidates without one."""
        return ""

    def parent(self) -> ParentInfo | None:
        """Return the parent, if the candidates have one.

        Raises:
            EvaluationError: it is not kept in the home folder any more.
            ValueError: the kind was made without a home folder.
        """
        if not self.parent_name:
            return None
        if self.home is None:
            raise ValueError(f"home must be given to find {self.parent_name!r} in; got None.")
        try:
            return repository.parent(self.parent_name, self.home)
        except (NotFoundError, StoreError) as error:
            raise EvaluationError(str(error)) from error

    def parent_facts(self) -> dict[str, Any] | None:
        """Return the facts of the parent for viewers; None without one, or where it is gone."""
        try:
            parent = self.parent()
        except EvaluationError:
            return None
        if parent is None:
            return None
        return {"title": parent.title, "metrics": parent.metrics, "done": self.work[1]}

    def subject(self) -> str:
        """Return what a run is about: ``prunes Digits, trial 3``; else the name of the space."""
        with suppress(EvaluationError):
            if parent := self.parent():
                return f"{self.work[0]} {parent.title}"
        return self.space.name

    # What candidates cost.

    def cheapest_choices(self, choices: Choices) -> Choices:
        """Return the choices of the cheapest candidate that ``choices`` may become."""
        return choices

    def high_costs(self, info: DatasetInfo, seed: int) -> list[dict[str, float]]:
        """Return costs that few candidates exceed: the parent's, or those of 200 candidates."""
        if parent := self.parent():
            return [parent.metrics]
        rng = np.random.default_rng(seed)
        drawn: list[dict[str, float]] = []
        for _ in range(SAMPLES):
            with suppress(EvaluationError):
                drawn.append(self.sketch(sample(self.space, rng), info).costs)
        return drawn

    # How long it takes to find out how good they are.

    def epochs(self, choices: Choices, full: int) -> int:
        """Return the epochs of a candidate's training; ``full`` is the estimator's number.

        Raises:
            EvaluationError: a value is out of its bounds.
        """
        return full

    def uneven_epochs(self, full: int) -> str:
        """Name the choices by which candidates are trained for other epochs than ``full``."""
        return ""

    def in_training(self, choices: Choices, work: Computation) -> Computation:
        """Return a candidate's mean work while it trains, if it ends with ``work``.

        Raises:
            EvaluationError: the parent is gone, or a value is out of its bounds.
        """
        return work

    def extra_work(self, sampled: Sequence[Choices], pictures: int) -> ExtraWork:
        """Return the candidates' work beside training, as the mean of ``sampled`` ones.

        Args:
            pictures: those that are trained on.
        """
        return ExtraWork()
