"""A survey of a space before training: the costs of a sample, published networks."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np

from core.candidates.catalogue import kind_of
from core.datasets import DatasetInfo
from core.errors import EvaluationError
from core.models import sketch
from core.models.families.published import PUBLISHED
from core.models.sketch.base import Sketch
from core.spaces import sample
from core.specs import Space

IMAGENET_CLASSES = 1000


@dataclass(frozen=True)
class Survey:
    """Costs of architectures drawn uniformly from a space.

    Attributes:
        parameters, macs: one number for each architecture that can be built.
        refused: how many cannot be built for these images.
        reason: why the last of those cannot.
    """

    parameters: tuple[int, ...]
    macs: tuple[int, ...]
    refused: int = 0
    reason: str = ""


@dataclass(frozen=True)
class Landmark:
    """A published network at its published resolution, with 1,000 classes."""

    name: str
    parameters: int
    macs: int


def survey(
    space: Space,
    info: DatasetInfo,
    *,
    home: Path | None = None,
    number: int = 300,
    seed: int = 0,
) -> Survey:
    """Return the costs of ``number`` architectures for the images of a data set.

    Args:
        home: the folder with the parents.
    """
    kind, rng = kind_of(space, home), np.random.default_rng(seed)
    drawn: list[Sketch] = []
    reason = ""
    for _ in range(number):
        try:
            drawn.append(kind.sketch(sample(space, rng), info))
        except EvaluationError as error:
            reason = str(error)
    parameters = tuple(one.parameters for one in drawn)
    return Survey(parameters, tuple(one.macs for one in drawn), number - len(drawn), reason)


@cache
def landmarks() -> tuple[Landmark, ...]:
    """Return the published networks, smallest first."""
    found = []
    for name, net in PUBLISHED.items():
        shape = (net.pixels, net.pixels, 3)
        drawn = sketch(name, {}, input_shape=shape, classes=IMAGENET_CLASSES)
        found.append(Landmark(name, drawn.parameters, drawn.macs))
    return tuple(sorted(found, key=lambda landmark: landmark.parameters))
