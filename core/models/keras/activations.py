"""Identifies activations by what they compute: given by name, function or layer."""

from __future__ import annotations

from functools import partial
from inspect import signature
from typing import Any

import keras
import tensorflow as tf

# Functions of keras.activations of one number. What any other gives may depend on all channels.
ONE_BY_ONE = frozenset(
    "celu elu exponential gelu hard_sigmoid hard_silu hard_tanh leaky_relu linear log_sigmoid mish "
    "relu relu6 selu sigmoid silu soft_shrink softplus softsign sparse_sigmoid squareplus "
    "tanh tanh_shrink threshold hard_shrink".split()
)
# Functions of one number in tf, tf.math, tf.nn and keras.ops that are no activations of Keras.
FUNCTIONS = (
    "abs absolute acos acosh arccos arccosh arcsin arcsinh arctan arctanh asin asinh atan atanh "
    "ceil clip clip_by_value cos cosh digamma erf erfc erfinv exp expm1 floor lgamma log "
    "log1p neg negative nan_to_num reciprocal rint round rsqrt sign sin sinh sqrt square "
    "stop_gradient tan"
).split()
# Layers that may stand for an activation, and take each number by itself.
AS_ACTIVATIONS = frozenset(
    {keras.layers.ReLU, keras.layers.LeakyReLU, keras.layers.ELU, keras.layers.Identity}
)
PLACES = (keras.ops, tf.nn, tf.math, tf)
# Of one name, and not the same function: approximated unless told not to; a matrix.
UNLIKE = (keras.ops.gelu, keras.ops.identity)
_AS_LAYERS: dict[str, Any] = {
    "elu": keras.layers.ELU,
    "leaky_relu": keras.layers.LeakyReLU,
    "relu": keras.layers.ReLU,
}
_OTHER_NAMES = {"exp": "exponential", "identity": "linear"}


def single(activation: Any) -> bool:
    """Return whether the activation acts on each number alone."""
    if isinstance(activation, keras.layers.Activation):
        return single(activation.activation)
    if isinstance(activation, partial):
        return single(activation.func)
    if activation is None or type(activation) in AS_ACTIVATIONS:
        return True
    known = (*ONE_BY_ONE, *FUNCTIONS)
    return known_as(activation) in ONE_BY_ONE or any(
        getattr(place, name, None) is activation for place in PLACES for name in known
    )


def known_as(activation: Any) -> str:
    """Return its name in ``keras.activations``, or that of an equal one; else empty."""
    if isinstance(activation, keras.layers.Activation):
        return known_as(activation.activation)
    if isinstance(activation, keras.layers.Softmax) and activation.axis == -1:
        return "softmax"
    for name in _names():
        if getattr(keras.activations, name) is activation:
            return name
    same = [name for name in (*_names(), *_OTHER_NAMES) if _stands(activation, name)]
    return _OTHER_NAMES.get(same[0], same[0]) if same else ""


def replacement_for(activation: Any) -> Any:
    """Return a replacement for an activation that Keras cannot serialize; else None.

    A function of TensorFlow or ``keras.ops`` is replaced by the name of the same one in
    ``keras.activations``, or with its settings by a layer, so that a file can hold it; else it is
    returned as it is.
    """
    if isinstance(activation, partial):
        return _with_settings(activation) if _of_a_library(activation.func) else None
    if not callable(activation) or isinstance(activation, keras.layers.Layer):
        return None
    if not _of_a_library(activation):
        return None
    return known_as(activation) or activation


def _with_settings(activation: partial[Any]) -> Any:
    """Return a layer equal to a function with settings; if there is none, the function."""
    name, settings = known_as(activation.func), dict(activation.keywords)
    if name == "leaky_relu" and "alpha" in settings:
        # As TensorFlow calls it.
        settings["negative_slope"] = settings.pop("alpha")
    make = _AS_LAYERS.get(name)
    if make is None or activation.args or not settings.keys() <= {*signature(make).parameters}:
        return activation
    return make(**settings)


def _names() -> list[str]:
    return [name for name in dir(keras.activations) if name in ONE_BY_ONE or "softmax" in name]


def _stands(activation: Any, name: str) -> bool:
    if any(activation is one for one in UNLIKE):
        return False
    return any(getattr(place, name, None) is activation for place in PLACES)


def _of_a_library(function: Any) -> bool:
    """Return whether the function is TensorFlow's or Keras'."""
    places = (keras.activations, *PLACES)
    return any(function is one for place in places for one in vars(place).values())
