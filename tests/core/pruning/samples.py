"""A call of everything that the pruner has a rule for, on a tensor of eight channels."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import keras

# Known to people by the networks of keras.applications that it is in, and by no name of its own.
from keras.src.applications.convnext import LayerScale

from core.models.keras.layers import WeightedFusion

layers, ops = keras.layers, keras.ops
Sample = Callable[[Any], Any]


def _other(x: Any) -> Any:
    """A second tensor of the same shape."""
    return layers.Dense(x.shape[-1])(x)


def _with_other(call: Callable[[list[Any]], Any]) -> Sample:
    return lambda x: call([x, _other(x)])


def _in_each_rank(call: Callable[[str], Sample], *names: str) -> dict[str, Sample]:
    """Samples of ``names`` in one, two and three dimensions."""
    return {f"{name}{rank}D": call(f"{name}{rank}D") for name in names for rank in (1, 2, 3)}


def _over(name: str, axis: Any) -> Sample:
    """A function of ``keras.ops`` along an axis or several."""
    return lambda x: getattr(ops, name.lower())(x, axis=axis)


def _of(name: str, *args: Any, **settings: Any) -> Sample:
    """A call of a layer of Keras, made anew each time."""
    return lambda x: getattr(layers, name)(*args, **settings)(x)


LAYERS: dict[str, Sample] = {
    "Dense": _of("Dense", 6),
    **_in_each_rank(lambda name: _of(name, 6, 2, padding="same"), "Conv"),
    "Conv1DTranspose": _of("Conv1DTranspose", 6, 2, strides=2),
    "Conv2DTranspose": _of("Conv2DTranspose", 6, 2, strides=2),
    "Conv3DTranspose": _of("Conv3DTranspose", 6, 2, strides=2),
    "DepthwiseConv1D": _of("DepthwiseConv1D", 2, depth_multiplier=2),
    "DepthwiseConv2D": _of("DepthwiseConv2D", 2, depth_multiplier=2),
    "SeparableConv1D": _of("SeparableConv1D", 6, 2, depth_multiplier=2),
    "SeparableConv2D": _of("SeparableConv2D", 6, 2, depth_multiplier=2),
    "Activation": _of("Activation", "tanh"),
    "ReLU": _of("ReLU"),
    "LeakyReLU": _of("LeakyReLU"),
    "ELU": _of("ELU"),
    "Dropout": _of("Dropout", 0.5),
    **_in_each_rank(lambda name: _of(name, 0.5), "SpatialDropout"),
    "GaussianDropout": _of("GaussianDropout", 0.5),
    "GaussianNoise": _of("GaussianNoise", 0.5),
    "ActivityRegularization": _of("ActivityRegularization", l2=0.1),
    "Identity": _of("Identity"),
    "Rescaling": _of("Rescaling", 0.5, 0.1),
    "Resizing": _of("Resizing", 3, 5),
    **_in_each_rank(lambda name: _of(name, 2), "MaxPooling", "AveragePooling", "UpSampling"),
    **_in_each_rank(lambda name: _of(name), "GlobalMaxPooling", "GlobalAveragePooling"),
    **_in_each_rank(lambda name: _of(name, 1), "ZeroPadding", "Cropping"),
    "Add": _with_other(lambda pair: layers.Add()(pair)),
    "Subtract": _with_other(lambda pair: layers.Subtract()(pair)),
    "Multiply": _with_other(lambda pair: layers.Multiply()(pair)),
    "Average": _with_other(lambda pair: layers.Average()(pair)),
    "Maximum": _with_other(lambda pair: layers.Maximum()(pair)),
    "Minimum": _with_other(lambda pair: layers.Minimum()(pair)),
    "Concatenate": lambda x: layers.Concatenate()([x, layers.Dense(6)(x)]),
    "BatchNormalization": _of("BatchNormalization"),
    "PReLU": _of("PReLU"),
    "Normalization": _of("Normalization", axis=None, mean=0.2, variance=2.0),
    "LayerScale": lambda x: LayerScale(0.5, x.shape[-1])(x),
    "LayerNormalization": _of("LayerNormalization"),
    "GroupNormalization": _of("GroupNormalization", 4),
    "UnitNormalization": _of("UnitNormalization"),
    "RMSNormalization": _of("RMSNormalization"),
    "Softmax": _of("Softmax"),
    "Flatten": _of("Flatten"),
    "Reshape": lambda x: layers.Reshape((-1, x.shape[-1]))(x),
    "Permute": _of("Permute", (2, 1, 3)),
    "Embedding": lambda x: layers.GlobalMaxPooling2D()(
        layers.Embedding(9, 8)(ops.cast(4 * ops.sigmoid(x[..., 0]), "int32"))
    ),
}
# Functions of one number that no other setting is needed for.
ALONE = (
    "absolute elu exp gelu hard_sigmoid hard_silu leaky_relu negative relu relu6 selu sigmoid silu "
    "softplus softsign square tanh celu ceil cos erf expm1 floor hard_shrink hard_tanh log_sigmoid "
    "round sign sin soft_shrink sparse_sigmoid squareplus stop_gradient tanh_shrink"
).split()
FUNCTIONS: dict[str, Sample] = {
    **{name.title().replace("_", ""): getattr(ops, name) for name in ALONE},
    "Cast": lambda x: ops.cast(x, "float64"),
    "Clip": lambda x: ops.clip(x, -0.5, 0.5),
    "Sqrt": lambda x: ops.sqrt(ops.absolute(x)),
    "Add": lambda x: x + _other(x),
    "Subtract": lambda x: x - _other(x),
    "Multiply": lambda x: x * _other(x),
    "Divide": lambda x: ops.divide(x, 1.0 + ops.sigmoid(_other(x))),
    "TrueDivide": lambda x: x / (1.0 + ops.sigmoid(_other(x))),
    "Maximum": lambda x: ops.maximum(x, _other(x)),
    "Minimum": lambda x: ops.minimum(x, _other(x)),
    "Power": lambda x: x**2,
    "Concatenate": lambda x: ops.concatenate([x, layers.Dense(6)(x)], axis=-1),
    "Max": lambda x: ops.max(x, axis=-2, keepdims=True),
    "Mean": lambda x: ops.mean(x, axis=(1, 2)),
    "Sum": lambda x: ops.sum(x, axis=1),
    **{name: _over(name, (1, 2)) for name in ("Amax", "Amin", "Min", "Prod", "Std", "Var")},
    **{name: _over(name, 1) for name in ("Cumsum", "Flip", "Sort")},
    "Repeat": lambda x: ops.repeat(x, 2, axis=1),
    "Roll": lambda x: ops.roll(x, 1, axis=2),
    "Log": lambda x: ops.log(1.0 + ops.absolute(x)),
    "Log1p": lambda x: ops.log1p(ops.absolute(x)),
    "Reciprocal": lambda x: ops.reciprocal(1.0 + ops.absolute(x)),
    "Rsqrt": lambda x: ops.rsqrt(1.0 + ops.absolute(x)),
    "AveragePool": lambda x: ops.average_pool(x, 2),
    "MaxPool": lambda x: ops.max_pool(x, 2),
    "Resize": lambda x: ops.image.resize(x, (3, 5)),
    "Equal": lambda x: ops.cast(ops.equal(x, _other(x)), "float32"),
    "NotEqual": lambda x: ops.cast(ops.not_equal(x, _other(x)), "float32"),
    "Greater": lambda x: ops.cast(x > _other(x), "float32"),
    "GreaterEqual": lambda x: ops.cast(x >= 0.0, "float32"),
    "Less": lambda x: ops.cast(x < 0.1, "float32"),
    "LessEqual": lambda x: ops.cast(x <= _other(x), "float32"),
    "Where": lambda x: ops.where(x > 0, x, 0.1 * x),
    "ExpandDims": lambda x: ops.expand_dims(x, 1),
    "GetItem": lambda x: x[:, ::2, None, 1],
    "Pad": lambda x: ops.pad(x, [[0, 0], [1, 0], [2, 1], [0, 0]]),
    "Reshape": lambda x: ops.reshape(x, (-1, 16, x.shape[-1])),
    "Squeeze": lambda x: ops.squeeze(ops.mean(x, axis=(1, 2), keepdims=True), (1, 2)),
    "Stack": lambda x: ops.stack([x, _other(x)], axis=1),
    "Swapaxes": lambda x: ops.swapaxes(x, 1, 2),
    "Transpose": lambda x: ops.transpose(x, (0, 2, 1, 3)),
}
OWN: dict[str, Sample] = {"WeightedFusion": _with_other(lambda pair: WeightedFusion()(pair))}
# What looks at all channels at once: nothing before it can go.
WHOLE = {
    "LayerNormalization",
    "GroupNormalization",
    "UnitNormalization",
    "RMSNormalization",
    "Softmax",
    "Embedding",
}
