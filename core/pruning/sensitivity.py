"""How much accuracy a network loses when one group alone is pruned."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import keras
import numpy as np
import tensorflow as tf

from core.pruning.criteria import Samples, score_channels
from core.pruning.graph import Graph, trace
from core.pruning.graph.graph import Mask
from core.pruning.selection import Rationing, select
from core.pruning.surgery import copied, muted

Array = np.ndarray[Any, np.dtype[Any]]
RATIOS = (0.1, 0.3, 0.5, 0.7, 0.9)
BATCH = 256


@dataclass(frozen=True)
class Sensitivity:
    """Accuracy in [0, 1] of each group (row) at each ratio (column), all others left whole.

    Attributes:
        groups: the names of the groups that can be pruned.
        unpruned: the accuracy of the whole network.
    """

    groups: tuple[str, ...]
    ratios: tuple[float, ...]
    accuracy: Array
    unpruned: float


def sensitivity(
    model: keras.Model,
    data: Samples,
    ratios: Sequence[float] = RATIOS,
    criterion: str = "l2",
    seed: int = 0,
) -> Sensitivity:
    """Prune one group at a time and look at the accuracy, without any fine-tuning.

    Channels are silenced, not removed: the outputs are the same, and nothing is built anew (Li,
    Kadav, Durdanovic, Samet & Graf 2017, figure 2).

    Raises:
        PruningError: the model has no graph, or the criterion cannot judge it.
    """
    graph = trace(model)
    whole = np.ones(graph.count, np.bool_)
    scores = score_channels(model, graph, criterion, data, seed)
    probe = _Probe(copied(model, graph), data)
    free = [place for place, group in enumerate(graph.groups) if len(group.free) > 1]
    rule = Rationing("local", cap=1.0)
    rows = []
    for place in free:
        shares = [np.eye(len(graph.groups))[place] * ratio for ratio in ratios]
        rows.append([probe.accuracy(select(graph, scores, share, rule)) for share in shares])
    names = tuple(graph.groups[place].name for place in free)
    return Sensitivity(names, tuple(ratios), np.array(rows), probe.accuracy(whole))


class _Probe:
    """A copy of the network whose channels are silenced in place, again and again."""

    def __init__(self, copy: keras.Model, data: Samples) -> None:
        self._graph: Graph = trace(copy)
        self._weights = {
            id(v): (v, np.asarray(v))
            for v in (getattr(axis.layer, axis.weight) for axis in self._graph.axes)
        }
        self._forward = tf.function(lambda pictures: copy(pictures, training=False))
        self._data = data

    def accuracy(self, kept: Mask) -> float:
        """The share of right answers with the channels that are not ``kept`` silenced."""
        for key, axes in self._graph.by_weight.items():
            variable, value = self._weights[key]
            variable.assign(muted(value, axes, kept))
        pictures, labels = self._data
        parts = range(0, len(pictures), BATCH)
        outputs = [np.asarray(self._forward(pictures[at : at + BATCH])) for at in parts]
        return float(np.mean(np.concatenate(outputs).argmax(-1) == labels))
