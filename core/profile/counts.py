"""Parameters and multiply-accumulates of a built Keras model."""

from __future__ import annotations

from dataclasses import dataclass

import keras

from core.models.keras.calls import calls
from core.profile.macs import products_of


@dataclass(frozen=True)
class ModelCounts:
    """Weights, trainable or not, and multiply-accumulates for one image.

    MACs are those of whatever multiplies and sums up: convolutions, dense, recurrent and attention
    layers, products of tensors; biases, normalisation, activations and pooling are left out.

    Attributes:
        uncounted: the layers of which not all is known; with some, the MACs are at least so many.
    """

    parameters: int
    macs: int
    uncounted: tuple[str, ...] = ()

    @property
    def exact(self) -> bool:
        """Whether every product was counted."""
        return not self.uncounted


def count(model: keras.Model) -> ModelCounts:
    """Return the counts of a functional ``model``; a layer that is called twice computes twice."""
    found = [(call.path, products_of(call)) for call in calls(model)]
    uncounted = dict.fromkeys(path for path, products in found if not products.exact)
    macs = sum(products.total for _, products in found)
    return ModelCounts(int(model.count_params()), macs, tuple(uncounted))
