"""Parameters and multiply-accumulates of a built Keras model."""

from __future__ import annotations

import math
from dataclasses import dataclass

import keras
import numpy as np

from core.models.calls import Call, calls

# The weights that are applied once a position, by kind of layer.
_PLAIN = ("kernel",)
_SEPARABLE = ("depthwise_kernel", "pointwise_kernel")
_TRANSPOSED = frozenset({"Conv1DTranspose", "Conv2DTranspose", "Conv3DTranspose"})
KERNELS: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(("Conv1D", "Conv2D", "Conv3D", "DepthwiseConv1D", "DepthwiseConv2D"), _PLAIN),
    **dict.fromkeys(("SeparableConv1D", "SeparableConv2D"), _SEPARABLE),
    **dict.fromkeys(_TRANSPOSED, _PLAIN),
    "Dense": _PLAIN,
}


@dataclass(frozen=True)
class Counts:
    """Weights, trainable or not, and multiply-accumulates for one image.

    MACs are those of convolutions and dense layers, one a weight and position; biases,
    normalisation, activations and pooling are left out.
    """

    parameters: int
    macs: int


def count(model: keras.Model) -> Counts:
    """The counts of a functional ``model``; a layer that is called twice computes twice."""
    macs = sum(sum(kernel_macs(call).values()) for call in calls(model))
    return Counts(int(model.count_params()), macs)


def nonzeros(model: keras.Model) -> int:
    """How many of the weights are not zero."""
    return sum(int(np.count_nonzero(weight)) for weight in model.get_weights())


def kernel_macs(call: Call) -> dict[str, int]:
    """The multiply-accumulates of a call for one image, by the weight that does them.

    A kernel is applied once at every position of the output; one that is transposed, at every
    position of the input.
    """
    shape = (call.input_shapes if call.kind in _TRANSPOSED else call.output_shapes)[0]
    positions = math.prod(size or 0 for size in shape[1:-1])
    return {
        name: positions * math.prod(getattr(call.operation, name).shape)
        for name in KERNELS.get(call.kind, ())
    }
