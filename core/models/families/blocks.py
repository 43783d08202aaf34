"""Blocks: functions from tensor to tensor over a ``layers`` namespace.

The namespace is ``keras.layers`` or :mod:`core.models.sketch.layers`. Blocks apply standard
layers directly, never inside a ``Layer`` subclass, so that the functional graph shows every
convolution.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from core.errors import EvaluationError

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
    """Apply a convolution, BatchNormalization and ReLU.

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
    """Apply global average pooling and the softmax layer ``classifier``: ``(batch, classes)``."""
    x = layers.GlobalAveragePooling2D(name="pool")(x)
    if dropout:
        x = layers.Dropout(dropout, name="dropout")(x)
    return layers.Dense(classes, activation="softmax", name="classifier")(x)


def divisible(width: float, divisor: int = 8) -> int:
    """Round ``width`` to a multiple of ``divisor``, at least one, and down by at most 10 %.

    The rule of the published mobile networks (Sandler et al. 2018 and after).
    """
    rounded = max(divisor, int(width + divisor / 2) // divisor * divisor)
    return rounded + divisor if rounded < 0.9 * width else rounded


def channels(x: Tensor) -> int:
    """Return the channels of ``x`` ``(batch, height, width, channels)`` or of a sketch's tensor."""
    return int(x.shape[-1])


def normalised(layers: Layers, x: Tensor, *, activation: str = "", name: str) -> Tensor:
    """Apply BatchNormalization and the ``activation``, if any; the shape stays."""
    x = layers.BatchNormalization(momentum=MOMENTUM, name=f"{name}_norm")(x)
    return layers.Activation(activation, name=f"{name}_{activation}")(x) if activation else x


def pointwise(layers: Layers, x: Tensor, *, width: int, activation: str = "", name: str) -> Tensor:
    """Apply a 1×1 convolution to ``width`` channels without bias, then :func:`normalised`."""
    x = layers.Conv2D(width, 1, use_bias=False, name=name)(x)
    return normalised(layers, x, activation=activation, name=name)


def depthwise(
    layers: Layers,
    x: Tensor,
    *,
    kernel: int,
    stride: int,
    activation: str,
    padding: str = "same",
    name: str,
) -> Tensor:
    """Apply a depthwise convolution without bias, then :func:`normalised`.

    Returns:
        ``(batch, ceil(height / stride), ceil(width / stride), channels)`` with padding ``same``.

    Raises:
        EvaluationError: there is nothing left to shrink.
    """
    refuse_to_shrink_a_pixel(x, stride, name)
    x = layers.DepthwiseConv2D(kernel, strides=stride, padding=padding, use_bias=False, name=name)(
        x
    )
    return normalised(layers, x, activation=activation, name=name)


def refuse_to_shrink_a_pixel(x: Tensor, stride: int, name: str) -> None:
    """Raise an EvaluationError where ``stride`` would go below one pixel."""
    height, width = (int(side) for side in x.shape[-3:-1])
    if stride > min(height, width):
        raise EvaluationError(
            f"Layer {name!r} would shrink a map of {height}×{width} by {stride}, to less than a "
            "pixel. Use a larger resolution, fewer stages or levels, or a smaller output_stride."
        )


def resized(layers: Layers, x: Tensor, side: int) -> Tensor:
    """Resize the picture to ``side`` by ``side`` pixels; 0 leaves it as it is."""
    if side in (0, *(x.shape[-3:-1] if x.shape[-3] == x.shape[-2] else ())):
        return x
    return layers.Resizing(side, side, name="resize")(x)


def enlarged(layers: Layers, x: Tensor, like: Tensor, *, name: str) -> Tensor:
    """Upsample ``x`` twofold and crop it to ``like``, at most one row or column less."""
    x = layers.UpSampling2D(2, name=name)(x)
    rows, columns = (
        have - want for have, want in zip(x.shape[-3:-1], like.shape[-3:-1], strict=True)
    )
    if rows or columns:
        x = layers.Cropping2D(((0, rows), (0, columns)), name=f"{name}_cut")(x)
    return x


@dataclass(frozen=True)
class Squeeze:
    """The settings of squeeze-and-excitation: inner channels, activation, gate."""

    width: int
    activation: str
    gate: str


def squeeze_excite(layers: Layers, x: Tensor, squeeze: Squeeze, *, name: str) -> Tensor:
    """Scale each channel by a weight computed from all channels' means (Hu et al. 2018)."""
    weights = layers.GlobalAveragePooling2D(keepdims=True, name=f"{name}_mean")(x)
    weights = layers.Conv2D(squeeze.width, 1, activation=squeeze.activation, name=f"{name}_reduce")(
        weights
    )
    weights = layers.Conv2D(channels(x), 1, activation=squeeze.gate, name=f"{name}_expand")(weights)
    return layers.Multiply(name=f"{name}_weigh")([x, weights])


def inverted_residual(
    layers: Layers,
    x: Tensor,
    *,
    width: int,
    expanded: int,
    kernel: int,
    stride: int,
    activation: str,
    squeeze: Squeeze | None = None,
    drop: float = 0.0,
    name: str,
) -> Tensor:
    """Expand, convolve each channel, weigh channels, project (Sandler et al. 2018, figure 3).

    Args:
        x: ``(batch, height, width, channels)``.
        width: output channels; where they are the input's and ``stride`` is 1, the input is added.
        expanded: channels in between; no expansion where they are the input's.
        kernel, stride: of the depthwise convolution, pixels.
        squeeze: weighs the channels before the projection (Tan et al. 2019, MnasNet).
        drop: share of images for which only the input is passed on, while training (Huang et al.
            2016, stochastic depth).

    Returns:
        ``(batch, ceil(height / stride), ceil(width / stride), width)``.

    Raises:
        EvaluationError: there is nothing left to shrink.
    """
    y = x
    if expanded != channels(x):
        y = pointwise(layers, y, width=expanded, activation=activation, name=f"{name}_expand")
    y = depthwise(
        layers, y, kernel=kernel, stride=stride, activation=activation, name=f"{name}_depthwise"
    )
    if squeeze:
        y = squeeze_excite(layers, y, squeeze, name=f"{name}_squeeze")
    y = pointwise(layers, y, width=width, name=f"{name}_project")
    if stride > 1 or channels(x) != width:
        return y
    if drop:
        y = layers.Dropout(drop, noise_shape=(None, 1, 1, 1), name=f"{name}_drop")(y)
    return layers.Add(name=f"{name}_add")([x, y])
