"""Channel pruning: a trained model in, an ordinary smaller model out."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal

import keras
import numpy as np

from core.errors import PruningError
from core.profile.latency import latency_ms
from core.pruning.costs import CostModel
from core.pruning.criteria import Samples, score_channels
from core.pruning.graph import Graph, KeptWhole, trace
from core.pruning.graph.graph import Mask
from core.pruning.selection import Rationing, Scope, select
from core.pruning.surgery import cut, silence

Array = np.ndarray[Any, np.dtype[Any]]
Target = Literal["channels", "parameters", "macs", "latency"]
TARGETS: tuple[Target, ...] = ("channels", "parameters", "macs", "latency")
# Halvings of the interval that the channel ratio for a cost is sought in; a measured cost is
# noisy, and every look at it builds a model.
HALVINGS, MEASURED_HALVINGS = 20, 6


@dataclass(frozen=True)
class Width:
    """A layer's channels before and after."""

    layer: str
    before: int
    after: int


@dataclass(frozen=True)
class PruneResult:
    """A pruned model and what was done to get it.

    Attributes:
        model: the smaller model.
        groups: the layers whose channels went, each with its width before and after; those that
            depend on each other stand together.
        kept_whole: layers that were left alone, and why.
    """

    model: keras.Model
    groups: tuple[tuple[Width, ...], ...]
    kept_whole: tuple[KeptWhole, ...]
    parent: keras.Model
    graph: Graph
    kept: Mask

    @cached_property
    def masked(self) -> keras.Model:
        """The parent with zeros in every weight that reads a channel which was removed."""
        return silence(self.parent, self.graph, self.kept)

    def disagreement(self, inputs: Any) -> float:
        """The largest difference between the model's outputs and the masked parent's.

        It is a share of the outputs' own scale, the largest absolute value; about 1e-6 is rounding.
        """
        ours = keras.tree.flatten(self.model(inputs, training=False))
        theirs = keras.tree.flatten(self.masked(inputs, training=False))
        return max(_apart(np.asarray(a), np.asarray(b)) for a, b in zip(ours, theirs, strict=True))


def prune_channels(
    model: keras.Model,
    ratio: float,
    criterion: str = "l2",
    scope: Scope = "global",
    *,
    target: Target = "channels",
    round_to: int = 1,
    cap: float = 0.9,
    keep: Collection[str] = (),
    data: Samples | None = None,
    seed: int = 0,
) -> PruneResult:
    """Remove the least important channels of a functional ``model``, which stays as it is.

    Args:
        ratio: the share to remove, in [0, 1).
        criterion: what makes a channel important (:data:`core.pruning.criteria.CRITERIA`).
        scope: whether the same share goes from every group (local) or the least important of the
            whole network (global).
        target: what ``ratio`` is a share of: channels, parameters, MACs or measured seconds.
        round_to: leave multiples of it; 8 suits most hardware.
        cap: the largest share of any group that may go, in (0, 1].
        keep: names of layers whose channels are left alone.
        data: pictures and labels, for the criteria that look at data.

    Raises:
        PruningError: the model has no graph, an argument is out of its range, the criterion lacks
            its data, or the target cannot be reached under the cap.
    """
    graph, kept = choose_channels(
        model,
        ratio,
        criterion,
        scope,
        target=target,
        round_to=round_to,
        cap=cap,
        keep=keep,
        data=data,
        seed=seed,
    )
    return prune_to(model, graph, kept)


def choose_channels(
    model: keras.Model,
    ratio: float,
    criterion: str = "l2",
    scope: Scope = "global",
    *,
    target: Target = "channels",
    round_to: int = 1,
    cap: float = 0.9,
    keep: Collection[str] = (),
    data: Samples | None = None,
    seed: int = 0,
) -> tuple[Graph, Mask]:
    """The model's graph, and which of its channels :func:`prune_channels` keeps."""
    _check(ratio, scope, target, round_to, cap)
    graph = trace(model, keep)
    scores = score_channels(model, graph, criterion, data, seed)
    rule = Rationing(scope, round_to, cap)

    def chosen(share: float) -> Mask:
        return select(graph, scores, share, rule)

    return graph, chosen(_channel_ratio(model, graph, ratio, target, chosen))


