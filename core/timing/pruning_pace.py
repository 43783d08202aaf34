"""What pruning a network takes beside training it: a rule of thumb, as in core.timing.estimates."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from core.candidates.description import parent_of, settings_of
from core.errors import EvaluationError
from core.models.pruned_options import PrunedOptions
from core.models.pruned_schedules import cumulative
from core.parents.info import ParentInfo
from core.specs import Choices, Space
from core.timing.training_pace import PASSES, Computation, Rule, work_of

# Of each round a layer: reading the network's graph, choosing, rebuilding, the check against the
# masked network, keeping what is trained then. Processor seconds of 22 prunings of 15 layers on the
# digits: without training and timing 0.3 s more than the traces that they share save, and in three
# rounds 0.55 s more.
A_ROUND = 0.02
# The pictures that criteria look at, each with its gradient: three passes of the parent. Of 5
# million MACs on Fashion-MNIST, whose prunings took 1.7 times as long beside their trainings as
# without all this was said.
LOOKED_AT = 256


@dataclass(frozen=True)
class PruningPace:
    """Seconds that pruning adds.

    Attributes:
        candidate: to each candidate.
        run: to the whole run: the parent's answers to the pictures, where it teaches.
        epoch: to each epoch, where the parent is asked at every step.
    """

    candidate: float = 0.0
    run: float = 0.0
    epoch: float = 0.0


def pruning_pace(
    space: Space, sampled: Sequence[Choices], pictures: int, rule: Rule
) -> PruningPace:
    """Return what the prunings of ``space`` add, as the mean of ``sampled`` ones.

    Args:
        pictures: those that are trained on.
        rule: what a forward pass of the parent takes.
    """
    try:
        parent = parent_of(space)
        settings = [settings_of(space, choices) for choices in sampled]
    except EvaluationError:
        return PruningPace()
    whole = _work_of(parent)
    forward = rule.forward(whole)
    rounds = sum(map(_rounds, settings)) / len(settings)
    taught = sum(each.distillation for each in settings) / len(settings)
    looking = PASSES * LOOKED_AT * forward * rounds
    candidate = A_ROUND * rounds * whole.layers + looking
    answers = forward * pictures
    if parent.task == "detection":
        # Its pictures are changed at random, so that it answers anew at every step.
        return PruningPace(candidate, epoch=taught * answers)
    return PruningPace(candidate, run=answers if taught else 0.0)


def while_training(space: Space, choices: Choices, work: Computation) -> Computation:
    """Return what a pruning that ends with ``work`` has to do on average while it trains.

    A schedule of several rounds trains what each of them leaves, the last the least of all.

    Raises:
        EvaluationError: the parent is gone, or a choice is out of its bounds.
    """
    settings, whole = settings_of(space, choices), _work_of(parent_of(space))
    if settings.schedule not in ("linear", "cubic") or not 0 < work.macs < whole.macs:
        return work
    at_last = 1 - work.macs / whole.macs
    gone = cumulative(settings.schedule, at_last, settings.rounds)
    share = sum(gone) / len(gone) / at_last
    return replace(
        work,
        macs=whole.macs + share * (work.macs - whole.macs),
        values=whole.values + share * (work.values - whole.values),
    )


def _work_of(parent: ParentInfo) -> Computation:
    drawn = work_of(parent.sketch)
    return replace(drawn, macs=parent.metrics.get("macs", drawn.macs))


def _rounds(settings: PrunedOptions) -> int:
    return 1 if settings.schedule == "one_shot" else settings.rounds
