"""A network on which nothing can be pruned is known as one, with the reasons."""

from __future__ import annotations

import keras
import pytest

from core.errors import PruningError
from core.pruning.graph import trace
from core.pruning.refusals import check_prunable

layers = keras.layers


def _net(*between: keras.layers.Layer) -> keras.Model:
    stack = [keras.Input((8, 6)), *between, layers.GlobalAveragePooling1D(), layers.Dense(3)]
    return keras.Sequential(stack)


@pytest.mark.parametrize(
    ("between", "because"),
    [
        ((), r"end.*|makes an output"),
        ((layers.LSTM(8, return_sequences=True, name="memory"),), "memory, because no rule says"),
        ((layers.Dense(8), layers.LayerNormalization(name="norm")), "norm, because its statistics"),
        ((layers.Dense(1),), "makes an output"),
    ],
    ids=["one layer", "recurrent", "normalised", "one channel"],
)
def test_nothing_to_prune_is_said_with_the_reasons(
    between: tuple[keras.layers.Layer, ...], because: str
) -> None:
    with pytest.raises(PruningError, match=rf"Nothing .* can be pruned: .*({because})"):
        check_prunable(trace(_net(*between)))


def test_a_network_with_something_to_prune_passes() -> None:
    check_prunable(trace(_net(layers.Dense(8))))
