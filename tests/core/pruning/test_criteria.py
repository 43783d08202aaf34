"""What each criterion holds to be important, on nets where the answer is known."""

from __future__ import annotations

import keras
import numpy as np
import pytest

from core.errors import PruningError
from core.pruning import losses
from core.pruning.criteria import score_channels
from core.pruning.graph import trace
from core.pruning.losses import gradients

PICTURES = np.abs(np.random.default_rng(1).normal(size=(12, 4, 4, 2))).astype(np.float32)
LABELS = np.arange(12) % 3


def _net() -> keras.Model:
    """A convolution of four filters, normalised, read by a classifier."""
    keras.utils.set_random_seed(3)
    image = keras.Input((4, 4, 2))
    x = keras.layers.Conv2D(4, 1, name="made", use_bias=False)(image)
    x = keras.layers.ReLU()(keras.layers.BatchNormalization(name="normal")(x))
    x = keras.layers.GlobalAveragePooling2D()(x)
    return keras.Model(image, keras.layers.Dense(3, activation="softmax", name="end")(x))


def _scores(net: keras.Model, criterion: str) -> np.ndarray:
    graph = trace(net)
    return score_channels(net, graph, criterion, (PICTURES, LABELS))[graph.groups[0].channels]


@pytest.mark.parametrize("criterion", ["l1", "l2", "lamp", "taylor"])
def test_small_weights_matter_little(criterion: str) -> None:
    net = _net()
    for name, axis in (("made", -1), ("end", 0)):
        weight = net.get_layer(name).weights[0]
        value = np.moveaxis(np.array(weight), axis, 0)
        value[1] *= 1e-3
        weight.assign(np.moveaxis(value, 0, axis))
    assert np.argmin(_scores(net, criterion)) == 1


def test_scale_goes_by_batch_normalisation() -> None:
    net = _net()
    net.get_layer("normal").gamma.assign([0.5, -2.0, 0.1, 1.0])
    assert np.argsort(_scores(net, "scale")).tolist() == [2, 0, 3, 1]


def test_fpgm_lets_go_what_its_siblings_can_replace() -> None:
    net = _net()
    filters = np.array([[1.0, 1.0], [1.1, 1.0], [-3.0, 0.0], [4.0, -4.0]]).T
    net.get_layer("made").set_weights([filters[None, None]])
    assert set(np.argsort(_scores(net, "fpgm"))[:2]) == {0, 1}


@pytest.mark.parametrize("criterion", ["activation", "apoz"])
def test_channel_that_is_always_zero_goes_first(criterion: str) -> None:
    net = _net()
    net.get_layer("normal").beta.assign([0.5, 0.5, 0.5, -100.0])
    assert np.argmin(_scores(net, criterion)) == 3


def test_lamp_gives_the_largest_of_every_group_one() -> None:
    net = _net()
    assert _scores(net, "lamp").max() == pytest.approx(1.0)


def test_random_follows_the_seed() -> None:
    net, graph = _net(), trace(_net())
    one, same, other = (score_channels(net, graph, "random", seed=seed) for seed in (1, 1, 2))
    np.testing.assert_array_equal(one, same)
    assert (one != other).any()


def test_layers_of_any_scale_count_alike() -> None:
    net = _net()
    before = _scores(net, "l2")
    net.get_layer("made").set_weights([w * 50 for w in net.get_layer("made").get_weights()])
    np.testing.assert_allclose(_scores(net, "l2"), before, rtol=1e-4)


def test_gradients_equal_finite_differences() -> None:
    net = _net()
    weight = net.get_layer("end").kernel
    slope = gradients(net, [weight], (PICTURES, LABELS))[0][0, 0]
    losses = []
    for step in (1e-2, -1e-2):
        nudge = np.zeros(weight.shape, np.float32)
        nudge[0, 0] = step
        weight.assign_add(nudge)
        probabilities = np.asarray(net(PICTURES))
        losses.append(-np.log(probabilities[np.arange(12), LABELS]).mean())
        weight.assign_sub(nudge)
    assert slope == pytest.approx((losses[0] - losses[1]) / 2e-2, rel=1e-2)


def test_taylor_sees_frozen_layers_too() -> None:
    free, frozen = _net(), _net()
    frozen.get_layer("made").trainable = False
    np.testing.assert_allclose(_scores(frozen, "taylor"), _scores(free, "taylor"), rtol=1e-5)


def test_activations_are_the_same_in_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = _scores(_net(), "activation")
    monkeypatch.setattr(losses, "BATCH", 5)
    np.testing.assert_allclose(_scores(_net(), "activation"), whole, rtol=1e-5)


@pytest.mark.parametrize("criterion", ["taylor", "activation", "apoz"])
def test_data_of_two_inputs_are_refused(criterion: str) -> None:
    one, other = keras.Input((4,)), keras.Input((4,))
    total = keras.layers.Add()([keras.layers.Dense(3)(one), keras.layers.Dense(3)(other)])
    net = keras.Model([one, other], keras.layers.Dense(2)(total))
    data = [np.zeros((9, 4), np.float32)] * 2, np.zeros(9)
    with pytest.raises(
        PruningError, match="models of one input; the model .* has 2. Choose a criterion"
    ):
        score_channels(net, trace(net), criterion, data)  # type: ignore[arg-type]


@pytest.mark.parametrize("criterion", ["taylor", "activation", "apoz"])
def test_no_pictures_are_refused(criterion: str) -> None:
    net = _net()
    with pytest.raises(PruningError, match="as many labels; got 0 and 0"):
        score_channels(net, trace(net), criterion, (PICTURES[:0], LABELS[:0]))


def test_lamp_lets_a_group_go_that_is_all_zero() -> None:
    net = _net()
    net.get_layer("made").kernel.assign(np.zeros((1, 1, 2, 4)))
    net.get_layer("end").kernel.assign(np.zeros((4, 3)))
    assert _scores(net, "lamp").tolist() == [0.0] * 4
