"""Which channels depend on each other, and what is left alone."""

from __future__ import annotations

from collections.abc import Callable

import keras
import numpy as np
import pytest

from core.errors import PruningError
from core.models.keras.layers import WeightedFusion
from core.pruning.graph import Axis, Graph, trace

layers = keras.layers


def _axis(graph: Graph, path: str, weight: str = "kernel", role: str = "makes") -> Axis:
    return next(a for a in graph.axes if (a.path, a.weight, a.role) == (path, weight, role))


def _convolution(name: str, filters: int = 4, **settings: object) -> keras.layers.Layer:
    return layers.Conv2D(filters, 3, padding="same", name=name, **settings)


def _model(image: object, x: object) -> keras.Model:
    return keras.Model(image, layers.Dense(2, name="end")(layers.GlobalAveragePooling2D()(x)))


def test_added_layers_share_their_channels() -> None:
    image = keras.Input((8, 8, 3))
    one, other = _convolution("one")(image), _convolution("other")(image)
    graph = trace(_model(image, layers.Add()([one, other])))
    np.testing.assert_array_equal(_axis(graph, "one").ids, _axis(graph, "other").ids)
    assert graph.groups[0].layers == ("one", "other")


def test_fused_layers_share_their_channels_and_keep_their_weights() -> None:
    image = keras.Input((8, 8, 3))
    one, other = _convolution("one")(image), _convolution("other")(image)
    fusion = WeightedFusion(name="fusion")
    graph = trace(_model(image, fusion([one, other])))
    np.testing.assert_array_equal(_axis(graph, "one").ids, _axis(graph, "other").ids)
    assert graph.groups[0].layers == ("one", "other")
    assert id(fusion.fusion) not in graph.by_weight
    assert [kept.layer for kept in graph.kept_whole] == ["end"]


def test_concat_shifts_indices_of_second_branch() -> None:
    image = keras.Input((8, 8, 3))
    one, other = _convolution("one")(image), _convolution("other", 6)(image)
    graph = trace(_model(image, _convolution("read")(layers.Concatenate()([one, other]))))
    reads = _axis(graph, "read", role="reads").ids
    np.testing.assert_array_equal(reads[4:], _axis(graph, "other").ids)
    assert [group.name for group in graph.groups] == ["one", "other", "read", "end"]


def test_flatten_repeats_channels_at_every_position() -> None:
    image = keras.Input((2, 2, 3))
    x = layers.Flatten()(_convolution("one")(image))
    graph = trace(keras.Model(image, layers.Dense(2, name="end")(x)))
    made = _axis(graph, "one").ids
    np.testing.assert_array_equal(_axis(graph, "end", role="reads").ids, np.tile(made, 4))


def test_grouped_convolution_loses_the_same_place_of_every_group() -> None:
    image = keras.Input((8, 8, 3))
    x = _convolution("grouped", 6, groups=2)(_convolution("one", 4)(image))
    made = _axis(trace(_model(image, x)), "grouped").ids
    np.testing.assert_array_equal(made[:3], made[3:])


def test_one_group_a_channel_follows_as_a_depthwise_convolution_does() -> None:
    image = keras.Input((8, 8, 3))
    graph = trace(_model(image, _convolution("deep", 8, groups=4)(_convolution("one")(image))))
    follows = _axis(graph, "deep", role="follows").ids
    np.testing.assert_array_equal(follows, np.repeat(_axis(graph, "one").ids, 2))


def test_layer_called_twice_makes_the_same_channels_twice() -> None:
    image = keras.Input((8, 8, 4))
    shared = _convolution("shared")
    graph = trace(_model(image, shared(shared(_convolution("first")(image)))))
    np.testing.assert_array_equal(_axis(graph, "first").ids, _axis(graph, "shared").ids)


def test_outputs_are_kept_whole_and_named() -> None:
    image = keras.Input((8, 8, 3))
    graph = trace(_model(image, _convolution("one")(image)))
    assert [str(kept) for kept in graph.kept_whole] == [
        "kept whole: end, because it makes an output of the network"
    ]
    assert graph.frozen[_axis(graph, "end").ids].all()


