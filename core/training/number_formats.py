"""The number formats that a network may be trained in."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

# What it means on a device says core.training.precision.
Precision = Literal["auto", "float32", "mixed"]
NumberFormat = Annotated[
    Precision, Field(description="Number format: mixed is faster on recent GPUs.")
]
