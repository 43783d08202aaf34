"""Applies a mobile network's choices, multipliers and strides to its published plan."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from core.models.families.blocks import divisible
from core.models.families.mobile_options import MobileOptions
from core.models.families.mobile_plans import MobilePlan, Row, Stage

if TYPE_CHECKING:
    from core.specs import Choices

# Tan & Le 2019, section 4: how depth, width and resolution grow with the compound coefficient.
DEPTH_BASE, WIDTH_BASE, RESOLUTION_BASE = 1.2, 1.1, 1.15


@dataclass(frozen=True, slots=True)
class NamedRow:
    """A block of the network: its name, and its row with nothing left to scale."""

    name: str
    row: Row


@dataclass(frozen=True, slots=True)
class Scaled:
    """A plan with its sizes worked out.

    ``resolution`` 0 is the picture's own; ``resolution_factor`` is on top of either.
    """

    plan: MobilePlan
    stem_width: int
    stem_stride: int
    head_width: int
    rows: tuple[NamedRow, ...]
    resolution: int
    resolution_factor: float

    def size(self, own: tuple[int, ...]) -> tuple[int, ...]:
        """Return the height and width at which a picture of size ``own`` enters the stem."""
        sides = (self.resolution or side for side in own)
        return tuple(max(1, round(side * self.resolution_factor)) for side in sides)


def scaled_plan(choices: Choices, options: MobileOptions) -> Scaled:
    """Apply ``choices`` and ``options`` to ``options.plan``."""
    plan = options.plan

    def pick(name: str) -> Any:
        return choices.get(name, getattr(options, name))

    phi = pick("phi")
    width = pick("width_multiplier") * WIDTH_BASE**phi
    depth = pick("depth_multiplier") * DEPTH_BASE**phi
    stages = plan.stages[: int(choices.get("stages", len(plan.stages)))]
    rows = [
        NamedRow(f"stage{number}_block{place}", replace(row, width=_width(plan, row.width, width)))
        for number, stage in enumerate(stages, 1)
        for place, row in enumerate(_rows(stage, number, depth, choices), 1)
    ]
    strides = _strides([2, *(named.row.stride for named in rows)], pick("output_stride"))
    head = pick("head_width") or plan.head_width
    return Scaled(
        plan,
        _width(plan, plan.stem_width, width if plan.stem_scales else 1.0),
        strides[0],
        divisible(head * (width if plan.head_shrinks else max(1.0, width))),
        tuple(
            NamedRow(named.name, replace(named.row, stride=stride))
            for named, stride in zip(rows, strides[1:], strict=True)
        ),
        pick("resolution"),
        pick("resolution_multiplier") * RESOLUTION_BASE**phi,
    )


def _rows(stage: Stage, number: int, depth: float, choices: Choices) -> Iterator[Row]:
    """Return the rows of stage ``number`` (from 1) after its choices, before scaling."""
    names = ("width", "kernel", "expansion", "squeeze", "activation")
    chosen = {name: choices[f"{name}_{number}"] for name in names if f"{name}_{number}" in choices}
    for place in range(math.ceil(depth * int(choices.get(f"depth_{number}", len(stage))))):
        row = stage[min(place, len(stage) - 1)]
        yield replace(row, stride=row.stride if place == 0 else 1, **chosen)  # type: ignore[arg-type]


def _width(plan: MobilePlan, width: int, multiplier: float) -> int:
    return divisible(width * multiplier, plan.divisor)


def _strides(strides: list[int], output_stride: int) -> list[int]:
    """Set the last ``strides`` to 1 so that their product is ``output_stride``."""
    kept = []
    for stride in reversed(strides):
        output_stride //= stride
        kept.append(stride if output_stride else 1)
    return kept[::-1]
