"""Parameters and MACs that are left when channels go, without building anything."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Mapping

import keras
import numpy as np

from core.models.keras.calls import calls
from core.profile.macs import products_of
from core.pruning.graph import Graph
from core.pruning.graph.graph import Mask


class CostModel:
    """The costs of a model as a function of the channels that are kept.

    A weight shrinks along its axes, and the multiply-accumulates that it does in proportion.
    """

    def __init__(self, model: keras.Model, graph: Graph) -> None:
        self._sizes = {id(w): math.prod(w.shape) for w in model.weights}
        self._macs: dict[int, int] = defaultdict(int)
        # What no weight does is done with channels that nothing is removed of.
        self._between = 0
        for call in calls(model):
            products = products_of(call)
            self._between += products.between
            for weight, macs in products.by_weight:
                self._macs[id(weight)] += macs
        self._axes = graph.by_weight

    def parameters(self, kept: Mask) -> int:
        """Return the remaining weights."""
        return self._left(self._sizes, kept)

    def macs(self, kept: Mask) -> int:
        """Return the remaining multiply-accumulates for one image."""
        return self._left(self._macs, kept) + self._between

    def _left(self, whole: Mapping[int, int], kept: Mask) -> int:
        def left(weight: int, size: int) -> float:
            axes = self._axes.get(weight, ())
            return size * math.prod(float(np.mean(kept[axis.ids])) for axis in axes)

        return round(sum(left(weight, size) for weight, size in whole.items()))