def test_layers_to_leave_alone_take_their_dependents_with_them() -> None:
    image = keras.Input((8, 8, 3))
    one, other = _convolution("one")(image), _convolution("other")(image)
    graph = trace(_model(image, layers.Add()([one, other])), keep=["other"])
    assert graph.groups[0].free.size == 0
    assert {kept.layer for kept in graph.kept_whole} == {"one", "other", "end"}


@pytest.mark.parametrize(
    ("layer", "because"),
    [
        (layers.LayerNormalization(name="odd"), "over channels"),
        (layers.Softmax(name="odd"), "it looks at all channels at once"),
        (layers.Activation(layers.Softmax(), name="odd"), "softmax looks at all channels"),
        (layers.Activation("softmax", name="odd"), "softmax looks at all channels"),
        (layers.Permute((1, 3, 2), name="odd"), "moves channels"),
        (layers.Reshape((8, 4, 8), name="odd"), "moves channels"),
        (layers.RandomFlip(name="odd"), "no rule says what RandomFlip does"),
        (layers.BatchNormalization(axis=1, name="odd"), "another axis"),
        (layers.Rescaling([1.0, 2.0, 3.0, 4.0], name="odd"), "a constant for each channel"),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, keras.Layer) else "",
)
def test_what_no_rule_understands_is_kept_whole_and_named(
    layer: keras.layers.Layer, because: str
) -> None:
    image = keras.Input((8, 8, 3))
    graph = trace(_model(image, layer(_convolution("one")(image))))
    assert graph.frozen[_axis(graph, "one").ids].all()
    said = next(kept for kept in graph.kept_whole if kept.layer == "odd")
    assert because in said.because


class Identity(keras.layers.Layer):  # type: ignore[misc]
    """A person's own layer that has the name of one of Keras and mixes channels."""

    def call(self, x: object) -> object:
        return keras.ops.softmax(x)


@pytest.mark.parametrize(
    "odd",
    [
        Identity(),
        lambda x: keras.ops.reshape(x, (-1, 8, 4, 8)),
        layers.Conv2D(4, 1, activation=layers.Softmax()),
        layers.Conv2D(4, 1, activation=lambda x: keras.ops.softmax(x)),
    ],
    ids=["own layer", "function", "layer as activation", "own activation"],
)
def test_what_only_looks_familiar_is_kept_whole(odd: Callable[[object], object]) -> None:
    image = keras.Input((8, 8, 3))
    graph = trace(_model(image, odd(_convolution("one")(image))))
    assert len(graph.kept_whole) == 2


def test_nested_layers_are_named_by_their_path() -> None:
    inner = keras.Sequential([keras.Input((8, 8, 3)), _convolution("one")], name="inside")
    image = keras.Input((8, 8, 3))
    graph = trace(_model(image, inner(image)))
    assert graph.groups[0].name == "inside/one"


class Hidden(keras.Model):  # type: ignore[misc]
    """Computes nothing, whatever its graph says."""

    def call(self, x: object) -> object:
        return x


def test_model_without_a_graph_is_refused() -> None:
    image = keras.Input((8, 8, 3))
    for hidden in (Hidden(), Hidden(image, _convolution("one")(image))):
        with pytest.raises(PruningError, match=r"functional or sequential.*Hidden"):
            trace(hidden)


def test_unknown_layer_on_frozen_channels_is_named_too() -> None:
    image = keras.Input((8, 8, 3))
    graph = trace(_model(image, layers.RandomFlip(name="odd")(image)))
    assert [kept.layer for kept in graph.kept_whole] == ["odd", "end"]


def test_mask_of_a_normalisation_is_no_channel() -> None:
    image, mask = keras.Input((8, 3)), keras.Input((8,), dtype="bool")
    x = layers.Conv1D(4, 3, padding="same", name="one")(image)
    x = layers.BatchNormalization(name="normal")(x, mask=mask)
    graph = trace(keras.Model([image, mask], layers.Dense(2, name="end")(x)))
    np.testing.assert_array_equal(
        _axis(graph, "normal", "gamma", "follows").ids, _axis(graph, "one").ids
    )
    assert len(graph.groups[0].free) == 4


