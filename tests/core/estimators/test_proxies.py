"""Proxies: what each works out, what it refuses, and that the network is left as it was."""

from __future__ import annotations

import math
from typing import get_args

import keras
import numpy as np
import pytest
import tensorflow as tf

from core.arrays import Array
from core.errors import EvaluationError, UnknownNameError
from core.estimators.proxies import PROXIES, score
from core.estimators.proxies.catalogue import ProxyName
from core.models import build
from core.presets import preset_spaces
from core.spaces import sample
from core.training.weights import draw_weights
from tests.conftest import HEAVY, imported

CELL = {
    "edge_1_0": "nor_conv_3x3",
    "edge_2_0": "skip_connect",
    "edge_2_1": "avg_pool_3x3",
    "edge_3_0": "nor_conv_1x1",
    "edge_3_1": "none",
    "edge_3_2": "nor_conv_3x3",
}


@pytest.fixture(scope="module")
def x() -> Array:
    return np.random.default_rng(1).standard_normal((6, 8, 8, 3)).astype(np.float32)


@pytest.fixture(scope="module")
def y() -> Array:
    return np.array([0, 1, 2, 3, 0, 1], np.int32)


@pytest.fixture
def cell() -> keras.Model:
    return drawn(
        build("nasbench201", input_shape=(8, 8, 3), classes=4, choices=CELL, cells=1, filters=4)
    )


def drawn(model: keras.Model, seed: int = 0) -> keras.Model:
    draw_weights(model, np.random.default_rng(seed))
    return model


def plain(*layers: keras.layers.Layer) -> keras.Model:
    """A network of ``layers`` between images of 8×8 and four classes."""
    value = image = keras.Input((8, 8, 3))
    for layer in layers:
        value = layer(value)
    value = keras.layers.GlobalAveragePooling2D()(value)
    return drawn(keras.Model(image, keras.layers.Dense(4, activation="softmax")(value)))


def cut_off() -> keras.Model:
    """A network whose first kernel is zero."""
    model = plain(keras.layers.Conv2D(5, 3))
    model.layers[1].kernel.assign(np.zeros((3, 3, 3, 5)))
    return model


def test_the_list_is_read_without_tensorflow() -> None:
    assert not HEAVY & imported("import core.estimators.proxies")


def test_what_a_form_offers_is_what_there_is() -> None:
    assert set(get_args(ProxyName)) == set(PROXIES.names())
    assert all(entry.summary for entry in PROXIES.entries())


@pytest.mark.parametrize("name", PROXIES.names())
def test_a_score_is_repeatable_and_leaves_every_bit_of_the_model(
    name: str, cell: keras.Model, x: Array, y: Array
) -> None:
    before = [np.asarray(weight).tobytes() for weight in cell.weights]
    one, two = score(cell, name, x, y), score(cell, name, x, y)
    assert one == pytest.approx(two, rel=1e-5) and math.isfinite(one)
    assert [np.asarray(weight).tobytes() for weight in cell.weights] == before


@pytest.fixture(scope="module", params=["mobilenet_small", "efficientnet", "convnet_small"])
def other(request: pytest.FixtureRequest) -> keras.Model:
    """A network of another family; a score leaves it as it was."""
    preset = preset_spaces()[request.param]
    choices = sample(preset, np.random.default_rng(3))
    return build(preset.family, input_shape=(8, 8, 3), classes=4, choices=choices, **preset.options)


@pytest.mark.parametrize("name", PROXIES.names())
def test_every_proxy_scores_networks_of_other_families(
    name: str, other: keras.Model, x: Array, y: Array
) -> None:
    assert math.isfinite(score(drawn(other), name, x, y))


def test_an_unknown_proxy_is_refused_with_those_there_are(cell: keras.Model, x: Array) -> None:
    with pytest.raises(UnknownNameError, match="Known: grad_norm, jacob_cov"):
        score(cell, "naswort", x, x)


@pytest.mark.parametrize("name", ["snip", "grad_norm"])
def test_a_score_that_is_no_number_is_an_error(
    name: str, cell: keras.Model, x: Array, y: Array
) -> None:
    with pytest.raises(EvaluationError, match="finite number; got nan"):
        score(cell, name, np.full_like(x, np.nan), y)


def test_counts_are_the_models_own(cell: keras.Model, x: Array, y: Array) -> None:
    assert score(cell, "parameters", x, y) == cell.count_params()
    assert score(cell, "macs", x, y) > score(cell, "parameters", x, y)


