"""The registry of pruning methods: light, where most of the methods need Keras."""

from __future__ import annotations

from typing import ClassVar

from pydantic import AfterValidator

from core.names import shown
from core.registry import Params, Registry

_HAN = "Han, Pool, Tran & Dally 2015, Learning both Weights and Connections"
_LI = "Li, Kadav, Durdanovic, Samet & Graf 2017, Pruning Filters for Efficient ConvNets"
_BASELINE = "Mittal, Bhardwaj, Khapra & Ravindran 2018, Recovering from Random Pruning"

# What makes a channel important: functions of a subject (core.pruning.criteria).
CRITERIA = Registry("criterion")
CRITERIA.add(
    "l2",
    "core.pruning.criteria:l2",
    title="size of weights (L2)",
    summary="A channel counts as much as its weights are large: the root of their summed squares.",
    source=_LI,
)
CRITERIA.add(
    "l1",
    "core.pruning.criteria:l1",
    title="sum of weights (L1)",
    summary="A channel counts as much as its weights, without their signs, add up to.",
    source=_LI,
)
CRITERIA.add(
    "scale",
    "core.pruning.criteria:scale",
    title="scale after normalisation (BatchNorm scale)",
    summary="A channel counts as much as batch normalisation amplifies it.",
    source="Liu et al. 2017, Network Slimming",
)
CRITERIA.add(
    "taylor",
    "core.pruning.criteria:taylor",
    title="effect on the loss (Taylor)",
    summary="How much the loss would change without the channel, estimated from its gradient on "
    "training pictures.",
    source="Molchanov et al. 2019, Importance Estimation for Neural Network Pruning",
)
CRITERIA.add(
    "fpgm",
    "core.pruning.criteria:fpgm",
    title="likeness to others (FPGM)",
    summary="A channel that resembles the others of its layer can be spared: the others stand in "
    "for it.",
    source="He et al. 2019, Filter Pruning via Geometric Median",
)
CRITERIA.add(
    "lamp",
    "core.pruning.criteria:lamp",
    title="size among what is left (LAMP)",
    summary="The size of a channel's weights against all that are no smaller, so that no layer is "
    "emptied.",
    source="Lee, Park, Mo, Ahn & Shin 2021, Layer-adaptive Sparsity",
)
CRITERIA.add(
    "activation",
    "core.pruning.criteria:activation",
    title="strength of answers (activation)",
    summary="How strongly a channel answers to training pictures.",
    source="Molchanov et al. 2017, Pruning Convolutional Neural Networks, section 2.2",
)
CRITERIA.add(
    "apoz",
    "core.pruning.criteria:apoz",
    title="how often silent (APoZ)",
    summary="How often a channel answers with zero to training pictures: the silent ones go.",
    source="Hu, Peng, Tai & Tang 2016, Network Trimming",
)
CRITERIA.add(
    "random",
    "core.pruning.criteria:random_channels",
    title="at random",
    summary="Any channel may go. The baseline that every other criterion has to beat.",
    source=_BASELINE,
)

# What makes a single weight important: functions of a model and its kernels (core.pruning.weights).
WEIGHT_CRITERIA = Registry("criterion")
WEIGHT_CRITERIA.add(
    "magnitude",
    "core.pruning.weights:magnitude",
    title="size (magnitude)",
    summary="The smallest weights become zero.",
    source=_HAN,
)
WEIGHT_CRITERIA.add(
    "snip",
    "core.pruning.weights:snip_weights",
    title="effect on the loss (SNIP)",
    summary="The weights on which the loss depends least become zero: weight times gradient.",
    source="Lee, Ajanthan & Torr 2019, SNIP",
)
WEIGHT_CRITERIA.add(
    "random",
    "core.pruning.weights:random_weights",
    title="at random",
    summary="Any weight may become zero. The baseline that every other criterion has to beat.",
    source=_BASELINE,
)


class ScheduleParams(Params):
    """What is known of a schedule.

    One that ``rewinds`` sets single weights back to their first values after every round, which
    is then a training of its own.
    """

    rewinds: ClassVar[bool] = False


class RewindingParams(ScheduleParams):
    """A schedule that rewinds."""

    rewinds: ClassVar[bool] = True


# How what goes is spread over rounds: functions of the share and of the rounds that are done.
SCHEDULES = Registry("schedule", ScheduleParams)
SCHEDULES.add(
    "one_shot",
    "core.models.pruned_schedules:one_shot",
    title="all at once (one-shot)",
    summary="Everything goes in one step, then all is fine-tuned.",
    source=_HAN,
)
SCHEDULES.add(
    "linear",
    "core.models.pruned_schedules:linear",
    title="in equal steps (linear)",
    summary="Equal parts go, with fine-tuning after each.",
    source=_HAN,
)
SCHEDULES.add(
    "cubic",
    "core.models.pruned_schedules:cubic",
    title="most of it first (cubic)",
    summary="Much goes in the first steps and little in the last, with fine-tuning after each.",
    source="Zhu & Gupta 2017, To Prune, or Not to Prune",
)
SCHEDULES.add(
    "lottery",
    "core.models.pruned_schedules:lottery",
    RewindingParams,
    title="start afresh each time (lottery ticket)",
    summary="After each step what is left starts again from the weights that training began with.",
    source="Frankle & Carbin 2019, The Lottery Ticket Hypothesis",
)


def other_schedules() -> str:
    """List the schedules that do not rewind: ``one_shot or linear or cubic``."""
    return " or ".join(name for name in SCHEDULES.names() if name not in rewinding())


def rewinding() -> tuple[str, ...]:
    """Return the names of the schedules that rewind."""
    return tuple(entry.name for entry in SCHEDULES.entries() if entry.params.rewinds)


def one_of(registry: Registry) -> AfterValidator:
    """Return a validator that accepts only the names in ``registry``."""

    def checked(name: str) -> str:
        if name not in registry.names():
            known = ", ".join(map(repr, registry.names()))
            raise ValueError(f"must be one of {known}; got {shown(name)}.")
        return name

    return AfterValidator(checked)
