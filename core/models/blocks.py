"""Blocks: functions from tensor to tensor over a ``layers`` namespace.

The namespace is ``keras.layers`` or :mod:`core.models.sketch_layers`. Blocks apply standard
layers directly, never inside a ``Layer`` subclass, so that the functional graph shows every
convolution.
"""

from __future__ import annotations

from typing import Any

# Either namespace, and either kind of tensor: Keras's are not known to light modules.
Layers = Any
Tensor = Any

# Keras's default of 0.99 lags far behind after a few hundred steps.
MOMENTUM = 0.9


def convolution(
    layers: Layers,
    x: Tensor,
    *,
    width: int,
    kernel: int,
    stride: int,
    separable: bool,
    name: str,
) -> Tensor:
    """Convolution, BatchNormalization, ReLU.

    Args:
        x: ``(batch, height, width, channels)``.
        width: output channels.
        kernel: side of the square kernel, pixels.
        stride: step in both directions, pixels.
        separable: depthwise then 1×1 (Howard et al. 2017, MobileNets) in place of ordinary.

    Returns:
        ``(batch, ceil(height / stride), ceil(width / stride), width)``.
    """
    if separable:
        x = layers.DepthwiseConv2D(
            kernel, strides=stride, padding="same", use_bias=False, name=f"{name}_depthwise"
        )(x)
        x = layers.Conv2D(width, 1, use_bias=False, name=f"{name}_pointwise")(x)
    else:
        x = layers.Conv2D(width, kernel, strides=stride, padding="same", use_bias=False, name=name)(
            x
        )
    x = layers.BatchNormalization(momentum=MOMENTUM, name=f"{name}_norm")(x)
    return layers.ReLU(name=f"{name}_relu")(x)


def classifier(layers: Layers, x: Tensor, *, classes: int, dropout: float = 0.0) -> Tensor:
    """Global average pooling and a softmax layer named ``classifier``: ``(batch, classes)``."""
    x = layers.GlobalAveragePooling2D(name="pool")(x)
    if dropout:
        x = layers.Dropout(dropout, name="dropout")(x)
    return layers.Dense(classes, activation="softmax", name="classifier")(x)
