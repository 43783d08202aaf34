"""Rounds: how a pruned network's epochs and shares are spread over them."""

from __future__ import annotations

from dataclasses import dataclass

from core.errors import EvaluationError
from core.models.pruned_options import PrunedOptions
from core.models.pruned_schedules import cumulative, of_the_rest
from core.models.pruning_methods import other_schedules


@dataclass(frozen=True)
class Round:
    """One step of a schedule: prune so much, then train so long.

    Attributes:
        number: from 0.
        begins: the epochs of all rounds before.
        epochs: those of this one.
    """

    number: int
    begins: int
    epochs: int

    @property
    def ends(self) -> int:
        """The epochs up to the end of this round."""
        return self.begins + self.epochs


def rounds_of(settings: PrunedOptions, epochs: int) -> tuple[Round, ...]:
    """Return the rounds of a candidate that is trained for ``epochs``.

    Linear and cubic schedules share the epochs out evenly, the rest to the last round; a lottery
    ticket is trained for all of them in every round. There are no rounds without training between.

    Raises:
        EvaluationError: the schedule does not go with what is to be pruned.
    """
    _check(settings)
    if settings.rewinds:
        lengths = [epochs] * (settings.rounds if epochs else 1)
    else:
        wanted = 1 if settings.schedule == "one_shot" else settings.rounds
        count = max(1, min(wanted, epochs))
        lengths = [epochs // count] * (count - 1)
        lengths.append(epochs - sum(lengths))
    return tuple(Round(at, sum(lengths[:at]), length) for at, length in enumerate(lengths))


def gone_after(settings: PrunedOptions, ratio: float, at: int, rounds: int) -> float:
    """Return the total share removed after round ``at`` of ``rounds``."""
    return cumulative(settings.schedule, ratio, rounds)[at]


def taken_in(settings: PrunedOptions, ratio: float, at: int, rounds: int) -> float:
    """Return the share of the remainder that round ``at`` removes."""
    return of_the_rest(cumulative(settings.schedule, ratio, rounds))[at]


def _check(settings: PrunedOptions) -> None:
    if settings.granularity == "2:4" and settings.schedule != "one_shot":
        raise EvaluationError(
            "schedule must be one_shot for the granularity 2:4, which always takes half; got "
            f"{settings.schedule}."
        )
    if settings.granularity == "channels" and settings.rewinds:
        raise EvaluationError(
            f"schedule must be {other_schedules()} for channels; got {settings.schedule}, "
            "which rewinds single weights. Choose the granularity weights for it."
        )
