"""Layers named and called as in ``keras.layers`` that compute shapes and costs only.

A family is written once over a ``layers`` namespace. With ``keras.layers`` it builds the network;
with this package it draws one, in microseconds and without TensorFlow. Only what changes a shape
or a cost is kept of a constructor's arguments; an argument that cannot be judged here is
refused, so that a sketch never quietly differs from the network.
"""

from core.models.sketch.layers.merging import Add, Concatenate, Multiply, WeightedFusion
from core.models.sketch.layers.shaping import (
    Cropping2D,
    Flatten,
    Reshape,
    Resizing,
    UpSampling2D,
    ZeroPadding2D,
)
from core.models.sketch.layers.values import (
    Activation,
    BatchNormalization,
    Dropout,
    LeakyReLU,
    Normalization,
    ReLU,
    Rescaling,
)
from core.models.sketch.layers.windows import (
    AveragePooling2D,
    Conv2D,
    Dense,
    DepthwiseConv2D,
    GlobalAveragePooling2D,
    MaxPooling2D,
    SeparableConv2D,
)

__all__ = [
    "Activation",
    "Add",
    "AveragePooling2D",
    "BatchNormalization",
    "Concatenate",
    "Conv2D",
    "Cropping2D",
    "Dense",
    "DepthwiseConv2D",
    "Dropout",
    "Flatten",
    "GlobalAveragePooling2D",
    "LeakyReLU",
    "MaxPooling2D",
    "Multiply",
    "Normalization",
    "ReLU",
    "Reshape",
    "Resizing",
    "Rescaling",
    "SeparableConv2D",
    "UpSampling2D",
    "WeightedFusion",
    "ZeroPadding2D",
]
