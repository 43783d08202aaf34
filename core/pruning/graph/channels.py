"""Numbers channels while a graph is traced, and unites those that belong together."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

# Channel numbers, one for each position along the last axis of a tensor.
Ids = np.ndarray[Any, np.dtype[np.int64]]


class Channels:
    """Hands out channel numbers; those united stand or fall together, frozen ones stand."""

    def __init__(self) -> None:
        self._count = 0
        self._pairs: list[tuple[Ids, Ids]] = []
        self._frozen: list[Ids] = []
        self._known_frozen: set[int] = set()

    def fresh(self, size: int) -> Ids:
        """Return ``size`` new numbers."""
        self._count += size
        return np.arange(self._count - size, self._count, dtype=np.int64)

    def unite(self, one: Ids, other: Ids) -> None:
        """Join channels ``one[i]`` and ``other[i]``: they can only be removed together."""
        self._pairs.append((one, other))

    def freeze(self, ids: Ids) -> bool:
        """Keep these channels from being removed; return whether any was not frozen before."""
        news = not self.frozen(ids)
        self._frozen.append(ids)
        self._known_frozen.update(ids.tolist())
        return news

    def frozen(self, ids: Ids) -> bool:
        """Return whether all of ``ids`` were frozen by their own numbers."""
        return self._known_frozen.issuperset(ids.tolist())

    def settle(self) -> tuple[Ids, Ids]:
        """Return the group (from 0) of every number, and the frozen groups."""
        merged = components(self._count, self._pairs)
        frozen = np.concatenate([np.empty(0, np.int64), *self._frozen])
        return merged, np.unique(merged[frozen])


def components(count: int, pairs: Sequence[tuple[Ids, Ids]]) -> Ids:
    """Return the connected component, from 0, of each of ``count`` nodes."""
    ends = [np.concatenate([np.empty(0, np.int64), *side]) for side in zip(*pairs, strict=True)]
    one, other = ends or (np.empty(0, np.int64), np.empty(0, np.int64))
    edges = coo_array((np.ones(len(one), np.int8), (one, other)), shape=(count, count))
    found: Ids = connected_components(edges, directed=False)[1].astype(np.int64)
    return found
