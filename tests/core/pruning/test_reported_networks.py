"""Networks that broke other pruners, after public reports: pruned as their masked parent, or named.

Each is made here after the report's words, small, with random weights.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

import keras
import numpy as np
import pytest
import tensorflow as tf

from core.errors import CoreError, PruningError
from core.profile.counts import count
from core.pruning import prune_channels, prune_weights
from tests.core.pruning.nets import randomise

layers, ops = keras.layers, keras.ops
Make = Callable[[Any], Any]
IMAGE, SEQUENCE = (8, 8, 3), (6, 4)


def _conv(x: Any, filters: int = 8, **settings: Any) -> Any:
    return layers.Conv2D(filters, 3, padding="same", activation="relu", **settings)(x)


def _head(x: Any) -> Any:
    return layers.Dense(4, activation="softmax")(layers.GlobalAveragePooling2D()(x))


def _flat_head(x: Any) -> Any:
    """Behind a reshape that knows the number of channels."""
    return layers.Dense(4)(ops.reshape(x, (-1, 512)))


def _stacked(x: Any) -> Any:
    return _head(_conv(ops.max(ops.stack([_conv(x), _conv(x)], axis=1), axis=1)))


def _gated_recurrence(x: Any) -> Any:
    """One step of a convolutional GRU, scaled up by interpolation."""
    state, x = _conv(x), _conv(x)
    gate = layers.Conv2D(8, 3, padding="same", activation="sigmoid")(
        ops.concatenate([x, state], axis=-1)
    )
    state = gate * state + (1.0 - gate) * ops.tanh(x)
    return _head(_conv(ops.image.resize(state, (16, 16))))


def _normalised(x: Any) -> Any:
    """Features of unit length, and their scale, as in SSD."""
    x = _conv(_conv(x))
    return _head(_conv(x / ops.sqrt(ops.sum(ops.square(x), axis=-1, keepdims=True) + 1e-3)))


def _dense_recurrence(cell: Any) -> Make:
    return lambda x: layers.Dense(3)(layers.Dense(8, activation="relu")(cell(layers.Dense(7)(x))))


def _embedded(x: Any) -> Any:
    table = keras.initializers.Constant(np.random.default_rng(1).normal(size=(20, 8)))
    x = layers.Embedding(20, 8, embeddings_initializer=table)(ops.cast(9 * ops.abs(x), "int32"))
    return layers.Dense(3)(layers.GlobalMaxPooling1D()(layers.Dense(6)(x[:, :, 0])))


def _images(x: Any) -> Any:
    x = layers.TimeDistributed(layers.Conv2D(6, 3))(x)
    x = layers.LSTM(5)(layers.TimeDistributed(layers.GlobalAveragePooling2D())(x))
    return layers.Dense(3)(layers.Dense(8, activation=tf.nn.relu)(x))


def _functions(x: Any) -> Any:
    """Operations where others take layers."""
    y = ops.pad(layers.Conv2D(8, 3, padding="same")(x), [[0, 0], [1, 1], [1, 1], [0, 0]])[
        :, 1:-1, 1:-1
    ]
    y = ops.maximum(0.1 * y, y) + ops.relu(layers.Conv2D(8, 3, padding="same")(x))
    return layers.Dense(4)(ops.mean(_conv(ops.max_pool(y, 2)), axis=(1, 2)))


def _attended(x: Any) -> Any:
    """Half of the channels say how much of the other half counts (a gated linear unit)."""
    return _head(_conv(ops.glu(_conv(_conv(x), 16))))


PRUNED: dict[str, tuple[tuple[int | None, ...], Make]] = {
    "nni#3979, x.view(-1, 1024)": (IMAGE, lambda x: _flat_head(_conv(_conv(x)))),
    "nni#4885, stack": (IMAGE, _stacked),
    "nni#5209, slice of channels": (IMAGE, lambda x: _head(_conv(_conv(_conv(x))[..., :4]))),
    "TinyNeuralNetwork#122, interpolation and ConvGRU": (IMAGE, _gated_recurrence),
    "Torch-Pruning#24, L2Norm": (IMAGE, _normalised),
    "Torch-Pruning#366, GLU": (IMAGE, _attended),
    "Torch-Pruning#404, #276, LSTM": (SEQUENCE, _dense_recurrence(layers.LSTM(6))),
    "model-optimization#374, Bidirectional": (
        SEQUENCE,
        _dense_recurrence(layers.Bidirectional(layers.GRU(5, return_sequences=False))),
    ),
    "model-optimization#39, TimeDistributed": ((3, *IMAGE), _images),
    "model-optimization#1051, operations": (IMAGE, _functions),
    "model-optimization#928, open sizes": ((None, None, 3), lambda x: _head(_conv(_conv(x)))),
    "keras#18605, Embedding of an array": (SEQUENCE, _embedded),
    "tensorflow#32398, functions of tf.nn": (
        IMAGE,
        lambda x: _head(
            layers.Conv2D(8, 3, activation=partial(tf.nn.leaky_relu, alpha=0.1))(
                layers.Conv2D(8, 3, activation=tf.nn.swish)(x)
            )
        ),
    ),
}


def _net(shape: tuple[int | None, ...], make: Make) -> keras.Model:
    given = keras.Input(shape)
    model = keras.Model(given, make(given))
    randomise(model, np.random.default_rng(0))
    return model


def _batch(shape: Sequence[int | None]) -> Any:
    sizes = [side or 8 for side in shape]
    return np.random.default_rng(1).random((3, *sizes)).astype(np.float32)


@pytest.mark.parametrize("report", PRUNED)
@pytest.mark.parametrize("scope", ["global", "local"])
def test_the_network_of_a_report_is_pruned_as_its_masked_parent(report: str, scope: str) -> None:
    shape, make = PRUNED[report]
    net, batch = _net(shape, make), _batch(shape)
    result = prune_channels(net, 0.4, "random", scope)  # type: ignore[arg-type]
    assert result.model.count_params() < net.count_params()
    assert result.disagreement(batch) <= 1e-4
    # The masked parent is made again too: whole, it must compute what the parent does.
    same = prune_channels(net, 0.0).model(batch)
    np.testing.assert_allclose(same, net(batch), atol=1e-5)


@pytest.mark.parametrize("report", PRUNED)
def test_its_macs_shrink_and_are_all_known(report: str) -> None:
    net = _net(*PRUNED[report])
    whole, small = count(net), count(prune_channels(net, 0.4, "random", "local").model)
    open_size = None in PRUNED[report][0]
    assert whole.exact == small.exact == (not open_size)
    assert small.macs < whole.macs or open_size


def _tied(x: Any) -> Any:
    """A decoder that multiplies by its encoder's kernel."""
    encoder = layers.Dense(8, activation="relu", name="encoder")
    hidden = encoder(layers.Dense(6)(x))
    return ops.einsum("bth,dh->btd", hidden, encoder.kernel)


