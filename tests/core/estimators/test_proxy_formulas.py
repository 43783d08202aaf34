"""Proxies by numbers worked out by hand, on a network of two units and images of one pixel."""

from __future__ import annotations

import math
from typing import Any

import keras
import numpy as np
import pytest

from core.estimators.proxies import score

Array = np.ndarray[Any, np.dtype[Any]]

# The first unit answers to channel 0 against 2, the second to 0 against 1.
KERNEL = [[1.0, 1.0], [0.0, -1.0], [-1.0, 0.0]]
# Each image is seen by one unit alone.
FIRST, SECOND = [1.0, 2.0, 0.0], [1.0, 0.0, 2.0]
BOTH = [3.0, 0.0, 0.0]
LABELS = np.array([0, 1], np.int32)


def network(
    kernel: list[list[float]] = KERNEL,
    end: tuple[tuple[float, float], ...] = ((1.0, 0.0), (0.0, 2.0)),
    activation: str = "relu",
) -> keras.Model:
    """One pixel, ``kernel``, an activation, and the classifier ``end`` with offsets of 0."""
    image = keras.Input((1, 1, len(kernel)))
    units = len(kernel[0])
    x = keras.layers.Conv2D(units, 1, use_bias=False, activation=activation, name="made")(image)
    x = keras.layers.GlobalAveragePooling2D()(x)
    last = keras.layers.Dense(2, activation="softmax", name="end")
    model = keras.Model(image, last(x))
    model.get_layer("made").set_weights([np.reshape(kernel, (1, 1, len(kernel), units))])
    last.set_weights([np.array(end), np.zeros(2)])
    return model


def images(*pixels: list[float]) -> Array:
    return np.array(pixels, np.float32).reshape(len(pixels), 1, 1, -1)


def test_naswot_by_hand() -> None:
    # Codes 10, 01 and 11: the first two agree on none of two units, the third with each on one.
    # The determinant of [[2, 0, 1], [0, 2, 1], [1, 1, 2]] is 4.
    found = score(network(), "naswot", images(FIRST, SECOND, BOTH), np.zeros(3, np.int32))
    assert found == pytest.approx(math.log(4))


def test_naswot_holds_zero_to_be_off() -> None:
    # The second image gives both units 0: codes 10 and 00 agree on one of two. 2 · 2 - 1 · 1.
    found = score(network(), "naswot", images(FIRST, [0.0, 0.0, 0.0]), LABELS)
    assert found == pytest.approx(math.log(3))


@pytest.mark.parametrize("activation", ["relu6", "silu", "hard_silu"])
def test_naswot_sees_the_kin_of_relu(activation: str) -> None:
    found = score(network(activation=activation), "naswot", images(FIRST, SECOND), LABELS)
    assert found == pytest.approx(math.log(4))


def test_jacob_cov_of_reactions_that_are_half_alike() -> None:
    # Rows (1, 0, -1) and 2 · (1, -1, 0) correlate by a half: eigenvalues 1.5 and 0.5.
    # -(ln 1.5 + 1 / 1.5 + ln 0.5 + 1 / 0.5), the paper's 1e-5 aside.
    found = score(network(), "jacob_cov", images(FIRST, SECOND), LABELS)
    assert found == pytest.approx(-(0.4054651 + 0.6666667 - 0.6931472 + 2.0), abs=1e-4)


def test_jacob_cov_of_reactions_that_have_nothing_in_common_is_the_most_there_is() -> None:
    # (1, 0, -1) and (1, -2, 1): eigenvalues 1 and 1.
    kernel = [[1.0, 1.0], [0.0, -2.0], [-1.0, 1.0]]
    found = score(network(kernel), "jacob_cov", images([1.0, 2.0, 0.0], [1.0, 0.0, 2.0]), LABELS)
    assert found == pytest.approx(-2.0, abs=1e-4)


def test_jacob_cov_of_two_equal_images() -> None:
    # Eigenvalues 2 and 0, which the paper's 1e-5 keeps finite.
    found = score(network(), "jacob_cov", images(FIRST, FIRST), LABELS)
    expected = -(math.log(2) + 0.5 + math.log(1e-5) + 1e5)
    assert found == pytest.approx(expected, abs=0.1)


def test_synflow_by_hand() -> None:
    # Absolute kernels let (2, 2) through, the classifier 2 · 1 + 2 · 2 = 6; each of the two
    # kernels carries all of it.
    found = score(network(), "synflow", images(FIRST, SECOND), LABELS)
    assert found == pytest.approx(math.log10(12.0))


@pytest.mark.parametrize("label", [0, 1])
def test_gradients_by_hand(label: int) -> None:
    # Units give (1, 0) and (0, 1), logits (1, 0) and (0, 2). Softmax less label, halved for the
    # mean: (a, -a) of the first image, whose class is 0, and (b, -b) of the second.
    a = -0.5 / (1 + math.e)
    b = 0.5 / (1 + math.e**2) if label else -0.5 * math.e**2 / (1 + math.e**2)
    labels = np.array([0, label], np.int32)
    # Classifier: rows (a, -a) and (b, -b). Kernel: the first image times a for its unit, the
    # second times -2b for the other.
    end = math.sqrt(2 * a * a + 2 * b * b)
    made = math.sqrt((1 + 4) * a * a + (1 + 4) * 4 * b * b)
    found = score(network(), "grad_norm", images(FIRST, SECOND), labels)
    assert found == pytest.approx(end + made, rel=1e-5)
    # Weights times slopes: a and -2b in the classifier; of the kernel only channel 0 has both a
    # weight and a pixel: a for the one unit, -2b for the other. Without their signs.
    found = score(network(), "snip", images(FIRST, SECOND), labels)
    assert found == pytest.approx(2 * abs(a) + 4 * abs(b), rel=1e-5)


def test_costs_by_hand() -> None:
    model = network()
    # 3 · 2 and 2 · 2 weights, each used once; and two offsets.
    assert score(model, "parameters", images(FIRST, SECOND), LABELS) == 12.0
    assert score(model, "macs", images(FIRST, SECOND), LABELS) == 10.0
