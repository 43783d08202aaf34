"""Weights copied from the networks of keras.applications: the outputs stay."""

from __future__ import annotations

import keras
import numpy as np
import pytest

from core.errors import EvaluationError
from core.models import build, transplant
from core.models.families.published import PUBLISHED

NAMES = [
    "mobilenet",
    "mobilenet_v2",
    "mobilenet_v3_small",
    "mobilenet_v3_large",
    "efficientnet_b0",
]


def published(name: str, side: int) -> keras.Model:
    """The network of keras.applications with every weight drawn, statistics too."""
    application = getattr(keras.applications, PUBLISHED[name].application)
    model = application(weights=None, input_shape=(side, side, 3), classes=7)
    rng = np.random.default_rng(0)
    for weight in model.weights:
        if len(weight.shape) == 1:
            positive = "variance" in weight.name or weight.name == "gamma"
            low, high = (0.5, 1.5) if positive else (-0.2, 0.2)
            weight.assign(rng.uniform(low, high, weight.shape))
    for layer in model.layers:
        if isinstance(layer, keras.layers.Normalization):
            layer.finalize_state()
    return model


# Halved, 75 gives even and odd maps: padding is most easily got wrong there.
@pytest.mark.parametrize(("name", "side"), [("mobilenet", 64), *((name, 75) for name in NAMES)])
def test_outputs_equal_those_of_keras_applications(name: str, side: int) -> None:
    source = published(name, side)
    target = build(name, input_shape=(side, side, 3), classes=7)
    x = np.random.default_rng(1).uniform(0, 4, (2, side, side, 3)).astype(np.float32)
    before = target(x).numpy()
    transplant(source, target)
    expected = source(x).numpy()
    assert target(x).numpy() == pytest.approx(expected, abs=1e-6)
    assert before != pytest.approx(expected, abs=1e-3)


def test_other_shapes_are_refused_and_nothing_is_copied() -> None:
    source = build("convnet", input_shape=(8, 8, 1), classes=2, choices={"blocks": 1, "width_1": 4})
    target = build("convnet", input_shape=(8, 8, 1), classes=3, choices={"blocks": 1, "width_1": 4})
    before = target.get_weights()
    with pytest.raises(EvaluationError, match=r"'classifier' \(Dense\) of \(4, 2\), \(2,\) there"):
        transplant(source, target)
    assert all(map(np.array_equal, before, target.get_weights()))


def test_missing_layer_is_named() -> None:
    choices = {"blocks": 1, "width_1": 4}
    source = build("convnet", input_shape=(8, 8, 1), classes=4, choices=choices)
    shorter = keras.Model(source.input, source.get_layer("pool").output)
    with pytest.raises(EvaluationError, match="layer 3 with weights is .* and missing here"):
        transplant(source, shorter)
