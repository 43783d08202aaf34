"""The operations of a NASNet cell, as functions over a ``layers`` namespace.

Each gives ``filters`` channels whatever it is given, so that any two can be added. Convolutions
are preceded by ReLU and followed by BatchNormalization (Zoph et al. 2018, appendix A.4).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from core.models.families.blocks import Layers, Tensor, channels, normalised, pointwise


@dataclass(frozen=True)
class Site:
    """The place of an operation: its output channels, its stride, its layers' name."""

    filters: int
    stride: int
    name: str


Operation = Callable[[Layers, Tensor, Site], Tensor]


def projected(layers: Layers, x: Tensor, *, filters: int, name: str) -> Tensor:
    """Apply ReLU, a 1×1 convolution to ``filters`` channels and BatchNormalization."""
    x = layers.ReLU(name=f"{name}_relu")(x)
    return pointwise(layers, x, width=filters, name=name)


def even_margins(x: Tensor, kernel: int) -> tuple[tuple[int, int], tuple[int, int]]:
    """Return the padding of ``x`` ``(batch, height, width, channels)`` for windows of stride 2.

    A side of even length gets one fewer before than after, so that the window never ends early.
    """
    height, width = (kernel // 2 - 1 + int(side) % 2 for side in x.shape[-3:-1])
    return (height, kernel // 2), (width, kernel // 2)


def _identity(layers: Layers, x: Tensor, site: Site) -> Tensor:
    if site.stride == 1 and channels(x) == site.filters:
        return x
    return _convolution(layers, x, site, kernels=((1, 1),))


def _convolution(
    layers: Layers, x: Tensor, site: Site, *, kernels: tuple[tuple[int, int], ...]
) -> Tensor:
    """Apply convolutions in turn; each strides along the sides that it spans."""
    for turn, kernel in enumerate(kernels, 1):
        name = f"{site.name}_conv{turn}"
        along = kernel if len(kernels) > 1 else (2, 2)
        strides = tuple(site.stride if side > 1 else 1 for side in along)
        x = layers.ReLU(name=f"{name}_relu")(x)
        x = layers.Conv2D(
            site.filters, kernel, strides=strides, padding="same", use_bias=False, name=name
        )(x)
        x = normalised(layers, x, name=name)
    return x


def _separable(layers: Layers, x: Tensor, site: Site, *, kernel: int) -> Tensor:
    """Apply a depthwise-separable convolution twice; the first has the stride."""
    for turn in (1, 2):
        name = f"{site.name}_separable{turn}"
        x = layers.ReLU(name=f"{name}_relu")(x)
        x = layers.SeparableConv2D(
            site.filters,
            kernel,
            strides=site.stride if turn == 1 else 1,
            padding="same",
            use_bias=False,
            name=name,
        )(x)
        x = normalised(layers, x, name=name)
    return x


def _pool(layers: Layers, x: Tensor, site: Site, *, kind: str, kernel: int) -> Tensor:
    padding = "same"
    if site.stride > 1:
        # Published so: the zeros take part, which padding "same" would leave out.
        x = layers.ZeroPadding2D(even_margins(x, kernel), name=f"{site.name}_pad")(x)
        padding = "valid"
    pool = getattr(layers, kind)
    x = pool(kernel, strides=site.stride, padding=padding, name=f"{site.name}_pool")(x)
    if channels(x) == site.filters:
        return x
    return projected(layers, x, filters=site.filters, name=f"{site.name}_project")


OPERATIONS: dict[str, Operation] = {
    "identity": _identity,
    "conv_1x3_3x1": partial(_convolution, kernels=((1, 3), (3, 1))),
    "conv_1x7_7x1": partial(_convolution, kernels=((1, 7), (7, 1))),
    "avg_pool_3x3": partial(_pool, kind="AveragePooling2D", kernel=3),
    "max_pool_3x3": partial(_pool, kind="MaxPooling2D", kernel=3),
    "max_pool_5x5": partial(_pool, kind="MaxPooling2D", kernel=5),
    "max_pool_7x7": partial(_pool, kind="MaxPooling2D", kernel=7),
    "conv_1x1": partial(_convolution, kernels=((1, 1),)),
    "conv_3x3": partial(_convolution, kernels=((3, 3),)),
    "sep_conv_3x3": partial(_separable, kernel=3),
    "sep_conv_5x5": partial(_separable, kernel=5),
    "sep_conv_7x7": partial(_separable, kernel=7),
}
