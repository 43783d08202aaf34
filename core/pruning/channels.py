"""Channel pruning: a trained model in, an ordinary smaller model out."""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, get_args

import keras
import numpy as np

from core.errors import PruningError
from core.models.pruned_options import Scope, Target
from core.profile.latency import latency_ms
from core.pruning.agreement import disagreement
from core.pruning.costs import CostModel
from core.pruning.criteria import score_channels
from core.pruning.graph import Graph, KeptWhole, trace
from core.pruning.graph.graph import Mask
from core.pruning.losses import Samples
from core.pruning.selection import PLAIN, Rationing, check_ratio, select
from core.pruning.surgery import cut, silence

Array = np.ndarray[Any, np.dtype[Any]]
TARGETS: tuple[Target, ...] = get_args(Target)
# Halvings of the interval that the channel ratio for a cost is sought in; a measured cost is
# noisy, and every look at it builds a model.
HALVINGS, MEASURED_HALVINGS = 20, 6
# Targets that need to know how large the input is.
SIZED = {"macs": "MACs depend", "latency": "Latency depends"}


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
        groups: all layers that make channels, each with its width before and after; those that
            depend on each other stand together.
        kept_whole: layers that were left alone, and why.
    """

    model: keras.Model
    groups: tuple[tuple[Width, ...], ...]
    kept_whole: tuple[KeptWhole, ...]
    parent: keras.Model = field(repr=False)
    graph: Graph = field(repr=False)
    kept: Mask = field(repr=False)

    @cached_property
    def masked(self) -> keras.Model:
        """The parent with zeros in every weight that reads a channel which was removed."""
        return silence(self.parent, self.graph, self.kept)

    def disagreement(self, inputs: Any) -> float:
        """The largest difference between the model's outputs, before softmax, and the masked
        parent's.

        It is a share of the outputs' own scale, the largest absolute value; about 1e-6 is rounding.
        """
        return disagreement(self.model, self.masked, inputs)


def prune_channels(
    model: keras.Model,
    ratio: float,
    criterion: str = "l2",
    scope: Scope = "global",
    round_to: int = 1,
    keep: Collection[str] = (),
    data: Samples | None = None,
    seed: int = 0,
    *,
    target: Target = "channels",
    cap: float = 0.9,
) -> PruneResult:
    """Remove the least important channels of a functional ``model``, which stays as it is.

    Args:
        ratio: the share to remove, in [0, 1).
        criterion: what makes a channel important (:data:`core.pruning.criteria.CRITERIA`).
        scope: whether the same share goes from every group (local) or the least important of the
            whole network (global).
        round_to: leave multiples of it; 8 suits most hardware.
        keep: names of layers whose channels are left alone.
        data: pictures and labels, for the criteria that look at data.
        seed: of the criterion ``random``.
        target: what ``ratio`` is a share of: the channels that may go, up to one of each group,
            or the whole network's parameters, MACs or measured seconds.
        cap: the largest share of any group that may go, in (0, 1].

    Raises:
        PruningError: the model has no graph, an argument is out of its range, the criterion lacks
            its data, or the target cannot be reached under the cap.
    """
    rule = Rationing(scope, round_to, cap)
    graph, kept = choose_channels(
        model, ratio, criterion, rule, target=target, keep=keep, data=data, seed=seed
    )
    return prune_to(model, graph, kept)


def choose_channels(
    model: keras.Model,
    ratio: float,
    criterion: str = "l2",
    rule: Rationing = PLAIN,
    *,
    target: Target = "channels",
    keep: Collection[str] = (),
    data: Samples | None = None,
    seed: int = 0,
) -> tuple[Graph, Mask]:
    """The model's graph, and which of its channels :func:`prune_channels` keeps."""
    check_ratio(ratio)
    _check_target(model, ratio, target, rule.cap)
    graph = trace(model, keep)
    scores = score_channels(model, graph, criterion, data, seed)
    if ratio == 0:
        return graph, np.ones(graph.count, np.bool_)
    judged = _judged(graph, scores, criterion)
    _check_left(graph, scores, judged)

    def chosen(share: float) -> Mask:
        return select(graph, scores, share, rule)

    cost, spare = _costs(model, graph, target, scores)
    whole, least = cost(np.ones(graph.count, np.bool_)), cost(chosen(1.0))
    wanted = (1 - ratio) * whole
    if least > wanted + spare:
        raise _out_of_reach(ratio, 1 - least / whole, target, judged)
    if target == "channels" and cost(kept := chosen(ratio)) <= wanted + spare:
        return graph, kept
    halvings = MEASURED_HALVINGS if target == "latency" else HALVINGS
    enough = max(wanted, least)
    return graph, chosen(smallest(lambda share: cost(chosen(share)) <= enough, halvings))


def choose_by_group(
    model: keras.Model,
    ratios: Sequence[float],
    criterion: str = "l2",
    rule: Rationing = PLAIN,
    *,
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
        check_ratio(ratio)
    graph = trace(model)
    if len(ratios) != len(graph.groups):
        raise PruningError(
            f"ratios must be one for each of the {len(graph.groups)} groups; got {len(ratios)}."
        )
    scores = score_channels(model, graph, criterion, data, seed)
    return graph, select(graph, scores, ratios, rule)


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


def _costs(
    model: keras.Model, graph: Graph, target: Target, scores: Array
) -> tuple[Callable[[Mask], float], float]:
    """What is left of the target, and by how much it may be missed.

    Channels come in ones: each group that can lose some may be one short of its share.
    """
    if target == "channels":
        free = np.concatenate([group.free for group in graph.groups])
        able = sum(not np.isnan(scores[group.free]).all() for group in graph.groups)
        return lambda kept: float(kept[free].sum()), able
    if target == "latency":
        return lambda kept: latency_ms(cut(model, graph, kept)).median, 0
    costs = CostModel(model, graph)
    return costs.macs if target == "macs" else costs.parameters, 0


def smallest(enough: Callable[[float], bool], halvings: int) -> float:
    """The smallest share from 0 to 1 that is enough, as all are that are larger.

    Of a noisy ``enough`` it is one that was enough when it was tried, or 1, which is not tried.
    """
    low, high = 0.0, 1.0
    for _ in range(halvings):
        middle = (low + high) / 2
        low, high = (low, middle) if enough(middle) else (middle, high)
    return high


def _out_of_reach(ratio: float, most: float, target: str, judged: str) -> PruningError:
    most = math.floor(100 * max(0.0, most)) / 100
    return PruningError(
        f"ratio must be at most {most:.2f} to be reached under these caps; got {ratio:.4g} of the "
        f"{target}. {judged} Raise cap, lower round_to or keep fewer layers whole."
    )


def _check_target(model: keras.Model, ratio: float, target: str, cap: float) -> None:
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


def _check_left(graph: Graph, scores: Array, judged: str) -> None:
    """Refuse a network of which no channel can go, whatever the caps are."""
    if select(graph, scores, 1.0, Rationing("local", cap=1.0)).all():
        raise PruningError(
            f"Nothing is left to cut: every layer keeps a channel. {judged} Take ratio=0, another "
            "criterion, or keep fewer layers whole."
        )


def _judged(graph: Graph, scores: Array, criterion: str) -> str:
    free = np.flatnonzero(~graph.frozen)
    scored = len(free) - int(np.isnan(scores[free]).sum())
    return (
        f"Of {graph.count} channels {len(free)} may go, and the criterion {criterion!r} judges "
        f"{scored} of them."
    )
