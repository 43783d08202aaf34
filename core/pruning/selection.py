"""Chooses which channels go: how many of each group, and in it the least important."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import get_args

import numpy as np

from core.arrays import Array
from core.errors import PruningError
from core.models.pruned_options import Scope
from core.pruning.graph import DependencyGroup, Graph
from core.pruning.graph.channels import Ids
from core.pruning.graph.graph import Mask


@dataclass(frozen=True)
class SelectionRule:
    """The rules for choosing channels.

    Attributes:
        scope: ``local`` takes the same share of every group, ``global`` the least important of all.
        round_to: what is left of a group is a multiple of it, where the group is that wide.
        cap: the largest share of a group that may go.

    Raises:
        PruningError: one of them is out of its range.
    """

    scope: Scope = "global"
    round_to: int = 1
    cap: float = 0.9

    def __post_init__(self) -> None:
        if self.scope not in get_args(Scope):
            raise PruningError(f"scope must be 'global' or 'local'; got {self.scope!r}.")
        if not isinstance(self.round_to, int | np.integer) or self.round_to < 1:
            raise PruningError(
                f"round_to must be a whole number, at least 1; got {self.round_to}. "
                "Take 1 to round nothing."
            )
        if not 0 < self.cap <= 1:
            raise PruningError(f"cap must be in (0, 1]; got {self.cap}. Take 1 for no cap.")


# The least important of all, no group by more than nine tenths.
PLAIN = SelectionRule()


def check_ratio(ratio: float) -> None:
    """Refuse a share outside [0, 1) (PruningError)."""
    if not 0 <= ratio < 1:
        raise PruningError(
            f"ratio must be in [0, 1); got {ratio}. A layer keeps one channel at least."
        )


def select(
    graph: Graph, scores: Array, ratios: float | Sequence[float], rule: SelectionRule
) -> Mask:
    """Return whether each channel stays when shares of the removable ones are removed.

    Every layer keeps a channel at least: its most important. Channels without a score (NaN) stay.

    Args:
        ratios: the share to take; one of all channels, or one for each group in their order.
    """
    orders = [_order(group, scores) for group in graph.groups]
    if np.ndim(ratios) == 0 and rule.scope == "global":
        counts = _least_of_all(orders, scores, float(np.max(ratios)), rule.cap)
    else:
        shares = np.broadcast_to(ratios, len(orders))
        most = [math.floor(rule.cap * len(order)) for order in orders]
        asked = [round(share * len(order)) for share, order in zip(shares, orders, strict=True)]
        counts = [min(pair) for pair in zip(asked, most, strict=True)]
    kept = np.ones(graph.count, np.bool_)
    for group, order, count in zip(graph.groups, orders, counts, strict=True):
        kept[order[: _rounded(len(group.channels), count, rule.round_to)]] = False
    for axis in graph.makers:
        if not kept[axis.ids].any():
            kept[axis.ids[np.argmax(scores[axis.ids])]] = True
    return kept


def _order(group: DependencyGroup, scores: Array) -> Ids:
    """Return the removable channels of a group, least important first."""
    free = group.free[~np.isnan(scores[group.free])]
    return free[np.argsort(scores[free], kind="stable")]


def _least_of_all(orders: Sequence[Ids], scores: Array, ratio: float, cap: float) -> list[int]:
    """Return how many of each group are among the least important, up to the cap."""
    wanted = round(ratio * sum(map(len, orders)))
    allowed = [order[: math.floor(cap * len(order))] for order in orders]
    owner = np.repeat(np.arange(len(orders)), [len(order) for order in allowed])
    together = np.concatenate([np.empty(0, np.int64), *allowed])
    least = np.argsort(scores[together], kind="stable")[:wanted]
    return [int(count) for count in np.bincount(owner[least], minlength=len(orders))]


def _rounded(width: int, count: int, multiple: int) -> int:
    """Return how many of ``width`` to remove so that a multiple is left: at most ``count``."""
    left = math.ceil((width - count) / multiple) * multiple
    return max(0, width - left)
