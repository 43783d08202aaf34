"""Channel pruning: a trained model in, an ordinary smaller model out."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import keras
import numpy as np

from core.arrays import Array
from core.errors import PruningError
from core.models.pruned_options import Scope, Target
from core.pruning.agreement import disagreement
from core.pruning.criteria import score_channels
from core.pruning.graph import Graph, KeptWhole, trace
from core.pruning.graph.graph import Mask
from core.pruning.losses import Samples
from core.pruning.refusals import check_left, judged, out_of_reach
from core.pruning.seeking import smallest
from core.pruning.selection import PLAIN, SelectionRule, check_ratio, select
from core.pruning.surgery import cut, silence
from core.pruning.targets import check_target, cost_of, share_by_clock


@dataclass(frozen=True)
class ChannelWidth:
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
    groups: tuple[tuple[ChannelWidth, ...], ...]
    kept_whole: tuple[KeptWhole, ...]
    parent: keras.Model = field(repr=False)
    graph: Graph = field(repr=False)
    kept: Mask = field(repr=False)

    @cached_property
    def masked(self) -> keras.Model:
        """The parent with zeros in every weight that reads a channel which was removed."""
        return silence(self.parent, self.graph, self.kept)

    def disagreement(self, inputs: Any) -> float:
        """Return the largest difference from the masked parent's outputs, before softmax.

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
        criterion: what makes a channel important (:data:`core.models.pruning_methods.CRITERIA`).
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
    rule = SelectionRule(scope, round_to, cap)
    graph, kept = choose_channels(
        model, ratio, criterion, rule, target=target, keep=keep, data=data, seed=seed
    )
    return prune_to(model, graph, kept)


def choose_channels(
    model: keras.Model,
    ratio: float,
    criterion: str = "l2",
    rule: SelectionRule = PLAIN,
    *,
    target: Target = "channels",
    keep: Collection[str] = (),
    data: Samples | None = None,
    seed: int = 0,
) -> tuple[Graph, Mask]:
    """Return the model's graph, and the channels that :func:`prune_channels` keeps."""
    check_ratio(ratio)
    check_target(model, ratio, target, rule.cap)
    graph = trace(model, keep)
    scores = score_channels(model, graph, criterion, data, seed)
    everything = np.ones(graph.count, np.bool_)
    if ratio == 0:
        return graph, everything
    check_left(graph, scores, criterion, rule)

    def chosen(share: float) -> Mask:
        return select(graph, scores, share, rule)

    cost = cost_of(model, graph, target)
    whole, least = cost(everything), cost(chosen(1.0))
    wanted, spare = (1 - ratio) * whole, _spare(graph, scores) if target == "channels" else 0
    if least > wanted + spare:
        why = judged(graph, scores, criterion)
        raise out_of_reach(ratio, 1 - least / whole, target, why)
    if target == "latency":
        return graph, chosen(share_by_clock(lambda share: cost(chosen(share)), ratio))
    if target == "channels" and cost(kept := chosen(ratio)) <= wanted + spare:
        return graph, kept
    enough = max(wanted, least)
    return graph, chosen(smallest(lambda share: cost(chosen(share)) <= enough))


def choose_by_group(
    model: keras.Model,
    ratios: Sequence[float],
    criterion: str = "l2",
    rule: SelectionRule = PLAIN,
    *,
    data: Samples | None = None,
    seed: int = 0,
) -> tuple[Graph, Mask]:
    """Return the model's graph, and the channels kept when each group has its own share.

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
            ChannelWidth(axis.path, len(axis.ids), int(kept[axis.ids].sum()))
            for axis in graph.makers
            if axis.path in group.layers
        )
        for group in graph.groups
    )
    return PruneResult(cut(model, graph, kept), widths, graph.kept_whole, model, graph, kept)


def _spare(graph: Graph, scores: Array) -> int:
    """Return the channels by which a share may be missed.

    Channels are whole: each group that can lose some may be one short of its share.
    """
    return sum(not np.isnan(scores[group.free]).all() for group in graph.groups)
