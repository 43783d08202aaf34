"""Family ``tiny_yolo``: the small YOLO detectors, versions 2 to 4."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from core.errors import EvaluationError
from core.models.families.blocks import (
    Layers,
    Tensor,
    divisible,
    enlarged,
    normalised,
    refuse_to_shrink_a_pixel,
    resized,
)
from core.models.families.detector_options import TinyYoloOptions
from core.models.families.tiny_yolo_plans import PLANS, Stage, TinyYoloPlan

if TYPE_CHECKING:
    from core.specs import Choices

# Of the leaky ReLU below zero, as darknet has it.
SLOPE = 0.1
Convolve = Callable[..., Tensor]


def tiny_yolo(
    layers: Layers, x: Tensor, *, classes: int, choices: Choices, options: TinyYoloOptions
) -> list[Tensor]:
    """Build the boxes of ``x``, ``(batch, height, width, channels)``, coarse level first.

    A level is ``(batch, rows, columns, anchors · (5 + classes))``; for every anchor the numbers
    ``x, y, width, height, object, class 1 …`` before any sigmoid, as Redmon & Farhadi (2017) order
    them. The coarse level has the backbone's last size, the finer one twice that.

    The network is the plan of ``version``, cut after ``stages``, with ``width_i`` channels in stage
    ``i``; what a choice is not made for comes from the option of that name.

    Raises:
        EvaluationError: the plan has fewer stages, or the picture is shrunk to less than a pixel.
    """
    settings = options.chosen(choices)
    plan = PLANS[settings.version]
    x = resized(layers, x, settings.resolution)
    maps = _backbone(layers, x, plan, choices, settings)
    head = settings.head_width or _scaled(plan.head_width, settings)
    values = (settings.anchors or plan.anchors) * (5 + classes)
    convolve = partial(_convolution, layers, separable=settings.separable)
    if plan.levels == 1:
        x = convolve(maps[-1], head, 3, "head")
        return [_boxes(layers, x, values, "boxes")]
    finer = next(each for each in reversed(maps) if _size(each) != _size(maps[-1]))
    neck = convolve(maps[-1], max(1, head // 2), 1, "neck")
    coarse = convolve(neck, head, 3, "coarse")
    lateral = convolve(neck, max(1, head // 4), 1, "lateral")
    lateral = enlarged(layers, lateral, finer, name="lateral_up")
    fine = layers.Concatenate(name="joined")([lateral, finer])
    fine = convolve(fine, max(1, head // 2), 3, "fine")
    return [
        _boxes(layers, coarse, values, "coarse_boxes"),
        _boxes(layers, fine, values, "fine_boxes"),
    ]


def _backbone(
    layers: Layers, x: Tensor, plan: TinyYoloPlan, choices: Choices, settings: TinyYoloOptions
) -> list[Tensor]:
    """Return the map of each stage that a head reads; the next stage may read more."""
    count = int(choices.get("stages", len(plan.stages)))
    if count > len(plan.stages):
        raise EvaluationError(
            f"Tiny YOLO version {settings.version} has {len(plan.stages)} stages; got {count}. "
            "Choose fewer, or another version."
        )
    maps = []
    for number, stage in enumerate(plan.stages[:count], 1):
        separable = bool(choices.get(f"separable_{number}", settings.separable))
        width = int(choices.get(f"width_{number}", stage.width))
        convolve = partial(_convolution, layers, separable=separable)
        name = f"stage{number}"
        x, step = _before(layers, x, stage, name)
        if stage.partial:
            given, x = _partial(layers, convolve, x, _scaled(width, settings), name)
        else:
            given = x = convolve(x, _scaled(width, settings), 3, name, stride=step)
        maps.append(given)
    return [*maps[:-1], x]


def _scaled(width: int, settings: TinyYoloOptions) -> int:
    return divisible(width * settings.width_multiplier, 1)


def _size(x: Tensor) -> tuple[int, ...]:
    return tuple(x.shape[-3:-1])


def _before(layers: Layers, x: Tensor, stage: Stage, name: str) -> tuple[Tensor, int]:
    """Pool ``x`` if the stage does; return it and the stride left for its convolution."""
    stride = 2 if stage.shrink in ("pool", "stride") else 1
    refuse_to_shrink_a_pixel(x, stride, name)
    if stage.shrink not in ("pool", "pool_whole"):
        return x, stride
    return layers.MaxPooling2D(2, strides=stride, padding="same", name=f"{name}_pool")(x), 1


def _partial(
    layers: Layers, convolve: Convolve, x: Tensor, width: int, name: str
) -> tuple[Tensor, Tensor]:
    """Apply a cross-stage partial block; return its processed half, and all beside it.

    Published as one convolution of ``width``, of which the second half goes on. Two of half the
    width are the same function with the same weights, and need no layer that splits.
    """
    half = max(1, width // 2)
    passed = convolve(x, max(1, width - half), 3, f"{name}_passed")
    first = convolve(x, half, 3, f"{name}_half")
    second = convolve(first, half, 3, f"{name}_conv1")
    third = convolve(second, half, 3, f"{name}_conv2")
    back = layers.Concatenate(name=f"{name}_both")([third, second])
    back = convolve(back, width, 1, f"{name}_back")
    return back, layers.Concatenate(name=f"{name}_whole")([passed, first, back])


def _convolution(
    layers: Layers,
    x: Tensor,
    width: int,
    kernel: int,
    name: str,
    *,
    stride: int = 1,
    separable: bool = False,
) -> Tensor:
    """Apply a convolution, BatchNormalization and leaky ReLU."""
    settings = {"padding": "same", "use_bias": False}
    if separable and kernel > 1:
        x = layers.DepthwiseConv2D(kernel, strides=stride, name=f"{name}_depthwise", **settings)(x)
        kernel = stride = 1
    x = layers.Conv2D(width, kernel, strides=stride, name=name, **settings)(x)
    x = normalised(layers, x, name=name)
    return layers.LeakyReLU(negative_slope=SLOPE, name=f"{name}_leaky")(x)


def _boxes(layers: Layers, x: Tensor, values: int, name: str) -> Tensor:
    return layers.Conv2D(values, 1, name=name)(x)
