"""The goals of pruning that people choose from, and the ways to prune that serve them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from core.errors import NotFoundError
from core.parents.info import ParentInfo
from core.specs import Value

# What is tried where a person has nothing in mind; every choice holds for any parent.
SWEEP: Mapping[str, Sequence[Value]] = {
    "criterion": ("l2", "taylor", "lamp", "random"),
    "scope": ("global", "local"),
    "ratio": (0.3, 0.5, 0.7, 0.85),
    "distillation": (False, True),
}
MULTIPLES = (1, 8, 16, 32)


@dataclass(frozen=True)
class PruningGoal:
    """A recommended search: the choices, the goal, and the epochs of each network.

    Attributes:
        tried: the values of each choice of a space of prunings.
        cost: the metric to be made small; None leaves it to what is cut.
        epochs: of fine-tuning; None leaves it to the estimator.
        in_multiples: whether layers keep multiples of 8, 16 or 32 channels, as processors like.
    """

    name: str
    title: str
    summary: str
    tried: Mapping[str, Sequence[Value]]
    cost: str | None = None
    epochs: int | None = None
    in_multiples: bool = False

    def choices(self, parent: ParentInfo) -> dict[str, Sequence[Value]]:
        """Return the choices for ``parent``: its layers limit the multiples."""
        wide = tuple(multiple for multiple in multiples(parent) if multiple > 1)
        return {**self.tried, **({"round_to": wide} if self.in_multiples and wide else {})}


GOALS = (
    PruningGoal(
        "sweep",
        "Show the trade-off",
        "From a third to six sevenths of the computation goes: what does every step cost?",
        SWEEP,
    ),
    PruningGoal(
        "half",
        "Halve it",
        "Half of the computation goes. Which way loses least?",
        {**SWEEP, "ratio": (0.5,)},
    ),
    PruningGoal(
        "tenth",
        "A tenth of it",
        "A tenth of the computation is left: cut at once or in three steps, and trained longer.",
        {**SWEEP, "ratio": (0.9,), "schedule": ("one_shot", "linear"), "rounds": (3,)},
        epochs=8,
    ),
    PruningGoal(
        "fast",
        "As fast as possible",
        "Layers keep multiples of 8, 16 or 32 channels, and what counts is the measured time.",
        {**SWEEP, "ratio": (0.3, 0.5, 0.7)},
        cost="latency_batch_ms",
        in_multiples=True,
    ),
)


def pruning_goal(name: str) -> PruningGoal:
    """Return the goal called ``name``.

    Raises:
        NotFoundError: there is none.
    """
    for goal in GOALS:
        if goal.name == name:
            return goal
    known = ", ".join(goal.name for goal in GOALS)
    raise NotFoundError(f"Unknown goal {name!r}. Known: {known}.")


def multiples(parent: ParentInfo) -> list[int]:
    """Return the multiples that some group of ``parent`` is wider than.

    Such a group can lose channels and keep as many as the multiple.
    """
    widest = max((group.channels for group in parent.groups if group.free > 1), default=0)
    return [multiple for multiple in MULTIPLES if multiple == 1 or multiple < widest]
