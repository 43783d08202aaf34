"""What a ratio may be a share of: channels, parameters, MACs or time."""

from __future__ import annotations

from collections.abc import Callable
from typing import get_args

import keras
import numpy as np

from core.errors import PruningError
from core.models.pruned_options import Target
from core.profile.latency import time_share, warmed_up
from core.pruning.costs import CostModel
from core.pruning.graph import Graph
from core.pruning.graph.graph import Mask
from core.pruning.seeking import by_clock
from core.pruning.surgery import cut

TARGETS: tuple[Target, ...] = get_args(Target)
# Targets that need to know how large the input is.
SIZED = {"macs": "MACs depend", "latency": "Latency depends"}
# What is left of a target with the channels that stay.
Cost = Callable[[Mask], float]


def check_target(model: keras.Model, ratio: float, target: str, cap: float) -> None:
    """Refuse a target that is none, that the cap rules out, or that hangs on an open size."""
    if target not in TARGETS:
        raise PruningError(f"target must be one of {', '.join(TARGETS)}; got {target!r}.")
    if target == "channels" and ratio > cap:
        raise PruningError(
            f"ratio must be at most the cap of a group, {cap}; got {ratio}. Raise cap."
        )
    shapes = [tuple(tensor.shape[1:]) for tensor in getattr(model, "inputs", None) or ()]
    if target in SIZED and any(None in shape for shape in shapes):
        raise PruningError(
            f"{SIZED[target]} on the size of the input, which must be fixed; got "
            f"{', '.join(map(str, shapes))}. Build the model with keras.Input((height, width, "
            "channels)), or take target='parameters'."
        )


def cost_of(model: keras.Model, graph: Graph, target: Target) -> Cost:
    """Return what is left of the target; for latency, as a share of the parent's."""
    if target == "channels":
        free = np.concatenate([group.free for group in graph.groups])
        return lambda kept: float(kept[free].sum())
    if target == "latency":
        return _clock(model, graph)
    costs = CostModel(model, graph)
    return costs.macs if target == "macs" else costs.parameters


def _clock(model: keras.Model, graph: Graph) -> Cost:
    parent = warmed_up(model)

    def left(kept: Mask) -> float:
        return 1.0 if kept.all() else time_share(warmed_up(cut(model, graph, kept)), parent)

    return left


def share_by_clock(left: Callable[[float], float], ratio: float) -> float:
    """Return the share of channels to remove so that ``ratio`` of the measured time goes.

    Args:
        left: the measured time that is left, as a share, when a share of channels is gone.

    Raises:
        PruningError: measured again, no network that was found takes as long as it should.
    """
    share, seen = by_clock(left, 1 - ratio)
    if share is None:
        raise PruningError(
            f"ratio={ratio:.4g} of the latency was not confirmed: the network should take "
            f"{1 - ratio:.2f} of its parent's time, and those found took "
            f"{', '.join(f'{each:.2f}' for each in seen)} when timed again beside it. Try again "
            "while the machine is less busy, or take target='macs'."
        )
    return share
