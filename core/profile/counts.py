"""Parameters and multiply-accumulates of a built Keras model, layer by layer."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import keras


@dataclass(frozen=True)
class Counts:
    """Weights, trainable or not, and multiply-accumulates for one image.

    MACs are those of convolutions and dense layers, one a weight and output position; biases,
    normalisation, activations and pooling are left out.
    """

    parameters: int
    macs: int


def count(model: keras.Model) -> Counts:
    """The counts of a functional ``model`` whose layers are used once each."""
    return Counts(int(model.count_params()), sum(layer_macs(layer) for layer in model.layers))


def layer_macs(layer: keras.layers.Layer) -> int:
    """Multiply-accumulates of ``layer`` for one image; 0 for layers that have none to count."""
    if isinstance(layer, keras.Model):
        return count(layer).macs
    counter = COUNTERS.get(type(layer))
    return counter(layer) if counter else 0


def _convolution(layer: Any) -> int:
    # A kernel is (height, width, input channels a group, filters): applied once a position.
    return _positions(layer) * _size(layer.kernel)


def _separable(layer: Any) -> int:
    return _positions(layer) * (_size(layer.depthwise_kernel) + _size(layer.pointwise_kernel))


def _dense(layer: Any) -> int:
    rows = int(math.prod(layer.output.shape[1:-1]))
    return rows * _size(layer.kernel)


def _positions(layer: Any) -> int:
    height, width = layer.output.shape[1:3]
    return int(height) * int(width)


def _size(weight: Any) -> int:
    return int(math.prod(weight.shape))


COUNTERS: dict[type, Callable[[Any], int]] = {
    keras.layers.Conv2D: _convolution,
    keras.layers.DepthwiseConv2D: _convolution,
    keras.layers.SeparableConv2D: _separable,
    keras.layers.Dense: _dense,
}
