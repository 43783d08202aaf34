"""Rules for operations on each channel alone: activations, dropout, pooling."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import keras
import numpy as np

from core.models.keras.activations import known_as, single
from core.models.keras.calls import Call
from core.pruning.graph.channels import Ids
from core.pruning.graph.trace import Rule, Trace

LAYERS = (
    "Activation",
    "ReLU",
    "LeakyReLU",
    "ELU",
    "Dropout",
    "SpatialDropout1D",
    "SpatialDropout2D",
    "SpatialDropout3D",
    "GaussianDropout",
    "GaussianNoise",
    "ActivityRegularization",
    "Identity",
    "Rescaling",
)
POSITIONS = (
    "MaxPooling1D",
    "MaxPooling2D",
    "MaxPooling3D",
    "AveragePooling1D",
    "AveragePooling2D",
    "AveragePooling3D",
    "GlobalMaxPooling1D",
    "GlobalMaxPooling2D",
    "GlobalMaxPooling3D",
    "GlobalAveragePooling1D",
    "GlobalAveragePooling2D",
    "GlobalAveragePooling3D",
    "ZeroPadding1D",
    "ZeroPadding2D",
    "ZeroPadding3D",
    "Cropping1D",
    "Cropping2D",
    "Cropping3D",
    "UpSampling1D",
    "UpSampling2D",
    "UpSampling3D",
    "Resizing",
)
# Functions of keras.ops that are applied to a tensor of the graph, as ``keras.ops.relu(x)``.
FUNCTIONS = (
    "Absolute",
    "AveragePool",
    "MaxPool",
    "Resize",
    "Celu",
    "Ceil",
    "Cos",
    "Erf",
    "Expm1",
    "Floor",
    "HardShrink",
    "HardTanh",
    "Log",
    "Log1p",
    "LogSigmoid",
    "Reciprocal",
    "Round",
    "Rsqrt",
    "Sign",
    "Sin",
    "SoftShrink",
    "SparseSigmoid",
    "Squareplus",
    "StopGradient",
    "TanhShrink",
    "Cast",
    "Clip",
    "Elu",
    "Exp",
    "Gelu",
    "HardSigmoid",
    "HardSilu",
    "LeakyRelu",
    "Negative",
    "Relu",
    "Relu6",
    "Selu",
    "Sigmoid",
    "Silu",
    "Softplus",
    "Softsign",
    "Sqrt",
    "Square",
    "Tanh",
)


def mixing_of(call: Call) -> str:
    """Return why an activation, which may mix channels, keeps them whole; else empty."""
    given: Any = getattr(call.operation, "activation", None)
    if single(given):
        return ""
    if name := known_as(given):
        return f"its {name} looks at all channels at once"
    function = getattr(given, "func", given)
    name = getattr(function, "__name__", type(function).__name__)
    return (
        f"its activation {name} may look at all channels at once; where it is one of Keras', write "
        "its name, as 'relu' in place of lambda x: tf.nn.relu(x)"
    )


def alone(trace: Trace, call: Call, inputs: list[Ids]) -> Sequence[Ids]:
    """Trace a call that acts on each channel alone; keep channels whole if it mixes them."""
    if because := mixing_of(call):
        trace.keep(call, because, *inputs)
    if any(np.size(each) > 1 for each in _arrays(call)):
        trace.keep(call, "it has a constant for each channel", *inputs)
    return inputs


def _arrays(call: Call) -> list[Any]:
    """Return the constants that may have a number for each channel."""
    own = [getattr(call.operation, name, 0) for name in ("scale", "offset")]
    given = [each for each in call.constants if keras.ops.is_tensor(each) or np.ndim(each)]
    return [*own, *given] if call.kind == "Rescaling" else given


RULES: dict[str, Rule] = dict.fromkeys((*LAYERS, *POSITIONS), alone)
FUNCTION_RULES: dict[str, Rule] = dict.fromkeys(FUNCTIONS, alone)
