"""The families of mobile networks: one builder for MobileNet V1 to V3 and EfficientNet."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.errors import EvaluationError
from core.models.families.blocks import (
    Layers,
    Squeeze,
    Tensor,
    channels,
    classifier,
    depthwise,
    divisible,
    inverted_residual,
    normalised,
    pointwise,
    refuse_to_shrink_a_pixel,
)
from core.models.families.mobile_options import EfficientNetOptions, MobileOptions
from core.models.families.mobile_scaling import NamedRow, Scaled, scaled_plan

if TYPE_CHECKING:
    from core.specs import Choices

# Standard deviation of ImageNet's red, green and blue, as shares of the largest pixel.
IMAGENET_DEVIATIONS = (0.229, 0.224, 0.225)


def mobile(
    layers: Layers, x: Tensor, *, classes: int, choices: Choices, options: MobileOptions
) -> Tensor:
    """Build a network of ``x``, ``(batch, height, width, channels)``, to ``(batch, classes)``.

    The network is ``options.plan``, changed stage by stage by what is chosen: ``depth_i`` takes
    the stage's first blocks, the last repeated beyond; ``width_i``, ``kernel_i``,
    ``expansion_i``, ``squeeze_i`` and ``activation_i`` hold for all its blocks. ``stages`` ends
    it early. What a choice is not made for comes from the option of that name.

    Raises:
        EvaluationError: the picture is shrunk to less than a pixel.
    """
    net = scaled_plan(choices, options)
    x = trunk(layers, x, net, options)[-1]
    return _head(layers, x, net, classes, options.dropout)


def trunk(layers: Layers, x: Tensor, net: Scaled, options: MobileOptions) -> list[Tensor]:
    """Return the maps of ``x`` after the stem and after every block.

    None is larger than the one before.

    Raises:
        EvaluationError: the picture is shrunk to less than a pixel.
    """
    maps = [_stem(layers, _prepared(layers, x, net, options), net)]
    for place, row in enumerate(net.rows):
        drop = getattr(options, "drop_connect", 0.0) * place / len(net.rows)
        maps.append(_block(layers, maps[-1], row, net, drop))
    return maps


def _prepared(layers: Layers, x: Tensor, net: Scaled, options: MobileOptions) -> Tensor:
    """Resize and rescale ``x`` to what the stem takes."""
    plan = net.plan
    size = net.size(tuple(int(side) for side in x.shape[-3:-1]))
    if size != tuple(x.shape[-3:-1]):
        x = layers.Resizing(*size, name="resize")(x)
    scale = 1.0 - plan.offset if options.pixels == "unit" else plan.scale
    if scale not in (None, 1.0):
        x = layers.Rescaling(scale, offset=plan.offset, name="rescale")(x)
    return _standardised(layers, x, options) if isinstance(options, EfficientNetOptions) else x


def _standardised(layers: Layers, x: Tensor, options: EfficientNetOptions) -> Tensor:
    x = layers.Normalization(name="standardise")(x)
    if not options.imagenet_scaling:
        return x
    if channels(x) != len(IMAGENET_DEVIATIONS):
        raise EvaluationError(
            f"imagenet_scaling needs pictures of 3 colours; got {channels(x)}. Leave it out."
        )
    factors = [deviation**-0.5 for deviation in IMAGENET_DEVIATIONS]
    return layers.Rescaling(factors, name="imagenet_scaling")(x)


def _stem(layers: Layers, x: Tensor, net: Scaled) -> Tensor:
    refuse_to_shrink_a_pixel(x, net.stem_stride, "stem")
    x = layers.Conv2D(
        net.stem_width, 3, strides=net.stem_stride, padding="same", use_bias=False, name="stem"
    )(x)
    return normalised(layers, x, activation=net.plan.activation, name="stem")


def _block(layers: Layers, x: Tensor, named: NamedRow, net: Scaled, drop: float) -> Tensor:
    row, name = named.row, named.name
    if net.plan.block == "separable":
        return _separable(layers, x, named)
    expanded = divisible(channels(x) * row.expansion) if row.expansion != 1 else channels(x)
    return inverted_residual(
        layers,
        x,
        width=row.width,
        expanded=expanded,
        kernel=row.kernel,
        stride=row.stride,
        activation=row.activation,
        squeeze=_squeeze(net, row.activation, channels(x), expanded) if row.squeeze else None,
        drop=drop,
        name=name,
    )


def _separable(layers: Layers, x: Tensor, named: NamedRow) -> Tensor:
    """Apply a depthwise and a 1×1 convolution, each activated (Howard et al. 2017, fig. 3)."""
    row, name = named.row, named.name
    padding = "same"
    refuse_to_shrink_a_pixel(x, row.stride, name)
    if row.stride > 1 and row.kernel > 1:
        # Published with the margins of an even map, which halve an odd one downwards.
        before, padding = row.kernel // 2 - 1, "valid"
        margins = (before, row.kernel - 2 - before)
        x = layers.ZeroPadding2D((margins, margins), name=f"{name}_pad")(x)
    x = depthwise(
        layers,
        x,
        kernel=row.kernel,
        stride=row.stride,
        activation=row.activation,
        padding=padding,
        name=f"{name}_depthwise",
    )
    return pointwise(
        layers, x, width=row.width, activation=row.activation, name=f"{name}_pointwise"
    )


def _squeeze(net: Scaled, activation: str, width: int, expanded: int) -> Squeeze:
    # A quarter of the block's input in EfficientNet, of its inside in MobileNetV3.
    if net.plan.squeeze == "input":
        return Squeeze(max(1, width // 4), activation, "sigmoid")
    return Squeeze(divisible(expanded / 4), "relu", "hard_sigmoid")


def _head(layers: Layers, x: Tensor, net: Scaled, classes: int, dropout: float) -> Tensor:
    activation = net.plan.activation
    if net.plan.head == "one_layer":
        x = pointwise(layers, x, width=net.head_width, activation=activation, name="head")
        return classifier(layers, x, classes=classes, dropout=dropout)
    if net.plan.head == "two_layers":
        x = pointwise(
            layers, x, width=divisible(channels(x) * 6), activation=activation, name="head"
        )
    x = layers.GlobalAveragePooling2D(keepdims=True, name="pool")(x)
    if net.plan.head == "two_layers":
        x = layers.Conv2D(net.head_width, 1, activation=activation, name="head_pooled")(x)
    if dropout:
        x = layers.Dropout(dropout, name="dropout")(x)
    # Published as a convolution of one position: a dense layer's weights have another shape.
    x = layers.Flatten(name="flatten")(layers.Conv2D(classes, 1, name="classifier")(x))
    return layers.Activation("softmax", name="probabilities")(x)
