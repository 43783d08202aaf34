"""Family ``efficientdet``: an EfficientNet, a weighted pyramid (BiFPN), and two shared heads."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from core.errors import EvaluationError
from core.models.families.bifpn import FIRST_LEVEL, Neck, bifpn, pyramid
from core.models.families.blocks import Layers, Tensor, normalised
from core.models.families.detector_options import EfficientDetOptions
from core.models.families.efficientdet_scaling import COMPOUND
from core.models.families.mobile import trunk
from core.models.families.mobile_options import EfficientNetOptions
from core.models.families.mobile_scaling import scaled_plan

if TYPE_CHECKING:
    from core.specs import Choices

BACKBONE_LEVELS = 3
COORDINATES = 4
# Every class begins as 1 % likely, lest the many empty anchors drown the first steps (Lin et al.
# 2017, focal loss, section 4.1).
RARE = {
    "module": "keras.initializers",
    "class_name": "Constant",
    "config": {"value": -math.log((1 - 0.01) / 0.01)},
    "registered_name": None,
}


def efficientdet(
    layers: Layers, x: Tensor, *, classes: int, choices: Choices, options: EfficientDetOptions
) -> list[Tensor]:
    """Build class logits and boxes of ``x`` ``(batch, height, width, channels)``.

    They are ``(batch, places, classes)`` and ``(batch, places, 4)``. A place is one anchor at one
    position: level after level from the finest on, within a level row after row, the anchors of a
    position side by side. The choices of stages are those of the family ``efficientnet``.

    Raises:
        EvaluationError: the picture is too small for so many levels.
    """
    settings = options.chosen(choices)
    row = COMPOUND[settings.phi]
    stages = {n: v for n, v in choices.items() if n not in EfficientDetOptions.model_fields}
    neck = Neck(
        settings.bifpn_width or row.bifpn_width,
        row.fusion if settings.fusion == "published" else settings.fusion,
    )
    maps = pyramid(layers, _features(layers, x, stages, settings), settings.levels, neck)
    for turn in range(1, (settings.bifpn_repeats or row.bifpn_repeats) + 1):
        maps = bifpn(layers, maps, neck, name=f"bifpn{turn}")
    depth = settings.head_depth or row.head_depth
    heads = (
        _Head("classes", classes, RARE, depth, neck.width, settings.anchors),
        _Head("boxes", COORDINATES, "zeros", depth, neck.width, settings.anchors),
    )
    return [_applied(layers, maps, head) for head in heads]


def _features(
    layers: Layers, x: Tensor, choices: Choices, settings: EfficientDetOptions
) -> list[Tensor]:
    """Return the backbone's last maps of its three smallest sizes, finest first."""
    row = COMPOUND[settings.phi]
    backbone = EfficientNetOptions(
        width_multiplier=row.width * settings.width_multiplier,
        depth_multiplier=row.depth * settings.depth_multiplier,
        resolution=settings.resolution,
        resolution_multiplier=row.resolution / COMPOUND[0].resolution,
        output_stride=settings.output_stride,
        drop_connect=settings.drop_connect,
        pixels=settings.pixels,
    )
    maps = trunk(layers, x, scaled_plan(choices, backbone), backbone)
    by_size = {tuple(each.shape[-3:-1]): each for each in maps}
    if len(by_size) < BACKBONE_LEVELS:
        raise EvaluationError(
            f"EfficientDet needs maps of {BACKBONE_LEVELS} sizes; its backbone has "
            f"{len(by_size)}. Use more stages or a larger output_stride."
        )
    return list(by_size.values())[-BACKBONE_LEVELS:]


@dataclass(frozen=True, slots=True)
class _Head:
    """The settings of a head.

    Attributes:
        values: numbers for each anchor.
        bias: how the biases of the last convolution begin, as Keras configures it.
        depth: convolutions before the last.
    """

    name: str
    values: int
    bias: Any
    depth: int
    width: int
    anchors: int


def _applied(layers: Layers, maps: Sequence[Tensor], head: _Head) -> Tensor:
    """Apply the head to all levels: ``(batch, places, values)``.

    The convolutions are one for all levels; each level has statistics of its own, as in the
    authors' code.
    """
    hidden = [
        layers.SeparableConv2D(head.width, 3, padding="same", name=f"{head.name}_conv{place}")
        for place in range(1, head.depth + 1)
    ]
    last = layers.SeparableConv2D(
        head.anchors * head.values,
        3,
        padding="same",
        bias_initializer=head.bias,
        name=f"{head.name}_predict",
    )
    found = []
    for level, x in enumerate(maps, FIRST_LEVEL):
        for place, convolution in enumerate(hidden, 1):
            name = f"{head.name}_conv{place}_p{level}"
            x = normalised(layers, convolution(x), activation="swish", name=name)
        places = math.prod(x.shape[-3:-1]) * head.anchors
        rows = layers.Reshape((places, head.values), name=f"{head.name}_p{level}")
        found.append(rows(last(x)))
    return layers.Concatenate(axis=1, name=head.name)(found)
