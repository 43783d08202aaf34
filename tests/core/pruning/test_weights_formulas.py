"""Which single weights go, by numbers worked out by hand on one dense layer."""

from __future__ import annotations

import keras
import numpy as np
import pytest

from core.pruning.losses import WithLoss
from core.pruning.weights import prune_weights

KERNEL = [[0.1, -0.9], [-0.2, 0.8], [0.3, 0.7], [-0.4, 0.6]]


def network(*kernels: list[list[float]]) -> keras.Model:
    """One dense layer a kernel, one after the other."""
    x = image = keras.Input((len(kernels[0]),))
    for kernel in kernels:
        layer = keras.layers.Dense(len(kernel[0]), use_bias=False)
        x = layer(x)
        layer.kernel.assign(kernel)
    return keras.Model(image, x)


def stay(net: keras.Model, *args: object, **more: object) -> list[list[list[int]]]:
    """Of every kernel 1 where a weight stays."""
    result = prune_weights(net, *args, **more)  # type: ignore[arg-type]
    return [mask.astype(int).tolist() for mask in result.masks]


def test_the_smallest_go_whatever_their_sign() -> None:
    assert stay(network(KERNEL), 0.5) == [[[0, 1]] * 4]
    assert stay(network(KERNEL), 0.625) == [[[0, 1], [0, 1], [0, 1], [0, 0]]]


def test_a_share_is_rounded_to_whole_weights() -> None:
    # 0.3 of 8 is 2.4, 0.32 is 2.56.
    assert sum(map(sum, stay(network(KERNEL), 0.3)[0])) == 6
    assert sum(map(sum, stay(network(KERNEL), 0.32)[0])) == 5


def test_global_takes_the_least_of_all_and_local_the_same_of_each() -> None:
    net = network([[1.0, 2.0], [3.0, 4.0]], [[0.1], [0.2]])
    assert stay(net, 0.5, scope="global") == [[[0, 1], [1, 1]], [[0], [0]]]
    assert stay(net, 0.5, scope="local") == [[[0, 0], [1, 1]], [[0], [1]]]


def test_snip_is_weight_times_slope_without_its_sign() -> None:
    # The loss is the mean sum of the outputs: a weight's slope is its input's mean, 1, -10, 0, 2.
    # Products 0.1 0.9, 2 8, 0 0, 0.8 1.2: the least four are 0, 0, 0.1 and 0.8.
    inputs = np.array([[2.0, -20.0, 1.0, 4.0], [0.0, 0.0, -1.0, 0.0]], np.float32)
    data = WithLoss(
        inputs, np.array([0, 1]), lambda outputs, _: keras.ops.sum(outputs) / len(outputs)
    )
    found = stay(network(KERNEL), 0.5, "snip", data=data)
    assert found == [[[0, 1], [1, 1], [0, 0], [0, 1]]]


def test_the_largest_of_a_row_stay_and_what_is_over_at_its_end() -> None:
    column = [[0.1], [-0.9], [0.5], [-0.4], [0.2], [0.3], [0.7], [-0.6], [0.01]]
    found = stay(network(column), pattern="2:4")
    assert found == [[[0], [1], [1], [0], [0], [0], [1], [1], [1]]]
    assert stay(network(column), pattern="1:3") == [[[0], [1], [0], [1], [0], [0], [1], [0], [0]]]


def test_zeros_go_first_however_much_their_slope_is() -> None:
    kernel = [[0.0], [0.5], [0.0], [0.1]]
    for seed in range(5):
        found = stay(network(kernel), 0.5, "random", seed=seed)
        assert found == [[[0], [1], [0], [1]]]


@pytest.mark.parametrize(("share", "left"), [(0.0, 8), (0.875, 1)])
def test_sparsity_is_the_share_of_zeros(share: float, left: int) -> None:
    result = prune_weights(network(KERNEL), share)
    assert int(np.count_nonzero(result.model.layers[1].kernel)) == left
    assert result.sparsity == share
