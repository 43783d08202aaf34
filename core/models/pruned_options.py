"""The options of a pruned network: the parent, what is removed, by which criterion and steps."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, ClassVar, Literal, get_args

from pydantic import Field

from core.models.pruning_methods import CRITERIA, SCHEDULES, WEIGHT_CRITERIA, one_of, rewinding
from core.models.rules import ChoiceRule, FamilyOptions
from core.models.sketch.features import counted, numbered, share_text, worded
from core.names import identifier

if TYPE_CHECKING:
    from collections.abc import Iterator

    from core.specs import Choices

PRUNED = "pruned"
LONGEST_PARENT_NAME = 60
PARENT_NAME = identifier(LONGEST_PARENT_NAME)
MAX_GROUPS = 999

Granularity = Literal["channels", "weights", "2:4"]
Target = Literal["macs", "parameters", "channels", "latency"]
Scope = Literal["global", "local"]
_TARGETS = {"macs": "MACs", "parameters": "weights", "channels": "channels", "latency": "time"}


def _one(stem: str, summary: str, values: tuple[str, ...]) -> ChoiceRule:
    """Return the rule of a choice among ``values``."""
    return ChoiceRule(stem, summary, per_block=False, values=values)


class PrunedOptions(FamilyOptions):
    """The settings by which a trained network, the parent, is pruned, where a space fixes them.

    ``granularity`` says what goes: whole channels, which leaves an ordinary smaller network; single
    weights, set to zero; or two of every four. ``ratio`` is the share of ``target`` that goes (of
    single weights always the share of weights). ``rounds`` are the steps of a linear or cubic
    schedule, or the trainings of a lottery ticket. ``epochs`` of fine-tuning are the estimator's
    where they are left out. ``ratio_1``, ``ratio_2`` … are shares of channels of single groups, in
    the order of the parent's list (as AMC does, He et al. 2018); without one, ``ratio`` counts.
    """

    parent: Annotated[str, Field(pattern=f"^{PARENT_NAME}$")]
    granularity: Granularity = "channels"
    criterion: Annotated[str, one_of(CRITERIA)] = "l2"
    weight_criterion: Annotated[str, one_of(WEIGHT_CRITERIA)] = "magnitude"
    scope: Scope = "global"
    target: Target = "macs"
    ratio: Annotated[float, Field(ge=0, lt=1)] = 0.5
    schedule: Annotated[str, one_of(SCHEDULES)] = "one_shot"
    rounds: Annotated[int, Field(ge=1, le=20)] = 3
    epochs: Annotated[int, Field(ge=0, le=1000)] | None = None
    distillation: bool = False
    round_to: Annotated[int, Field(ge=1, le=64)] = 1
    cap: Annotated[float, Field(gt=0, le=1)] = 0.9

    max_blocks: ClassVar[int] = MAX_GROUPS
    rules: ClassVar[tuple[ChoiceRule, ...]] = (
        _one(
            "granularity",
            "what goes: channels, single weights, two of every four",
            get_args(Granularity),
        ),
        _one("criterion", "what makes a channel important", CRITERIA.names()),
        _one("weight_criterion", "what makes a single weight important", WEIGHT_CRITERIA.names()),
        _one(
            "scope", "the least important of all, or the same share of every group", get_args(Scope)
        ),
        _one("target", "what the ratio is a share of", get_args(Target)),
        ChoiceRule("ratio", "share that goes", 0.0, 0.99, per_block=False),
        ChoiceRule("ratio", "share of a group's channels that goes", 0.0, 0.99),
        _one("schedule", "in one step, or in several with training between", SCHEDULES.names()),
        ChoiceRule("rounds", "steps of the schedule", 1, 20, per_block=False),
        ChoiceRule("epochs", "epochs of fine-tuning", 0, 1000, per_block=False),
        ChoiceRule("distillation", "whether the parent teaches the fine-tuning", per_block=False),
        ChoiceRule("round_to", "channels left are a multiple of it", 1, 64, per_block=False),
        ChoiceRule("cap", "largest share of a group that goes", 0.05, 1.0, per_block=False),
    )

    @property
    def rewinds(self) -> bool:
        """Whether the weights begin anew in every round."""
        return self.schedule in rewinding()

    def features(self, choices: Choices) -> Iterator[str]:
        channels = self.granularity == "channels"
        yield self._cut(choices)
        criterion = self.criterion if channels else self.weight_criterion
        yield "at random" if criterion == "random" else criterion
        if self.epochs is not None:
            yield counted(self.epochs, "epoch")
        if self.distillation:
            yield "taught"
        if self.schedule != "one_shot":
            yield f"{worded(self.schedule)} steps"

    def _cut(self, choices: Choices) -> str:
        """Describe what is removed, and how much: ``half the channels cut``."""
        if self.granularity == "2:4":
            return "2 of 4 weights cut"
        groups = numbered(choices, "ratio", MAX_GROUPS)
        if groups and self.granularity == "channels":
            low, high = (f"{100 * end:g}" for end in (min(groups), max(groups)))
            return f"{low}–{high} % of each group cut"
        what = _TARGETS[self.target] if self.granularity == "channels" else "weights"
        share = share_text(self.ratio)
        return f"{share} the {what} cut" if share == "half" else f"{share} of the {what} cut"
