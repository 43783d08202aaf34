"""N:M patterns run along what an output sums up, whatever the kernel's kind."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import keras
import numpy as np
import pytest

from core.errors import PruningError
from core.models.keras.calls import kernels_of
from core.pruning.summing import summed_axes
from core.pruning.weights import prune_weights

layers = keras.layers
SEQUENCE, IMAGE = (6, 8), (8, 8, 8)
Make = Callable[[Any], Any]
# By hand, for each kernel: the axes that vanish when an output is computed.
SUMMED: dict[str, tuple[tuple[int, ...], Make, list[tuple[int, ...]]]] = {
    "Dense": (SEQUENCE, layers.Dense(4), [(0,)]),
    "Conv2D": (IMAGE, layers.Conv2D(4, 3), [(0, 1, 2)]),
    "Conv2D of groups": (IMAGE, layers.Conv2D(4, 3, groups=2), [(0, 1, 2)]),
    "Conv2DTranspose": (IMAGE, layers.Conv2DTranspose(4, 3), [(0, 1, 3)]),
    "DepthwiseConv2D": (IMAGE, layers.DepthwiseConv2D(3), [(0, 1)]),
    "SeparableConv2D": (IMAGE, layers.SeparableConv2D(4, 3), [(0, 1), (0, 1, 2)]),
    "LSTM": (SEQUENCE, layers.LSTM(4), [(0,), (0,)]),
    "Bidirectional": (SEQUENCE, layers.Bidirectional(layers.GRU(4)), [(0,)] * 4),
    "ConvLSTM2D": ((3, *IMAGE), layers.ConvLSTM2D(4, 3), [(0, 1, 2)] * 2),
    "MultiHeadAttention": (
        SEQUENCE,
        lambda x: layers.MultiHeadAttention(2, 4)(x, x),
        [(0,), (0,), (0,), (0, 1)],
    ),
    "EinsumDense": (SEQUENCE, layers.EinsumDense("abc,dc->abd", (6, 5)), [(1,)]),
    "TimeDistributed": (
        (3, *IMAGE),
        layers.TimeDistributed(layers.Conv2DTranspose(4, 3)),
        [(0, 1, 3)],
    ),
    "channels first": (IMAGE, layers.DepthwiseConv2D(3, data_format="channels_first"), [(0, 1)]),
}


def _net(kind: str) -> keras.Model:
    shape, make, _ = SUMMED[kind]
    given = keras.Input(shape)
    return keras.Model(given, make(given))


@pytest.mark.parametrize("kind", SUMMED)
def test_the_axes_that_are_summed_are_those_by_hand(kind: str) -> None:
    model = _net(kind)
    axes = summed_axes(model)
    assert [axes[id(kernel)] for kernel in kernels_of(model)] == SUMMED[kind][2]


@pytest.mark.parametrize("kind", SUMMED)
def test_two_of_four_are_left_in_every_row_that_is_summed(kind: str) -> None:
    result = prune_weights(_net(kind), pattern="2:4")
    assert not result.kept_whole
    for mask, axes in zip(result.masks, SUMMED[kind][2], strict=True):
        rows = np.moveaxis(mask, axes, range(len(axes)))
        rows = rows.reshape(int(np.prod(rows.shape[: len(axes)])), -1)
        whole = len(rows) // 4 * 4
        assert (rows[:whole].reshape(-1, 4, rows.shape[1]).sum(1) == 2).all()
        assert rows[whole:].all()


def test_the_larger_two_of_four_inputs_stay_by_hand() -> None:
    given = keras.Input((1, 4))
    net = keras.Model(given, layers.EinsumDense("abc,dc->abd", (1, 2))(given))
    net.set_weights([np.array([[1.0, -4.0, 3.0, 2.0], [5.0, 1.0, -1.5, 0.5]])])
    (kernel,) = prune_weights(net, pattern="2:4").model.get_weights()
    np.testing.assert_array_equal(kernel, [[0.0, -4.0, 3.0, 0.0], [5.0, 0.0, -1.5, 0.0]])


class Own(layers.Layer):  # type: ignore[misc]
    """Has a kernel that it uses as it likes."""

    def build(self, shape: Any) -> None:
        self.kernel = self.add_weight((8, 8), name="kernel")

    def call(self, x: Any) -> Any:
        return keras.ops.matmul(x, keras.ops.transpose(self.kernel))


def test_what_cannot_carry_it_is_said() -> None:
    given = keras.Input((8,))
    x = layers.Dense(3, name="wide")(layers.Dense(8)(Own(name="odd")(given)))
    with keras.saving.custom_object_scope({"Own": Own}):
        result = prune_weights(keras.Model(given, layers.Dense(2, name="few")(x)), pattern="2:4")
    said = {kept.layer.split("/")[0]: kept.because for kept in result.kept_whole}
    assert "nobody knows" in said["odd"] and "sums up 3 of its weights" in said["few"]
    assert set(said) == {"odd", "few"}


def test_a_network_that_cannot_carry_it_at_all_is_refused() -> None:
    given = keras.Input((3,))
    with pytest.raises(PruningError, match="can carry the pattern 2:4: few/kernel, because"):
        prune_weights(keras.Model(given, layers.Dense(8, name="few")(given)), pattern="2:4")
