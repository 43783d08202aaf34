"""The bidirectional feature pyramid (BiFPN): maps of several sizes, fused both ways."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from core.models.families.blocks import (
    Layers,
    Tensor,
    channels,
    enlarged,
    normalised,
    refuse_to_shrink_a_pixel,
)

# Level n is a map whose step is 2ⁿ pixels, if the backbone keeps all its strides.
FIRST_LEVEL = 3


@dataclass(frozen=True, slots=True)
class Neck:
    """Channels of every map, and how maps are fused: ``fast`` (with trained weights) or ``sum``."""

    width: int
    fusion: str


def pyramid(layers: Layers, maps: Sequence[Tensor], levels: int, neck: Neck) -> list[Tensor]:
    """Return ``levels`` maps, finest first: the backbone's, then each half the size.

    Raises:
        EvaluationError: there is nothing left to shrink.
    """
    found = list(maps)
    while len(found) < levels:
        name = f"p{FIRST_LEVEL + len(found)}"
        x = _fitted(layers, found[-1], neck, name=name)
        found.append(_shrunk(layers, x, name=name))
    return found


def bifpn(layers: Layers, maps: Sequence[Tensor], neck: Neck, *, name: str) -> list[Tensor]:
    """Apply one BiFPN layer, from the coarsest map to the finest and back (Tan et al. 2020).

    Args:
        maps: the finest first, each ``ceil`` of half the size of the one before; one that has not
            the neck's channels is brought to them, anew for each use, as the authors' code does.
    """
    last = len(maps) - 1

    def own(place: int, way: str) -> Tensor:
        return _fitted(layers, maps[place], neck, name=f"{name}_p{FIRST_LEVEL + place}_{way}")

    def node(place: int, way: str, inputs: Sequence[Tensor]) -> Tensor:
        return _node(layers, inputs, neck, name=f"{name}_p{FIRST_LEVEL + place}_{way}")

    down: dict[int, Tensor] = {}
    for place in range(last - 1, -1, -1):
        here = own(place, "down")
        coarser = down[place + 1] if place + 1 in down else own(last, "given")
        label = f"{name}_p{FIRST_LEVEL + place + 1}_up_sampled"
        down[place] = node(place, "down", [here, enlarged(layers, coarser, here, name=label)])
    up = [down[0]]
    for place in range(1, last + 1):
        finer = _shrunk(layers, up[-1], name=f"{name}_p{FIRST_LEVEL + place - 1}_down_sampled")
        between = [down[place]] if place < last else []
        up.append(node(place, "up", [own(place, "up"), *between, finer]))
    return up


def _node(layers: Layers, inputs: Sequence[Tensor], neck: Neck, *, name: str) -> Tensor:
    fusion = layers.WeightedFusion if neck.fusion == "fast" else layers.Add
    x = fusion(name=f"{name}_fusion")(list(inputs))
    x = layers.Activation("swish", name=f"{name}_swish")(x)
    x = layers.SeparableConv2D(neck.width, 3, padding="same", name=f"{name}_conv")(x)
    return normalised(layers, x, name=name)


def _fitted(layers: Layers, x: Tensor, neck: Neck, *, name: str) -> Tensor:
    if channels(x) == neck.width:
        return x
    x = layers.Conv2D(neck.width, 1, name=f"{name}_fit")(x)
    return normalised(layers, x, name=f"{name}_fit")


def _shrunk(layers: Layers, x: Tensor, *, name: str) -> Tensor:
    refuse_to_shrink_a_pixel(x, 2, name)
    return layers.MaxPooling2D(3, strides=2, padding="same", name=f"{name}_pool")(x)
