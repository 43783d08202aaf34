"""Multiply-accumulates of one call, by a rule for each kind of operation that multiplies."""

from __future__ import annotations

from dataclasses import replace
from inspect import signature
from typing import Any

import keras
import numpy as np

from core.models.keras.calls import Call, calls, has_graph
from core.models.keras.layers import WeightedFusion
from core.profile.macs import attention, functions, kernels, recurrent, wrappers
from core.profile.macs.part import NONE, UNKNOWN, CountedPart, Products, Rule, Shape, together

__all__ = ["CountedPart", "Products", "products_of"]

RULES: dict[str, Rule] = {
    **kernels.RULES,
    **attention.RULES,
    **recurrent.RULES,
    **functions.RULES,
}
# Parts of Keras where nothing is summed up after a multiplication, or where a count leaves it out:
# activations, pooling, normalisation, sums, what looks rows up, moves or prepares.
FREE = tuple(
    f"keras.src.{place}"
    for place in (
        "applications.",
        "layers.activations.",
        "layers.core.embedding",
        "layers.core.identity",
        "layers.core.input_layer",
        "layers.core.masking",
        "layers.merging.",
        "layers.normalization.",
        "layers.pooling.",
        "layers.preprocessing.",
        "layers.regularization.",
        "layers.reshaping.",
        "ops.core",
        "ops.image",
        "ops.math",
        "ops.nn",
        "ops.numpy",
    )
)
# In those parts, what multiplies, and has no rule; and what runs functions of a person's own.
UNCOUNTED = frozenset(
    "STFTSpectrogram MelSpectrogram Pipeline AffineTransform PerspectiveTransform GaussianBlur "
    "ElasticTransform ScaleAndTranslate SobelEdges SSIM CDist FFT FFT2 IFFT2 RFFT IRFFT STFT ISTFT "
    "Logdet Slogdet Inner Outer Vdot Kron Cross Correlate Corrcoef Vander BatchNorm Map Scan "
    "AssociativeScan Switch WhileLoop ForiLoop Cond VectorizedMap".split()
)


def products_of(call: Call) -> Products:
    """Count the multiply-accumulates of a call for one example."""
    named, values = _arguments(call)
    shapes = tuple(call.input_shapes), tuple(call.output_shapes)
    return _products(CountedPart(call.operation, *shapes, named, values))


def _products(part: CountedPart) -> Products:
    found = _by_rule(part)
    # What is done at places whose number is not known was not counted.
    if found is not NONE and any(None in shape[1:] for shape in (*part.inputs, *part.outputs)):
        return replace(found, exact=False)
    return found


def _by_rule(part: CountedPart) -> Products:
    operation = part.operation
    if has_graph(operation):
        return together(map(products_of, calls(operation)))
    if type(operation) is WeightedFusion:
        return NONE
    module = type(operation).__module__
    if not module.startswith("keras."):
        held = isinstance(operation, keras.layers.Wrapper)
        return wrappers.wrapped(part, _products) if held else UNKNOWN
    if part.kind in wrappers.WRAPPERS:
        return wrappers.WRAPPERS[part.kind](part, _products)
    layer = isinstance(operation, keras.layers.Layer)
    rules = RULES if layer else functions.FUNCTION_RULES
    if part.kind in rules:
        return rules[part.kind](part)
    return NONE if module.startswith(FREE) and part.kind not in UNCOUNTED else UNKNOWN


def _arguments(call: Call) -> tuple[dict[str, Shape], dict[str, Any]]:
    """Return a call's arguments by name: the shapes of tensors, and all values."""
    given = call.node.arguments
    values = dict(signature(call.operation.call).bind(*given.args, **given.kwargs).arguments)
    shapes = {name: _shape(value) for name, value in values.items()}
    return {name: shape for name, shape in shapes.items() if shape is not None}, values


def _shape(value: Any) -> Shape | None:
    """Return the shape of a tensor, weight, array, number or nested list; else None."""
    if hasattr(value, "shape"):
        return tuple(value.shape)
    flat = keras.tree.flatten(value)
    return np.shape(value) if all(isinstance(each, int | float) for each in flat) else None
