"""Activations are known by what they compute, not by who hands them over."""

from __future__ import annotations

from functools import partial
from typing import Any

import keras
import numpy as np
import pytest
import tensorflow as tf

from core.models.keras.activations import PLACES, known_as, replacement_for, single

VALUES = np.linspace(-3, 3, 24, dtype=np.float32).reshape(4, 6)
SINGLE = [
    tf.nn.relu,
    tf.nn.swish,
    tf.nn.gelu,
    tf.nn.leaky_relu,
    tf.math.tanh,
    tf.sigmoid,
    tf.abs,
    keras.ops.relu,
    keras.ops.gelu,
    keras.activations.get("mish"),
    keras.layers.ReLU(6.0),
    keras.layers.Activation(tf.nn.elu),
    partial(tf.nn.leaky_relu, alpha=0.1),
]
MIXING = [tf.nn.softmax, keras.ops.softmax, tf.nn.crelu, keras.activations.glu, keras.ops.cumsum]


@pytest.mark.parametrize("given", SINGLE)
def test_functions_of_one_number_are_known_as_such(given: Any) -> None:
    assert single(given)


@pytest.mark.parametrize("given", [*MIXING, lambda x: x, keras.layers.Softmax()])
def test_what_looks_at_several_numbers_is_not_taken_for_one_of_one(given: Any) -> None:
    assert not single(given)


def test_a_name_of_keras_stands_only_for_what_computes_the_same() -> None:
    functions = {f for place in PLACES for f in vars(place).values() if callable(f)}
    # A threshold has no meaning without its two numbers.
    stood_for = [(known_as(f), f) for f in functions if known_as(f) not in ("", "threshold")]
    assert len(stood_for) > 20
    for name, function in stood_for:
        ours = np.asarray(getattr(keras.activations, name)(VALUES))
        np.testing.assert_allclose(np.asarray(function(VALUES)), ours, atol=1e-6, err_msg=name)


def test_softmax_is_known_in_every_form() -> None:
    forms = (tf.nn.softmax, "softmax", keras.ops.softmax, keras.layers.Softmax())
    assert {known_as(keras.activations.get(form)) for form in forms} == {"softmax"}


def test_what_keras_can_tell_is_left_to_it() -> None:
    assert replacement_for(keras.layers.ReLU()) is None and replacement_for(None) is None
    assert replacement_for(tf.nn.swish) in ("swish", "silu")
    assert replacement_for(keras.ops.gelu) is keras.ops.gelu


@pytest.mark.parametrize(
    "given",
    [
        partial(tf.nn.leaky_relu, alpha=0.1),
        partial(keras.ops.leaky_relu, negative_slope=0.1),
        partial(keras.activations.relu, max_value=2.0, negative_slope=0.1),
        partial(keras.ops.elu, alpha=0.5),
    ],
)
def test_a_function_with_settings_becomes_a_layer_that_files_can_tell(given: Any) -> None:
    stands = replacement_for(given)
    assert isinstance(stands, keras.layers.Layer)
    np.testing.assert_allclose(np.asarray(stands(VALUES)), np.asarray(given(VALUES)), atol=1e-6)


def test_a_function_with_other_settings_is_handed_on() -> None:
    given = partial(keras.ops.softmax, axis=1)
    assert replacement_for(given) is given