def test_unknown_layer_to_keep_is_refused() -> None:
    image = keras.Input((8, 8, 3))
    with pytest.raises(PruningError, match="got 'two'. Its layers: one"):
        trace(_model(image, _convolution("one")(image)), keep=["two"])


def test_names_to_keep_are_no_single_name() -> None:
    image = keras.Input((8, 8, 3))
    with pytest.raises(PruningError, match=r"got 'a'. Write keep=\['a'\]"):
        trace(_model(image, _convolution("a")(image)), keep="a")


@pytest.mark.parametrize("name", ["outer", "inner", "outer/inner", "one", "outer/inner/one"])
def test_nested_model_is_kept_whole_by_any_name_it_has(name: str) -> None:
    inner = keras.Sequential([keras.Input((8, 8, 3)), _convolution("one")], name="inner")
    outer = keras.Sequential([keras.Input((8, 8, 3)), inner], name="outer")
    image = keras.Input((8, 8, 3))
    graph = trace(_model(image, _convolution("free")(outer(image))), keep=[name])
    assert {kept.layer for kept in graph.kept_whole} == {"outer/inner/one", "end"}


def test_one_channel_over_a_wider_constant_is_kept_whole() -> None:
    image = keras.Input((8, 8, 3))
    grey = _convolution("grey", 1)(image)
    graph = trace(_model(image, _convolution("one")(grey * np.ones((1, 1, 1, 3), np.float32))))
    assert len(_axis(graph, "one", role="reads").ids) == 3
    assert not graph.frozen[_axis(graph, "one").ids].any()


def test_layer_that_loses_some_channels_is_not_called_whole() -> None:
    image = keras.Input((8, 8, 3))
    parts = layers.Concatenate()([_convolution("one")(image), _convolution("other")(image)])
    whole = layers.Add()([parts, _convolution("both", 8)(image)])
    graph = trace(_model(image, whole), keep=["one"])
    assert {kept.layer for kept in graph.kept_whole} == {"one", "end"}


@pytest.mark.parametrize(
    "activation",
    [layers.LeakyReLU(0.2), layers.ReLU(6.0), layers.ELU(0.5), layers.Activation("tanh")],
    ids=lambda layer: type(layer).__name__,
)
def test_layer_as_activation_takes_each_channel_by_itself(activation: keras.layers.Layer) -> None:
    image = keras.Input((8, 8, 3))
    graph = trace(_model(image, _convolution("one", activation=activation)(image)))
    assert not graph.frozen[_axis(graph, "one").ids].any()


@pytest.mark.parametrize("wrong", ["net.keras", None])
def test_what_is_no_model_is_reported_so(wrong: object) -> None:
    with pytest.raises(PruningError, match=f"must be a Keras model; got .*{wrong}.*load_model"):
        trace(wrong)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("call", "because"),
    [
        (lambda x: keras.ops.mean(x, axis=-1, keepdims=True), "takes all channels together"),
        (lambda x: keras.ops.max(x, axis=(1, 3), keepdims=True), "takes all channels together"),
        (lambda x: keras.ops.sum(x, keepdims=True), "takes all channels together"),
        (
            lambda x: keras.ops.concatenate([x, np.ones((1, 8, 8, 4), np.float32)], axis=0),
            "a constant for each channel",
        ),
        (lambda x: x ** np.ones((1, 1, 1, 4), np.float32), "a constant for each channel"),
    ],
    ids=["mean", "max", "sum", "concatenate", "power"],
)
def test_function_over_channels_keeps_them_whole(
    call: Callable[[object], object], because: str
) -> None:
    image = keras.Input((8, 8, 3))
    graph = trace(_model(image, call(_convolution("one")(image))))
    assert graph.frozen[_axis(graph, "one").ids].all()
    assert any(because in str(kept) for kept in graph.kept_whole)
