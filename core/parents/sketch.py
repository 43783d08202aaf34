"""Estimates a pruned network from its parent's description: no TensorFlow."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from core.models.pruned_options import PrunedOptions
from core.models.sketch.base import Sketch, SketchLayer
from core.parents.info import ParentInfo
from core.specs import Choices

HALVINGS = 20


def pruned_sketch(parent: ParentInfo, settings: PrunedOptions, choices: Choices) -> Sketch:
    """Return the layers of the pruned network, with the same share off every group.

    Which channels are the least important only the estimator finds out; a ratio of parameters or
    MACs is met all the same, one of latency is treated as one of MACs. Of single weights only their
    zeros change, so that the sketch is the parent's.
    """
    if settings.granularity != "channels":
        return parent.sketch
    ratios = group_ratios(choices, settings, len(parent.groups))
    asked = ratios or [_share(parent, settings)] * len(parent.groups)
    shares = [min(share, settings.cap) for share in asked]
    left = parent.left(shares)
    widths: dict[str, float] = {}
    layers = [_narrowed(layer, left, widths, parent, shares) for layer in parent.sketch.layers]
    return Sketch(tuple(layers))


def group_ratios(choices: Choices, settings: PrunedOptions, groups: int) -> list[float]:
    """Return the share of each group's channels to remove, if chosen one by one; else none."""
    if not any(name.startswith("ratio_") for name in choices):
        return []
    return [float(choices.get(f"ratio_{n}", settings.ratio)) for n in range(1, groups + 1)]


def _share(parent: ParentInfo, settings: PrunedOptions) -> float:
    """Return the share of every group's channels that removes ``ratio`` of the target."""
    if settings.target == "channels":
        return settings.ratio
    place = 0 if settings.target == "parameters" else 1

    def cost(share: float) -> float:
        left = parent.left([share] * len(parent.groups))
        return sum(costs[place] for costs in left.values())

    low, high = 0.0, settings.cap
    wanted = (1 - settings.ratio) * cost(0.0)
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        low, high = (low, middle) if cost(middle) <= wanted else (middle, high)
    return high


def _narrowed(
    layer: SketchLayer,
    left: dict[str, tuple[float, float]],
    widths: dict[str, float],
    parent: ParentInfo,
    shares: Sequence[float],
) -> SketchLayer:
    """Return the layer with fewer channels; note the remaining shares in ``widths``."""
    made = {name: place for place, group in enumerate(parent.groups) for name in group.layers}
    place = made.get(layer.name)
    if place is not None:
        group = parent.groups[place]
        widths[layer.name] = 1 - shares[place] * group.free / group.channels
    else:
        before = [widths.get(name, 1.0) for name in layer.inputs]
        widths[layer.name] = sum(before) / len(before) if before else 1.0
    *sides, channels = layer.output_shape or (1,)
    parameters, macs = left.get(layer.name, (0.0, 0.0))
    return replace(
        layer,
        output_shape=(*sides, max(1, round(widths[layer.name] * channels))),
        parameters=round(parameters),
        macs=round(macs),
    )