def choose_by_group(
    model: keras.Model,
    ratios: Sequence[float],
    criterion: str = "l2",
    *,
    round_to: int = 1,
    cap: float = 0.9,
    data: Samples | None = None,
    seed: int = 0,
) -> tuple[Graph, Mask]:
    """The model's graph, and which channels stay when each group loses a share of its own.

    Args:
        ratios: the shares, each in [0, 1), in the order of the graph's groups (as He, Lin, Liu,
            Wang, Li & Han 2018 choose them, "AMC"); what is over the cap is brought down to it.

    Raises:
        PruningError: there are more or fewer than groups, or one is out of its range.
    """
    for ratio in ratios:
        _check(min(ratio, cap), "local", "channels", round_to, cap)
    graph = trace(model)
    if len(ratios) != len(graph.groups):
        raise PruningError(
            f"ratios must be one for each of the {len(graph.groups)} groups; got {len(ratios)}."
        )
    scores = score_channels(model, graph, criterion, data, seed)
    return graph, select(graph, scores, ratios, Rationing("local", round_to, cap))


def prune_to(model: keras.Model, graph: Graph, kept: Mask) -> PruneResult:
    """Remove the channels that are not ``kept`` (one for each channel of the model's graph)."""
    widths = tuple(
        tuple(
            Width(axis.path, len(axis.ids), int(kept[axis.ids].sum()))
            for axis in graph.makers
            if axis.path in group.layers
        )
        for group in graph.groups
    )
    return PruneResult(cut(model, graph, kept), widths, graph.kept_whole, model, graph, kept)


def _channel_ratio(
    model: keras.Model,
    graph: Graph,
    ratio: float,
    target: Target,
    chosen: Callable[[float], Mask],
) -> float:
    """The smallest share of channels whose removal takes ``ratio`` of the target away."""
    if ratio == 0 or target == "channels":
        return ratio
    if target == "macs" and any(None in tensor.shape[1:] for tensor in model.inputs):
        shapes = ", ".join(str(tuple(tensor.shape[1:])) for tensor in model.inputs)
        raise PruningError(
            f"MACs depend on the size of the input, which must be fixed; got {shapes}. Build the "
            "model with keras.Input((height, width, channels)), or take target='parameters'."
        )
    costs = CostModel(model, graph)

    def cost(kept: Mask) -> float:
        if target == "latency":
            return latency_ms(cut(model, graph, kept)).median
        return float(costs.macs(kept) if target == "macs" else costs.parameters(kept))

    whole = cost(np.ones(graph.count, np.bool_))
    least = cost(chosen(1.0))
    if least > (1 - ratio) * whole:
        raise PruningError(
            f"ratio must be at most {max(0.0, 1 - least / whole):.2f} to be reached under these "
            f"caps; got {ratio:.4g} of the {target}. Raise cap, lower round_to or keep fewer "
            "layers whole."
        )
    low, high = 0.0, 1.0
    for _ in range(MEASURED_HALVINGS if target == "latency" else HALVINGS):
        middle = (low + high) / 2
        enough = cost(chosen(middle)) <= (1 - ratio) * whole
        low, high = (low, middle) if enough else (middle, high)
    return high


def _check(ratio: float, scope: str, target: str, round_to: int, cap: float) -> None:
    if not 0 <= ratio < 1:
        raise PruningError(
            f"ratio must be in [0, 1); got {ratio}. A layer keeps one channel at least."
        )
    if scope not in ("global", "local"):
        raise PruningError(f"scope must be 'global' or 'local'; got {scope!r}.")
    if target not in TARGETS:
        raise PruningError(f"target must be one of {', '.join(TARGETS)}; got {target!r}.")
    if round_to < 1:
        raise PruningError(f"round_to must be at least 1; got {round_to}.")
    if not 0 < cap <= 1:
        raise PruningError(f"cap must be in (0, 1]; got {cap}.")
    if target == "channels" and ratio > cap:
        raise PruningError(
            f"ratio must be at most the cap of a group, {cap}; got {ratio}. Raise cap."
        )


def _apart(ours: Array, theirs: Array) -> float:
    scale = float(np.abs(theirs).max()) or 1.0
    return float(np.abs(ours - theirs).max()) / scale
