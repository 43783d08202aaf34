"""The description of a parent without Keras: layers, groups, sensitivity, pruned costs."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Annotated, Literal

from pydantic import AliasChoices, Field

from core.metrics import QUALITY, Task
from core.models.sketch.base import Sketch
from core.parents.readings import FoundReading
from core.specs import Frozen

# A group's number, and how many positions of an axis its free channels have; WHOLE for the others.
Part = tuple[int, int]
WHOLE = -1
Origin = Literal["trial", "upload", "imagenet"]


class GroupInfo(Frozen):
    """Channels that can only be removed together with those of the same number in other layers.

    Attributes:
        name: the first layer that makes them.
        layers: all layers that make them.
        channels: how many there are; ``free`` of them may be removed.
    """

    name: str
    layers: tuple[str, ...]
    channels: int
    free: int


class Kept(Frozen):
    """A layer that is left whole, and why."""

    layer: str
    because: str


class Weight(Frozen):
    """One weight: the layer it is in, its numbers, its MACs for one image, its axes by group."""

    layer: str
    size: int
    macs: int
    axes: tuple[tuple[Part, ...], ...]


class SensitivityMap(Frozen):
    """Quality of each group (row, by number) at each ratio (column), the others left whole.

    It is the accuracy of a classifier and the mAP 50 of a detector.
    """

    groups: tuple[int, ...]
    ratios: tuple[float, ...]
    # As earlier versions have written it.
    quality: Annotated[
        tuple[tuple[float, ...], ...],
        Field(validation_alias=AliasChoices("quality", "accuracy")),
    ]
    unpruned: float
    images: int


class ParentInfo(Frozen):
    """A trained network that can be pruned.

    Attributes:
        title: what people call it.
        task: what it answers; how a detector's tensors are read lies beside its weights.
        origin: where it comes from; a trial's run and number are in ``run`` and ``trial``.
        metrics: as a trial has, on the split that it brings along, or on its first run's.
        sketch: its layers.
        rewinds: whether the weights that its training began with are known.
        reading: of an uploaded classifier, how it was found to read pictures.
    """

    name: str
    title: str
    dataset: str
    task: Task = "classification"
    origin: Origin
    run: str = ""
    trial: int | None = None
    metrics: dict[str, float]
    sketch: Sketch
    groups: tuple[GroupInfo, ...]
    weights: tuple[Weight, ...]
    kept_whole: tuple[Kept, ...]
    sensitivity: SensitivityMap | None = None
    rewinds: bool = False
    reading: FoundReading | None = None
    created: float = 0.0

    @property
    def quality(self) -> str:
        """The metric that says how good it is."""
        return QUALITY[self.task]

    def left(self, shares: Sequence[float]) -> dict[str, tuple[float, float]]:
        """Return the remaining parameters and MACs of each layer.

        Args:
            shares: of the free channels of each group, how many go.
        """
        found: dict[str, tuple[float, float]] = {}
        for weight in self.weights:
            rest = math.prod(_rest(axis, shares) for axis in weight.axes)
            parameters, macs = found.get(weight.layer, (0.0, 0.0))
            found[weight.layer] = (parameters + rest * weight.size, macs + rest * weight.macs)
        return found


def _rest(axis: Sequence[Part], gone: Sequence[float]) -> float:
    """Return the remaining share of an axis."""
    total = sum(count for _, count in axis)
    lost = sum(gone[group] * count for group, count in axis if group != WHOLE)
    return 1.0 - lost / total