def _subclassed(x: Any) -> Any:
    class Hidden(keras.Model):  # type: ignore[misc]
        def __init__(self) -> None:
            super().__init__(name="hidden")
            self.inside = layers.Conv2D(8, 3)

        def call(self, x: Any) -> Any:
            return self.inside(x)

    return _head(_conv(Hidden()(_conv(x))))


REFUSED: dict[str, tuple[tuple[int, ...], Make, str]] = {
    "weights that are tied": (SEQUENCE, _tied, "encoder/kernel' of another layer"),
    "a Lambda": (
        IMAGE,
        lambda x: _head(layers.Lambda(lambda t: t * 2.0, name="odd")(_conv(_conv(x)))),
        r"'odd' \(Lambda\)",
    ),
    "a model of its own within": (IMAGE, _subclassed, r"'hidden' \(Hidden\)"),
    "channels first": (
        (3, 8, 8),
        lambda x: layers.Dense(3)(
            layers.Flatten()(layers.Conv2D(8, 3, data_format="channels_first", name="odd")(x))
        ),
        "odd, because its channels come before",
    ),
}


@pytest.mark.parametrize("kind", REFUSED)
def test_what_cannot_be_pruned_is_refused_by_name(kind: str) -> None:
    shape, make, named = REFUSED[kind]
    with pytest.raises(PruningError, match=named):
        prune_channels(_net(shape, make), 0.4)


def test_dictionaries_in_and_out_half_precision_and_a_fixed_batch() -> None:
    image = keras.Input(batch_shape=(3, 8, 8, 3), name="image")
    other = keras.Input(batch_shape=(3, 5), name="other")
    x = layers.Conv2D(8, 3, dtype="mixed_float16")(_conv(image))
    x = layers.Concatenate()([layers.GlobalAveragePooling2D()(x), layers.Dense(6)(other)])
    ends = {"one": layers.Dense(3, dtype="float32")(x), "two": layers.Dense(2, dtype="float32")(x)}
    net = keras.Model({"image": image, "other": other}, ends)
    result = prune_channels(net, 0.4)
    batch = {"image": _batch(IMAGE), "other": _batch((5,))}
    assert result.disagreement(batch) <= 1e-4
    assert set(result.model(batch)) == {"one", "two"}


def test_states_that_last_and_a_chain_without_input() -> None:
    steps = keras.Input(batch_shape=(3, *SEQUENCE))
    x = layers.Dense(8, activation="relu")(layers.LSTM(6, stateful=True)(steps))
    chain = keras.Sequential([layers.Conv2D(8, 3, activation="relu"), layers.Conv2D(8, 3)])
    chain.add(layers.GlobalAveragePooling2D())
    chain(_batch(IMAGE))
    for net, batch in ((keras.Model(steps, layers.Dense(2)(x)), SEQUENCE), (chain, IMAGE)):
        result = prune_channels(net, 0.3)
        assert result.model.count_params() < net.count_params()
        assert result.disagreement(_batch(batch)) <= 1e-4


@pytest.mark.parametrize("prune", [prune_channels, prune_weights])
def test_a_chain_that_was_never_built_is_reported_so(prune: Callable[..., Any]) -> None:
    with pytest.raises(CoreError, match=r"not built yet.*keras.Input\(shape\)"):
        prune(keras.Sequential([layers.Dense(3)]), 0.5)
