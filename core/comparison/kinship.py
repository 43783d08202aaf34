"""How a network differs from another of its run, what that costs, and its ancestors."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass

from core.errors import NotFoundError
from core.intervals import difference_error
from core.metrics import METRICS, QUALITIES, at_least
from core.scores import Samples, Score, score_of
from core.specs import Choices, Run, Trial, Value

# What a difference is said to cost, where both networks have it.
COSTS = ("parameters", "macs")
# A family tree of more would fill the page; what lies further back is counted.
MOST_ANCESTORS, MOST_GENERATIONS = 24, 8


@dataclass(frozen=True)
class ChoiceDifference:
    """A choice in which two networks differ; None where one has no such choice."""

    name: str
    own: Value | None
    other: Value | None


@dataclass(frozen=True)
class Difference:
    """A network beside another: what was chosen otherwise, and what that comes to.

    ``own`` and ``score`` are the two networks' figures of the quality that the run is after; None
    where one of them has none. ``costs`` are pairs, own first, by metric.
    """

    other: Trial
    choices: tuple[ChoiceDifference, ...]
    own: Score | None
    score: Score | None
    costs: Mapping[str, tuple[float, float]]

    @property
    def gain(self) -> float | None:
        """The gain in quality: positive where this one is better."""
        if self.own is None or self.score is None:
            return None
        more = METRICS[self.own.metric].direction == "maximize"
        return (self.own.value - self.score.value) * (1 if more else -1)

    @property
    def error(self) -> float | None:
        """The standard error of :attr:`gain`; None where there is none to be had."""
        errors = [score.error for score in (self.own, self.score) if score is not None]
        if len(errors) < 2 or errors[0] is None or errors[1] is None:
            return None
        return difference_error(errors[0], errors[1])

    @property
    def shows(self) -> bool:
        """Whether the difference is a standard error or more."""
        return self.own is None or self.score is None or self.own.differs_from(self.score)


@dataclass(frozen=True)
class Ancestor:
    """A trial that another descends from.

    Attributes:
        generations: how many steps back it lies; 1 is a parent.
        child: the trial that it is a parent of, and ``changes`` what that one has otherwise.
    """

    trial: Trial
    generations: int
    child: int
    changes: tuple[ChoiceDifference, ...]


def choice_differences(own: Choices, other: Choices) -> tuple[ChoiceDifference, ...]:
    """Return the choices in which two networks differ, in the order of the first."""
    names = [*own, *(name for name in other if name not in own)]
    pairs = ((name, own.get(name), other.get(name)) for name in names)
    return tuple(ChoiceDifference(*pair) for pair in pairs if pair[1] != pair[2])


def difference(run: Run, own: Trial, other: Trial, samples: Samples) -> Difference:
    """Compare ``own`` with ``other``."""
    asked = [objective.metric for objective in run.spec.objectives]
    both = own.metrics.keys() & other.metrics.keys()
    quality = next((name for name in (*asked, *QUALITIES) if name in both & {*QUALITIES}), None)
    scores = [
        None if quality is None else score_of(quality, trial.metrics[quality], samples)
        for trial in (own, other)
    ]
    # Two figures that are at least so much have no ratio.
    known = [
        name
        for name in COSTS
        if name in both and not any(at_least(name, each.metrics) for each in (own, other))
    ]
    costs = {name: (own.metrics[name], other.metrics[name]) for name in known}
    choices = choice_differences(own.choices, other.choices)
    return Difference(other, choices, scores[0], scores[1], costs)


def ancestors(trial: Trial, find: Callable[[int], Trial]) -> tuple[Ancestor, ...]:
    """Return the ancestors of ``trial``, nearest first, each once, up to a limit.

    Args:
        find: a trial of the run by number (NotFoundError: there is none).
    """
    found: list[Ancestor] = []
    seen, level = {trial.number}, [trial]
    for generations in range(1, MOST_GENERATIONS + 1):
        above: list[Trial] = []
        for child, number in ((one, parent) for one in level for parent in one.parents):
            if number in seen or len(found) == MOST_ANCESTORS:
                continue
            seen.add(number)
            with suppress(NotFoundError):
                parent = find(number)
                changes = choice_differences(child.choices, parent.choices)
                found.append(Ancestor(parent, generations, child.number, changes))
                above.append(parent)
        level = above
    return tuple(found)
