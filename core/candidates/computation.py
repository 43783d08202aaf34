"""The work of networks, counted without a clock; core.timing turns it into seconds."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from core.models.sketch.base import Sketch

# A training step costs about three forward passes.
PASSES = 3.0


@dataclass(frozen=True)
class Computation:
    """The work of a network.

    Attributes:
        macs: multiply-accumulates for one picture.
        values: numbers that its layers give out for one picture, all together.
        layers: how many there are.
    """

    macs: float = 0.0
    values: float = 0.0
    layers: float = 0.0


@dataclass(frozen=True)
class ExtraWork:
    """The mean work of a space's candidates beside being built and trained.

    Attributes:
        parent: what one pass of their parent takes.
        layers: layers that are read, cut and rebuilt, for each candidate.
        passes: of the parent, for each candidate.
        epoch_passes: of the parent, in each epoch of a candidate.
        run_passes: of the parent, once for the whole run.
    """

    parent: Computation = Computation()
    layers: float = 0.0
    passes: float = 0.0
    epoch_passes: float = 0.0
    run_passes: float = 0.0


def work_of(sketch: Sketch) -> Computation:
    """Return the work of a sketch's network."""
    layers = sketch.layers[1:]
    values = sum(math.prod(layer.output_shape) for layer in layers)
    return Computation(float(sketch.macs), float(values), float(len(layers)))


def mean_work(works: Sequence[Computation]) -> Computation:
    """Return the mean of several; zero of none."""
    count = max(1, len(works))
    return Computation(
        sum(work.macs for work in works) / count,
        sum(work.values for work in works) / count,
        sum(work.layers for work in works) / count,
    )
