"""How much of its quality a network loses when one group alone is pruned."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import keras
import numpy as np
import tensorflow as tf

from core.arrays import Array
from core.models.keras.calls import computing
from core.pruning.criteria import score_channels
from core.pruning.graph import Graph, trace
from core.pruning.graph.graph import Mask
from core.pruning.losses import Samples, check_classes
from core.pruning.selection import SelectionRule, check_ratio, select
from core.pruning.surgery import copied, muted

# A network as a function of pictures, and how good one is, the more the better.
Forward = Callable[[Array], Any]
Measure = Callable[[Forward], float]
RATIOS = (0.1, 0.3, 0.5, 0.7, 0.9)
BATCH = 256


@dataclass(frozen=True)
class Sensitivity:
    """Quality in [0, 1] of each group (row) at each ratio (column), all others left whole.

    Attributes:
        groups: the names of the groups that can be pruned.
        unpruned: the quality of the whole network.
    """

    groups: tuple[str, ...]
    ratios: tuple[float, ...]
    quality: Array
    unpruned: float


def sensitivity(
    model: keras.Model,
    data: Samples,
    ratios: Sequence[float] = RATIOS,
    criterion: str = "l2",
    seed: int = 0,
    measure: Measure | None = None,
) -> Sensitivity:
    """Prune one group at a time and look at the quality, without any fine-tuning.

    Channels are silenced, not removed: the outputs are the same, and nothing is built anew (Li,
    Kadav, Durdanovic, Samet & Graf 2017, figure 2).

    Args:
        measure: what quality is; without it, a classifier's accuracy on ``data``.

    Raises:
        PruningError: the model has no graph, the criterion cannot judge it, a ratio is out of its
            range, or the data are not pictures as the model takes and the numbers of their classes.
    """
    for ratio in ratios:
        check_ratio(ratio)
    graph = trace(model)
    if measure is None:
        check_classes(model, data)
    whole = np.ones(graph.count, np.bool_)
    scores = score_channels(model, graph, criterion, data, seed)
    probe = _Probe(copied(model, graph), measure or accuracy_on(data))
    free = [place for place, group in enumerate(graph.groups) if len(group.free) > 1]
    rule = SelectionRule("local", cap=1.0)
    rows = []
    for place in free:
        shares = [np.eye(len(graph.groups))[place] * ratio for ratio in ratios]
        rows.append([probe.quality(select(graph, scores, share, rule)) for share in shares])
    names = tuple(graph.groups[place].name for place in free)
    return Sensitivity(names, tuple(ratios), np.array(rows), probe.quality(whole))


def accuracy_on(data: Samples) -> Measure:
    """Return a function that measures a classifier's accuracy on ``data``."""
    pictures, labels = data[:2]

    def accuracy(forward: Forward) -> float:
        parts = range(0, len(pictures), BATCH)
        outputs = [np.asarray(forward(pictures[at : at + BATCH])) for at in parts]
        return float(np.mean(np.concatenate(outputs).argmax(-1) == labels))

    return accuracy


class _Probe:
    """A copy of the network whose channels are silenced in place, again and again."""

    def __init__(self, copy: keras.Model, measure: Measure) -> None:
        self._graph: Graph = trace(copy)
        self._weights = {
            id(v): (v, np.asarray(v))
            for v in (getattr(axis.layer, axis.weight) for axis in self._graph.axes)
        }
        self._copy = copy
        self._traced = tf.function(lambda pictures: copy(pictures, training=False))
        self._measure = measure

    def quality(self, kept: Mask) -> float:
        """Measure the quality with the channels that are not ``kept`` silenced."""
        for key, axes in self._graph.by_weight.items():
            variable, value = self._weights[key]
            variable.assign(muted(value, axes, kept))
        return self._measure(self._forward)

    def _forward(self, pictures: Array) -> Any:
        with computing(self._copy, [pictures]):
            return self._traced(pictures)
