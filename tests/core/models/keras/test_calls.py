"""Walking a model: nested and shared layers, functions, several inputs and outputs."""

from __future__ import annotations

import keras
import numpy as np
from keras import layers

from core.models.keras.calls import calls, has_graph, interpret, remade


def _branched() -> keras.Model:
    """Two named inputs, one shared layer, a nested model, two named outputs."""
    left, right = keras.Input((4,), name="left"), keras.Input((4,), name="right")
    shared = layers.Dense(4, name="shared")
    inside = keras.Sequential([keras.Input((4,)), layers.Dense(4, name="deep")], name="inside")
    total = keras.ops.add(shared(left), shared(right))
    outputs = {"sum": total, "deep": inside(total)}
    return keras.Model({"left": left, "right": right}, outputs)


def test_calls_come_in_order_with_their_paths() -> None:
    paths = [call.path for call in calls(_branched())]
    assert paths.count("shared") == 2
    assert paths[-1] == "inside/deep"


def test_interpreting_with_the_operations_themselves_computes_the_model() -> None:
    net = _branched()
    x = np.random.default_rng(0).normal(size=(2, 3, 4)).astype(np.float32)
    given = {tensor.name: keras.ops.convert_to_tensor(x[i]) for i, tensor in enumerate(net.inputs)}
    ours = interpret(net, list(given.values()), lambda call, values: call.apply(values))
    for one, other in zip(ours, keras.tree.flatten(net(given)), strict=True):
        np.testing.assert_allclose(one, other, rtol=1e-5)


def test_remade_model_has_the_same_structure_and_none_of_the_layers() -> None:
    net = _branched()
    copy = remade(net, lambda operation: type(operation).from_config(operation.get_config()))
    copy.set_weights(net.get_weights())
    given = {"left": np.ones((1, 4)), "right": np.zeros((1, 4))}
    assert not set(map(id, net.layers)) & set(map(id, copy.layers))
    for name, value in net(given).items():
        np.testing.assert_allclose(copy(given)[name], value, rtol=1e-5)


def test_calls_within_a_model_called_with_training_false_are_still() -> None:
    image = keras.Input((4,))
    inside = keras.Sequential([keras.Input((4,)), layers.Dropout(0.5, name="in")], name="base")
    x = layers.BatchNormalization(name="alone")(inside(image, training=False), training=False)
    # Keras notes training=False down for this one, too: it is what Dropout takes by itself.
    net = keras.Model(image, layers.Dropout(0.5, name="plain")(x))
    assert {call.path: call.still for call in calls(net)} == {
        "base/in": True,
        "alone": True,
        "plain": False,
    }
    ones = keras.ops.ones((64, 4))
    (kept,) = interpret(inside, [ones], lambda call, x: call.apply(x, True), still=True)
    (dropped,) = interpret(inside, [ones], lambda call, x: call.apply(x, True))
    assert np.all(kept == 1) and not np.all(dropped == 1)


def test_layer_without_calls_has_no_graph() -> None:
    assert not has_graph(layers.Dense(3))
    assert not has_graph(keras.Sequential([layers.Dense(3)]))


class Doubled(keras.Model):  # type: ignore[misc]
    """Made from a graph, and computing twice what it says."""

    def call(self, x: object) -> object:
        return 2 * super().call(x)


class Trained(keras.Model):  # type: ignore[misc]
    """Made from a graph, with a way of its own to train."""

    def train_step(self, data: object) -> dict[str, object]:
        return {}


def test_model_that_computes_something_else_than_its_graph_has_none() -> None:
    image = keras.Input((4,))
    assert not has_graph(Doubled(image, layers.Dense(3)(image)))
    assert has_graph(Trained(image, layers.Dense(3)(image)))


def test_nested_model_with_a_call_of_its_own_is_one_operation() -> None:
    image, inside = keras.Input((4,)), keras.Input((4,))
    net = keras.Model(image, Doubled(inside, layers.Dense(3)(inside), name="odd")(image))
    assert [call.path for call in calls(net)] == ["odd"]
