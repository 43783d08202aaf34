"""Multiply-accumulates against TensorFlow's own profiler, and by hand where it counts none."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import keras
import numpy as np
import pytest

from core.profile.counts import count
from core.profile.macs import FREE, RULES
from core.profile.macs.functions import FUNCTION_RULES
from core.profile.macs.wrappers import WRAPPERS
from tests.core.profile.macs.profiled import profiled_macs

layers, ops = keras.layers, keras.ops
Make = Callable[[Any], Any]


def _net(shape: tuple[int | None, ...], make: Make) -> keras.Model:
    given = keras.Input(shape)
    return keras.Model(given, make(given))


SEQUENCE, IMAGE = (6, 8), (12, 10, 4)
PROFILED: dict[str, tuple[tuple[int, ...], Make]] = {
    "Dense on a sequence": (SEQUENCE, layers.Dense(5)),
    "Conv1D": (SEQUENCE, layers.Conv1D(5, 3, dilation_rate=2)),
    "Conv2D": (IMAGE, layers.Conv2D(6, (3, 2), strides=2, padding="same")),
    "DepthwiseConv2D": (IMAGE, layers.DepthwiseConv2D(3, depth_multiplier=2)),
    "SeparableConv2D": (IMAGE, layers.SeparableConv2D(6, 3, padding="same")),
    "SimpleRNN": (SEQUENCE, layers.SimpleRNN(5, unroll=True)),
    "LSTM": (SEQUENCE, layers.LSTM(5, unroll=True, return_sequences=True)),
    "GRU": (SEQUENCE, layers.GRU(5, unroll=True)),
    "GRU of old": (SEQUENCE, layers.GRU(5, unroll=True, reset_after=False)),
    "Bidirectional": (SEQUENCE, layers.Bidirectional(layers.GRU(5, unroll=True))),
    "RNN of cells": (
        SEQUENCE,
        layers.RNN([layers.LSTMCell(5), layers.GRUCell(4)], unroll=True),
    ),
    "ConvLSTM2D": (
        (3, *IMAGE),
        layers.ConvLSTM2D(2, 3, strides=2, unroll=True, return_sequences=True),
    ),
    "SpectralNormalization": (IMAGE, layers.SpectralNormalization(layers.Conv2D(6, 3))),
    "TimeDistributed": ((3, *IMAGE), layers.TimeDistributed(layers.Conv2D(6, 3))),
    "Attention": (SEQUENCE, lambda x: layers.Attention()([x, layers.Dense(8)(x)])),
    "Dot": (SEQUENCE, lambda x: layers.Dot(axes=(2, 2))([x, layers.Dense(8)(x)])),
    "matmul": (SEQUENCE, lambda x: ops.matmul(x, ops.transpose(x, (0, 2, 1)))),
    "matmul with an array": (SEQUENCE, lambda x: ops.matmul(x, np.ones((8, 3), np.float32))),
    "conv": (IMAGE, lambda x: ops.conv(x, np.ones((3, 3, 4, 5), np.float32))),
    "in a nested model": (SEQUENCE, lambda x: _net(SEQUENCE, layers.Dense(5))(x)),
}


@pytest.mark.parametrize("kind", PROFILED)
def test_counts_equal_the_profiler_of_tensorflow(kind: str) -> None:
    model = _net(*PROFILED[kind])
    counts = count(model)
    assert counts.macs == profiled_macs(model) > 0
    assert counts.exact


# Where TensorFlow counts no operation of the kind, or counts it in a loop.
BY_HAND: dict[str, tuple[tuple[int, ...], Make, int]] = {
    "heads": (SEQUENCE, lambda x: layers.MultiHeadAttention(2, 4)(x, x), 4 * 6 * 64 + 2 * 36 * 8),
    "heads of other sizes": (
        SEQUENCE,
        lambda x: layers.MultiHeadAttention(2, 4, 3)(x, key=x, value=layers.Dense(5)(x)),
        6 * 8 * 5 + 6 * (2 * 8 * 8 + 5 * 6 + 6 * 8) + 36 * 2 * (4 + 3),
    ),
    "heads over columns": (
        (3, 4, 8),
        lambda x: layers.MultiHeadAttention(2, 4, attention_axes=2)(x, x),
        4 * 12 * 64 + 3 * 4 * 4 * 2 * 8,
    ),
    "grouped heads": (
        SEQUENCE,
        lambda x: layers.GroupQueryAttention(4, 6, 2)(x, x),
        6 * (2 * 8 * 24 + 2 * 8 * 8) + 2 * 36 * 24,
    ),
    "additive": (SEQUENCE, lambda x: layers.AdditiveAttention()([x, x]), 36 * 16),
    "einsum": (SEQUENCE, layers.EinsumDense("bte,ehd->bthd", (6, 2, 4)), 6 * 8 * 8),
    "einsum of any rank": (SEQUENCE, layers.EinsumDense("...x,xy->...y", 5), 6 * 8 * 5),
    "function of two": (SEQUENCE, lambda x: ops.einsum("bte,bse->bts", x, x), 6 * 6 * 8),
    "table": ((6,), layers.Embedding(100, 8), 0),
    "transposed": (IMAGE, layers.Conv2DTranspose(5, 3, strides=2), 120 * 9 * 4 * 5),
    "channels first": ((3, 12, 10), layers.Conv2D(5, 3, data_format="channels_first"), 80 * 135),
    "volume": ((4, 4, 4, 2), layers.Conv3D(3, 2, groups=1), 27 * 8 * 2 * 3),
    "looped": (SEQUENCE, layers.LSTM(5), 6 * 4 * (8 * 5 + 5 * 5)),
    "dot_product_attention": (
        (6, 2, 4),
        lambda x: ops.dot_product_attention(x, x, x),
        2 * 6 * 6 * 2 * 4,
    ),
    "called twice": (SEQUENCE, lambda x: (lambda d: d(d(x)))(layers.Dense(8)), 2 * 6 * 64),
}


@pytest.mark.parametrize("kind", BY_HAND)
def test_counts_equal_a_count_by_hand(kind: str) -> None:
    shape, make, macs = BY_HAND[kind]
    counts = count(_net(shape, make))
    assert (counts.macs, counts.exact) == (macs, True)


class Own(layers.Layer):  # type: ignore[misc]
    """Multiplies where nobody sees it."""

    def call(self, x: Any) -> Any:
        return ops.matmul(x, ops.transpose(x, (0, 2, 1)))


class Held(layers.Wrapper):  # type: ignore[misc]
    """A person's own wrapper."""

    def call(self, x: Any) -> Any:
        return self.layer(x)

    def compute_output_shape(self, shape: Any) -> Any:
        return self.layer.compute_output_shape(shape)