@pytest.mark.parametrize("activation", ["relu", "relu6", "silu", "hard_silu"])
def test_naswot_is_the_volume_of_the_units_on_which_images_agree(
    activation: str, x: Array, y: Array
) -> None:
    model = plain(keras.layers.Conv2D(5, 3, activation=activation))
    layer = model.layers[1]
    before = tf.nn.conv2d(x, layer.kernel, 1, "VALID") + layer.bias
    codes = np.asarray(before).reshape(len(x), -1) > 0
    agreements = (codes[:, None] == codes[None]).sum(axis=-1)
    assert score(model, "naswot", x, y) == pytest.approx(np.linalg.slogdet(agreements)[1])


def test_naswot_adds_up_all_activations(x: Array, y: Array) -> None:
    once = plain(keras.layers.Conv2D(5, 3), keras.layers.ReLU())
    twice = plain(keras.layers.Conv2D(5, 3), keras.layers.ReLU(), keras.layers.ReLU())
    # After a ReLU the same units are positive: K doubles, its determinant is 2 ** images as large.
    difference = score(twice, "naswot", x, y) - score(once, "naswot", x, y)
    assert difference == pytest.approx(len(x) * math.log(2))


def test_naswot_refuses_a_network_without_its_activations(x: Array, y: Array) -> None:
    with pytest.raises(EvaluationError, match="activations of the ReLU kind .*none"):
        score(plain(keras.layers.Conv2D(5, 3, activation="sigmoid")), "naswot", x, y)


def test_naswot_refuses_images_that_get_one_code(cell: keras.Model, x: Array, y: Array) -> None:
    with pytest.raises(EvaluationError, match="each of the 6 images"):
        score(cell, "naswot", np.repeat(x[:1], 6, axis=0), y)


def test_synflow_is_the_flow_through_absolute_weights(x: Array, y: Array) -> None:
    model = plain(
        keras.layers.Conv2D(5, 1, use_bias=False), keras.layers.Conv2D(6, 1, use_bias=False)
    )
    signal = np.ones(3)
    kernels = [weight for weight in model.trainable_weights if len(weight.shape) > 1]
    for kernel in kernels:
        signal = signal @ np.abs(np.asarray(kernel)).reshape(kernel.shape[-2:])
    # The flow is linear in each of the three kernels, so each adds all of it (Euler).
    assert score(model, "synflow", x, y) == pytest.approx(math.log10(3 * signal.sum()), rel=1e-6)


def test_synflow_sees_neither_images_nor_signs_nor_normalisation(
    cell: keras.Model, x: Array, y: Array
) -> None:
    first = score(cell, "synflow", x, y)
    for weight in cell.weights:
        kernel = len(weight.shape) > 1
        weight.assign(-weight if kernel else 3.0 * weight)
    assert score(cell, "synflow", 5 * x, y) == pytest.approx(first, rel=1e-12)


def test_synflow_refuses_a_layer_it_does_not_know(x: Array, y: Array) -> None:
    with pytest.raises(EvaluationError, match="no way through a LayerNormalization"):
        score(plain(keras.layers.LayerNormalization()), "synflow", x, y)


def test_synflow_refuses_a_network_that_lets_nothing_through(x: Array, y: Array) -> None:
    with pytest.raises(EvaluationError, match="signal that reaches"):
        score(cut_off(), "synflow", x, y)


def test_gradient_proxies_agree_with_keras(cell: keras.Model, x: Array, y: Array) -> None:
    kernels = [weight for weight in cell.trainable_weights if len(weight.shape) > 1]
    with tf.GradientTape() as tape:
        loss = keras.losses.sparse_categorical_crossentropy(y, cell(x, training=True))
        mean = tf.reduce_mean(loss)
    gradients = tape.gradient(mean, [kernel.value for kernel in kernels])
    norms = sum(np.linalg.norm(gradient) for gradient in gradients)
    snip = sum(np.abs(k * np.asarray(g)).sum() for k, g in zip(kernels, gradients, strict=True))
    assert score(cell, "grad_norm", x, y) == pytest.approx(norms, rel=1e-3)
    assert score(cell, "snip", x, y) == pytest.approx(snip, rel=1e-3)


def test_jacob_cov_prefers_images_that_are_told_apart(
    cell: keras.Model, x: Array, y: Array
) -> None:
    alike = x[:1] + 1e-3 * x
    apart, together = (score(cell, "jacob_cov", images, y) for images in (x, alike))
    assert together < apart <= -len(x)


def test_jacob_cov_refuses_an_answer_that_ignores_the_pixels(x: Array, y: Array) -> None:
    with pytest.raises(EvaluationError, match="depends on the pixels"):
        score(cut_off(), "jacob_cov", x, y)
