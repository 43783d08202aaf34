"""Keras' layers and our own, as the one namespace that families build networks from."""

from __future__ import annotations

from typing import Any

import keras

# Whoever builds a network takes any layer of Keras from here, too.
from keras.layers import *  # noqa: F403

# Keeps the mean finite where all weights are zero (Tan, Pang & Le 2020, section 3.3).
EPSILON = 1e-4


@keras.saving.register_keras_serializable(package="paretoscope")
class WeightedFusion(keras.layers.Layer):  # type: ignore[misc]
    """The weighted mean of tensors of one shape, with a trained weight for each.

    Fast normalised fusion (Tan, Pang & Le 2020, EfficientDet, section 3.3): the sum of
    ``relu(w_i) / (EPSILON + Σ relu(w_j)) · x_i``. It works on every channel alone.
    """

    def build(self, input_shape: list[tuple[int | None, ...]]) -> None:
        if len({tuple(shape) for shape in input_shape}) > 1:
            raise ValueError(f"WeightedFusion needs inputs of one shape; got {input_shape}.")
        self.fusion = self.add_weight(
            shape=(len(input_shape),), initializer="ones", name="fusion", trainable=True
        )

    def call(self, inputs: list[Any]) -> Any:
        weights = keras.ops.relu(self.fusion)
        shares = weights / (keras.ops.sum(weights) + EPSILON)
        parts = [share * x for share, x in zip(keras.ops.unstack(shares), inputs, strict=True)]
        return sum(parts[1:], parts[0])

    def compute_output_shape(
        self, input_shape: list[tuple[int | None, ...]]
    ) -> tuple[int | None, ...]:
        return input_shape[0]