@pytest.mark.parametrize(
    ("shape", "make", "least"),
    [
        (SEQUENCE, lambda x: Own(name="odd")(layers.Dense(4)(x)), 6 * 8 * 4),
        (SEQUENCE, layers.Lambda(lambda x: x * x, name="odd"), 0),
        (SEQUENCE, lambda x: Held(layers.Dense(4), name="odd")(x), 6 * 8 * 4),
        ((None, 8), lambda x: layers.Dense(4, name="odd")(x), 0),
        (SEQUENCE, lambda x: ops.fft((x, x)), 0),
    ],
    ids=["own layer", "lambda", "own wrapper", "open size", "function without a rule"],
)
def test_what_is_not_known_is_named_and_the_rest_is_at_least(
    shape: tuple[int | None, ...], make: Make, least: int
) -> None:
    counts = count(_net(shape, make))
    assert counts.macs == least and not counts.exact
    assert counts.uncounted == ("odd",) or counts.uncounted[0].startswith("fft")


def test_every_layer_of_keras_is_counted_free_or_said_to_be_unknown() -> None:
    """A new kind of layer must not count as nothing."""
    known = {*RULES, *FUNCTION_RULES, *WRAPPERS}
    every = (getattr(layers, name) for name in dir(layers))
    kinds = {kind for kind in every if isinstance(kind, type) and issubclass(kind, layers.Layer)}
    kinds = {kind for kind in kinds if kind.__name__ not in known}
    unknown = {kind.__name__ for kind in kinds if not kind.__module__.startswith(FREE)}
    # Cells are counted with what calls them; the others run what a person wrote.
    assert unknown == {
        "FlaxLayer", "GRUCell", "JaxLayer", "LSTMCell", "Lambda", "Layer", "SimpleRNNCell",
        "StackedRNNCells", "TFSMLayer", "TorchModuleWrapper", "Wrapper",
    }  # fmt: skip
