"""The settings of a training: plain numbers, without TensorFlow."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Annotated, Any, Literal

from pydantic import Field

# What it means on a device says core.training.device.
Precision = Literal["auto", "float32", "mixed"]
NumberFormat = Annotated[
    Precision, Field(description="Number format: mixed is faster on recent GPUs.")
]
# Called after an epoch with its number and the metrics so far; may raise to stop the training.
EpochCallback = Callable[[int, Mapping[str, float]], None]


@dataclass(frozen=True)
class Teacher:
    """A Keras model to imitate, with the same outputs; it makes up ``share`` of the loss.

    ``temperature`` is how soft a classifier's answers are made (Hinton, Vinyals & Dean 2015).
    """

    model: Any
    share: float
    temperature: float = 1.0


@dataclass(frozen=True)
class FitSettings:
    """The settings of a training.

    Attributes:
        epochs: passes over the training pictures, over which the learning rate falls to zero along
            a cosine.
        batch_size: pictures a step.
        learning_rate: Adam's first one; of a detector the highest, to which it rises over the first
            twentieth of all steps.
        until: the epoch to stop after, the cosine cut short; 0 is the last.
        augmentation: whether a detector's pictures are changed at random.
        hold_zeros: whether kernels' weights that are zero stay zero.
    """

    epochs: int
    batch_size: int
    learning_rate: float
    until: int = 0
    augmentation: bool = False
    teacher: Teacher | None = None
    hold_zeros: bool = False
