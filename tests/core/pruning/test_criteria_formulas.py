"""Criteria by numbers worked out by hand, on a network of two units that look at one pixel."""

from __future__ import annotations

import keras
import numpy as np
import pytest

from core.pruning import losses
from core.pruning.criteria import score_channels
from core.pruning.graph import trace
from core.pruning.losses import WithLoss

KERNEL = [[3.0, 1.0], [-1.0, 1.0]]
END = [[1.0, 2.0], [-5.0, 4.0]]
PICTURES = np.array([[0.0, 0.0], [1.0, 0.0], [0.0, 1.0]], np.float32).reshape(3, 1, 1, 2)
LABELS = np.array([0, 1, 0])


def network(
    kernel: list[list[float]] = KERNEL,
    end: list[list[float]] = END,
    *,
    activation: str = "linear",
    scales: list[float] | None = None,
) -> keras.Model:
    """Two channels in, as many units as ``kernel`` has columns, read by ``end``."""
    image = keras.Input((1, 1, len(kernel)))
    units = len(kernel[0])
    made = keras.layers.Conv2D(units, 1, use_bias=False, name="made")
    x = made(image)
    if scales is not None:
        normal = keras.layers.BatchNormalization(center=False, epsilon=0.0, name="normal")
        x = normal(x)
        normal.gamma.assign(scales)
    x = keras.layers.Activation(activation)(x)
    last = keras.layers.Dense(len(end[0]), use_bias=False, name="end")
    net = keras.Model(image, last(keras.layers.Flatten()(x)))
    made.kernel.assign(np.reshape(kernel, (1, 1, len(kernel), units)))
    last.kernel.assign(end)
    return net


def scores(net: keras.Model, criterion: str, data: object = None) -> list[float]:
    graph = trace(net)
    found = score_channels(net, graph, criterion, data)  # type: ignore[arg-type]
    return found[graph.groups[0].channels].tolist()


def test_l1_by_hand() -> None:
    # Made 4 and 2 around 3, read 3 and 9 around 6; the mean of both shares.
    assert scores(network(), "l1") == pytest.approx([(4 / 3 + 3 / 6) / 2, (2 / 3 + 9 / 6) / 2])


def test_l2_by_hand() -> None:
    made, read = np.sqrt([10, 2]), np.sqrt([5, 41])
    expected = (made / made.mean() + read / read.mean()) / 2
    assert scores(network(), "l2") == pytest.approx(expected.tolist(), rel=1e-5)
    assert expected.tolist() == pytest.approx([0.949812, 1.050188], abs=1e-6)


def test_lamp_by_hand() -> None:
    # Squares 10 and 2 around 6, 5 and 41 around 23: 0.942029 and 1.057971, two in all. The
    # smaller is a share of both, the larger of itself.
    assert scores(network(), "lamp") == pytest.approx([0.942029 / 2, 1.0], abs=1e-6)


def test_lamp_of_three_goes_from_the_largest_down() -> None:
    # Squares 1, 4 and 9 both times: shares of the sums 14, 13 and 9.
    net = network([[1.0, -2.0, 3.0]], [[1.0], [2.0], [-3.0]])
    assert scores(net, "lamp") == pytest.approx([1 / 14, 4 / 13, 1.0], rel=1e-5)


def test_scale_by_hand() -> None:
    assert scores(network(scales=[-0.5, 1.5]), "scale") == pytest.approx([0.5, 1.5])


def test_fpgm_by_hand() -> None:
    # Filters (0, 0), (3, 4) and (0, 8): distances 5, 8 and 5, sums 13, 10 and 13 around 12.
    net = network([[0.0, 3.0, 0.0], [0.0, 4.0, 8.0]], [[1.0], [1.0], [1.0]])
    assert scores(net, "fpgm") == pytest.approx([13 / 12, 10 / 12, 13 / 12])


def test_taylor_by_hand() -> None:
    # The loss is the sum of the outputs: 1 · u + 2 · u of the first unit, -5 · v + 4 · v of the
    # other, its mean over three pictures. Slopes of the kernel: 3 / 3 and -1 / 3 for each channel,
    # as each is 1 in one picture; of the classifier the units' means 2 / 3 (3 - 1) and 2 / 3.
    data = WithLoss(PICTURES, LABELS, lambda outputs, _: keras.ops.sum(outputs) / len(outputs))
    # |w · slope|: made 3 + 1 and 1/3 + 1/3, read (1 + 2) · 2/3 and (5 + 4) · 2/3.
    made, read = np.array([4, 2 / 3]), np.array([2.0, 6.0])
    expected = (made / made.mean() + read / read.mean()) / 2
    assert scores(network(), "taylor", data) == pytest.approx(expected.tolist(), rel=1e-5)


@pytest.mark.parametrize("batch", [3, 2])
def test_activation_by_hand(monkeypatch: pytest.MonkeyPatch, batch: int) -> None:
    monkeypatch.setattr(losses, "BATCH", batch)
    # 0, 3, -1 and 0, 1, 1: means 4/3 and 2/3 without their signs.
    found = scores(network(), "activation", (PICTURES, LABELS))
    assert found == pytest.approx([4 / 3, 2 / 3])


@pytest.mark.parametrize("batch", [3, 2])
def test_apoz_by_hand(monkeypatch: pytest.MonkeyPatch, batch: int) -> None:
    monkeypatch.setattr(losses, "BATCH", batch)
    # 0, 3, 0 and 0, 1, 1: not zero one time and two times out of three.
    found = scores(network(activation="relu"), "apoz", (PICTURES, LABELS))
    assert found == pytest.approx([2 / 3, 4 / 3])
