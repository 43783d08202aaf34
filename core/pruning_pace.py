"""What pruning a network takes beside training it: a rule of thumb, as those of core.timing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from core.candidates import parent_of, settings_of
from core.errors import EvaluationError
from core.models.pruned_options import PrunedOptions
from core.models.pruned_schedules import cumulative
from core.specs import Choices, Space

# Reading the parent's graph, choosing, rebuilding, the check against the masked parent; then what
# each further round of a schedule adds. Measured beside trainings on the same loaded machine: 16
# prunings of 75,000 MACs on the digits at once 2.2–2.8 s a candidate and in three rounds 2.9 s,
# where trainings took 1.9 times their estimate.
ONCE, A_ROUND = 0.7, 0.2
# The pictures that criteria look at, each with its gradient: three passes of the parent. Of 5
# million MACs on Fashion-MNIST, whose prunings took 1.7 times as long beside their trainings as
# without all this was said.
LOOKED_AT, PASSES = 256, 3.0


@dataclass(frozen=True)
class PruningPace:
    """Seconds that pruning adds.

    Attributes:
        candidate: to each candidate.
        run: to the whole run: the parent's answers to the pictures, where it teaches.
        step: to each epoch, where the parent is asked at every step.
    """

    candidate: float = 0.0
    run: float = 0.0
    step: float = 0.0


def pruning_pace(
    space: Space, sampled: Sequence[Choices], pictures: int, macs_a_second: float
) -> PruningPace:
    """What the prunings of ``space`` add, as the mean of ``sampled`` ones.

    Args:
        pictures: those that are trained on.
    """
    try:
        parent = parent_of(space)
        settings = [settings_of(space, choices) for choices in sampled]
    except EvaluationError:
        return PruningPace()
    forward = parent.metrics.get("macs", 0.0) / macs_a_second
    rounds = sum(map(_rounds, settings)) / len(settings)
    taught = sum(each.distillation for each in settings) / len(settings)
    looking = PASSES * LOOKED_AT * forward * rounds
    candidate = ONCE + A_ROUND * (rounds - 1) + looking
    answers = forward * pictures
    if parent.task == "detection":
        # Its pictures are changed at random, so that it answers anew at every step.
        return PruningPace(candidate, step=taught * answers)
    return PruningPace(candidate, run=answers if taught else 0.0)


def macs_in_training(space: Space, choices: Choices, macs: float) -> float:
    """What a pruning that ends with ``macs`` has on average while it trains.

    A schedule of several rounds trains what each of them leaves, the last the least of all.

    Raises:
        EvaluationError: the parent is gone, or a choice is out of its bounds.
    """
    settings, whole = settings_of(space, choices), parent_of(space).metrics.get("macs", 0.0)
    if settings.schedule not in ("linear", "cubic") or not 0 < macs < whole:
        return macs
    gone = cumulative(settings.schedule, 1 - macs / whole, settings.rounds)
    return whole * (1 - sum(gone) / len(gone))


def _rounds(settings: PrunedOptions) -> int:
    return 1 if settings.schedule == "one_shot" else settings.rounds
