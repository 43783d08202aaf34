"""The layers of our own, which no library has."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import keras
import numpy as np
import pytest

from core.models.keras.layers import WeightedFusion
from core.settings import ROOT

ONE, TWO, THREE = (np.full((1, 2, 2, 4), value, np.float32) for value in (1, 2, 3))


def fused(weights: list[float]) -> np.ndarray:
    layer = WeightedFusion()
    layer.build([ONE.shape] * len(weights))
    layer.set_weights([np.array(weights, np.float32)])
    return np.asarray(layer([ONE, TWO, THREE][: len(weights)]))


def test_fusion_begins_as_the_mean() -> None:
    np.testing.assert_allclose(WeightedFusion()([ONE, THREE]), 2, rtol=1e-4)


def test_fusion_weighs_each_input_by_its_share() -> None:
    np.testing.assert_allclose(fused([0.5, 1.0, 2.5]), (0.5 + 2 + 7.5) / 4, rtol=1e-4)


def test_negative_weights_count_as_none() -> None:
    np.testing.assert_allclose(fused([1.0, -5.0, 1.0]), 2, rtol=1e-4)
    np.testing.assert_allclose(fused([-1.0, -1.0]), 0)


def test_fusion_of_different_shapes_is_refused() -> None:
    with pytest.raises(ValueError, match="inputs of one shape"):
        WeightedFusion()([ONE, ONE[:, :1]])


def test_saved_network_is_loaded_by_a_process_that_prunes(tmp_path: Path) -> None:
    image = keras.Input((8, 8, 3))
    x = WeightedFusion()([keras.layers.ReLU()(image), image])
    keras.Model(image, x).save(tmp_path / "model.keras")
    program = (
        "import keras, core.pruning\n"
        f"model = keras.models.load_model({str(tmp_path / 'model.keras')!r})\n"
        "print(model.count_params())"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, cwd=ROOT)
    assert done.stdout.split()[-1:] == ["2"], done.stderr
