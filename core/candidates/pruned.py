"""Candidates of a parent: trained networks that are pruned and fine-tuned."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any, ClassVar

from core.candidates.base import CandidateKind, EstimatorInput
from core.candidates.computation import PASSES, Computation, ExtraWork, work_of
from core.errors import EvaluationError, Problem
from core.models.pruned_options import PrunedOptions
from core.models.pruned_schedules import cumulative
from core.models.pruning_methods import rewinding
from core.parents.sketch import pruned_sketch

if TYPE_CHECKING:
    from core.datasets import DatasetInfo
    from core.metrics import Task
    from core.models.sketch.base import Sketch
    from core.parents.info import ParentInfo
    from core.specs import Choices, Value

# The largest ratio that leaves something.
MOST = 0.99
# The pictures that criteria need, each with its gradient: three passes of the parent. Measured on
# Fashion-MNIST: estimates without them were 1.7 times too short for a parent of 5 million MACs.
SAMPLES = 256


class PrunedKind(CandidateKind):
    """Prunings of the parent that the space's options name."""

    inputs: ClassVar[Mapping[Task, EstimatorInput]] = {
        "classification": EstimatorInput("parent", "prunings of a trained network", is_space=True),
        "detection": EstimatorInput("detector", "prunings of a trained detector", is_space=True),
    }
    source_hint: ClassVar[str] = "a space of prunings: from the Prune page, or python -m core prune"
    work: ClassVar[tuple[str, str]] = ("prunes", "pruned")

    @property
    def options(self) -> type[PrunedOptions]:
        return PrunedOptions

    @property
    def parent_name(self) -> str:
        return str(self.space.options.get("parent") or "")

    def parent(self) -> ParentInfo:
        parent = super().parent()
        if parent is None:
            raise EvaluationError("parent must name a network to prune; got none.")
        return parent

    def settings(self, choices: Choices) -> PrunedOptions:
        """Return the settings of a candidate: its choices, the rest as the space fixes it.

        Raises:
            EvaluationError: a value is out of its bounds.
        """
        whole = {
            name: value for name, value in choices.items() if name in self.options.model_fields
        }
        return self.options.read({**self.space.options, **whole})

    def sketch(self, choices: Choices, info: DatasetInfo) -> Sketch:
        """Return an estimate of what will be left (:func:`core.parents.sketch.pruned_sketch`).

        Raises:
            EvaluationError: the parent is gone, or a value is out of its bounds.
        """
        settings = self.settings(choices)
        return pruned_sketch(self.parent(), settings, choices)

    def data_problems(self, info: DatasetInfo) -> Iterator[Problem]:
        yield from super().data_problems(info)
        try:
            yield from self._group_problems(self.parent())
        except EvaluationError:
            return

    def _group_problems(self, parent: ParentInfo) -> Iterator[Problem]:
        """Yield shares of groups that the parent does not have."""
        for choice in self.space.choices:
            number = choice.name.removeprefix("ratio_")
            if number.isdecimal() and int(number) > len(parent.groups):
                yield Problem(
                    f"space.choices.{choice.name}",
                    f"The parent {parent.title!r} has {len(parent.groups)} groups of channels; got "
                    f"a share for group {number}. Remove it.",
                )

    def parent_facts(self) -> dict[str, Any] | None:
        """Return its title and metrics, and the pruned share where no choice says so."""
        facts = super().parent_facts()
        usual = PrunedOptions.model_fields["granularity"].default
        granularity = self.space.options.get("granularity", usual)
        return facts and facts | {"granularity": granularity}

    def cheapest_choices(self, choices: Choices) -> Choices:
        """Return ``choices`` with as much removed as possible.

        A sketch takes the same share of every group; which channels go is only found out later, but
        never more of a group than the cap.
        """
        shares = [name for name in choices if name.startswith("ratio_")]
        return {**choices, **dict.fromkeys(["ratio", *shares], MOST)}

    def epochs(self, choices: Choices, full: int) -> int:
        """Return the epochs of fine-tuning; a lottery ticket is trained in every round."""
        settings = self.settings(choices)
        own = full if settings.epochs is None else settings.epochs
        return own * (settings.rounds if settings.rewinds else 1)

    def uneven_epochs(self, full: int) -> str:
        tried: dict[str, set[Value]] = {
            **{name: {value} for name, value in self.space.options.items()},
            **{choice.name: set(choice.values) for choice in self.space.choices},
        }
        uneven = tried.get("epochs", set()) - {full} or tried.get("schedule", set()) & {
            *rewinding()
        }
        return f"epochs and the schedule {' or '.join(rewinding())}" if uneven else ""

    def in_training(self, choices: Choices, work: Computation) -> Computation:
        """Return the mean work over the rounds of a schedule; the last round is the cheapest."""
        settings, whole = self.settings(choices), _work_of(self.parent())
        if settings.schedule == "one_shot" or settings.rewinds or not 0 < work.macs < whole.macs:
            return work
        at_last = 1 - work.macs / whole.macs
        gone = cumulative(settings.schedule, at_last, settings.rounds)
        share = sum(gone) / len(gone) / at_last
        return replace(
            work,
            macs=whole.macs + share * (work.macs - whole.macs),
            values=whole.values + share * (work.values - whole.values),
        )

    def extra_work(self, sampled: Sequence[Choices], pictures: int) -> ExtraWork:
        """Return what pruning adds, round by round; zero where the parent is gone."""
        try:
            parent = self.parent()
            settings = [self.settings(choices) for choices in sampled]
        except EvaluationError:
            return ExtraWork()
        whole = _work_of(parent)
        rounds = sum(map(_rounds, settings)) / len(settings)
        taught = sum(each.distillation for each in settings) / len(settings)
        extra = ExtraWork(whole, rounds * whole.layers, PASSES * SAMPLES * rounds)
        if parent.task == "detection":
            # Its pictures are changed at random, so that it answers anew at every step.
            return replace(extra, epoch_passes=taught * pictures)
        return replace(extra, run_passes=float(pictures) if taught else 0.0)


def _work_of(parent: ParentInfo) -> Computation:
    drawn = work_of(parent.sketch)
    return replace(drawn, macs=parent.metrics.get("macs", drawn.macs))


def _rounds(settings: PrunedOptions) -> int:
    return 1 if settings.schedule == "one_shot" else settings.rounds
