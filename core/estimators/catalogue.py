"""The estimators there are, and what each takes."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from core.registry import Params, Registry

ESTIMATORS = Registry("estimator")


class TrainingParams(Params):
    """How long and how each candidate is trained."""

    epochs: Annotated[int, Field(ge=1, le=1000, description="Passes over the training images.")] = 8
    batch_size: Annotated[
        int, Field(ge=1, le=4096, description="Images a training step looks at.")
    ] = 64
    learning_rate: Annotated[
        float, Field(gt=0, le=1, description="Size of the first steps; it falls along a cosine.")
    ] = 0.01
    precision: Annotated[
        Literal["auto", "float32", "mixed"],
        Field(description="Number format: mixed is faster on recent GPUs."),
    ] = "auto"


ESTIMATORS.add(
    "training",
    "core.estimators.training:Training",
    TrainingParams,
    summary="Train every candidate for a few epochs, then validate it.",
)
