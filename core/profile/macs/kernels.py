"""Counts the products of kernels: convolutions, dense layers."""

from __future__ import annotations

from core.profile.macs.part import NONE, CountedPart, Products, Rule, Shape, each, many, places


def _convolution(part: CountedPart) -> Products:
    """Count output positions × kernel size.

    That is k · k · (C_in / groups) · C_out · H_out · W_out (Sze, Chen, Yang & Emer 2017, "Efficient
    processing of deep neural networks", table II); a depthwise kernel has k · k · C_in · multiplier
    numbers, so it holds there too.
    """
    return each(places(part.operation, part.outputs[0]), part.operation.kernel)


def _separable(part: CountedPart) -> Products:
    """Count both kernels at every output position (Howard et al. 2017, "MobileNets", eq. 5)."""
    layer = part.operation
    positions = places(layer, part.outputs[0])
    return each(positions, layer.depthwise_kernel, layer.pointwise_kernel)


def _transposed(part: CountedPart) -> Products:
    """Count input positions × kernel size.

    A transposed convolution is the gradient of one: every number of the input meets the whole
    kernel (Dumoulin & Visin 2016, "A guide to convolution arithmetic", chapter 4).
    """
    return each(places(part.operation, part.inputs[0]), part.operation.kernel)


def _dense(part: CountedPart) -> Products:
    """Count inputs × units at every position, such as every step of a sequence."""
    return each(many(part.outputs[0][1:-1]), part.operation.kernel)


def _einsum_dense(part: CountedPart) -> Products:
    """Count the product of all axes' sizes in the layer's equation, except the batch's.

    Every combination of them is one product (numpy.einsum's own naive count, "einsum_path").
    """
    layer = part.operation
    labels = layer.equation.partition("->")[0].split(",")
    shapes = (part.inputs[0], tuple(layer.kernel.shape))
    return Products(((layer.kernel, combinations(labels, shapes)),))


def combinations(labels: list[str], shapes: tuple[Shape, ...]) -> int:
    """Count the index combinations of an equation's axes, for one example of the batch.

    Args:
        labels: a letter for each axis of every operand, ``...`` for any number of them.
        shapes: theirs; the first axis of one whose size is not known is the batch.
    """
    sizes: dict[str, int | None] = {}
    for letters, shape in zip(labels, shapes, strict=True):
        names = list(letters.strip().replace(" ", "").replace("...", "."))
        if "." in names:
            at = names.index(".")
            hidden = len(shape) - len(names) + 1
            names[at : at + 1] = [f"{place - hidden}" for place in range(hidden)]
        for name, size in zip(names, shape, strict=True):
            sizes[name] = max(size or 0, sizes.get(name) or 0)
        if shape is shapes[0] or shape[0] is None:
            sizes[names[0]] = 1
    return many(sizes.values())


def _reversible_embedding(part: CountedPart) -> Products:
    """Count nothing for a look-up; in reverse, the whole table at every position."""
    layer = part.operation
    if not part.values.get("reverse"):
        return NONE
    table = layer.embeddings if layer.tie_weights else layer.reverse_embeddings
    return each(many(part.inputs[0][1:-1]), table)


RULES: dict[str, Rule] = {
    **dict.fromkeys(("Conv1D", "Conv2D", "Conv3D"), _convolution),
    **dict.fromkeys(("DepthwiseConv1D", "DepthwiseConv2D"), _convolution),
    **dict.fromkeys(("SeparableConv1D", "SeparableConv2D"), _separable),
    **dict.fromkeys(("Conv1DTranspose", "Conv2DTranspose", "Conv3DTranspose"), _transposed),
    "Dense": _dense,
    "EinsumDense": _einsum_dense,
    "ReversibleEmbedding": _reversible_embedding,
}
