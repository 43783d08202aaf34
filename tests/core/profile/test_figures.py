"""All figures of a saved model, each against the function or the file that it comes from."""

from __future__ import annotations

import bz2
import json
from pathlib import Path

import keras
import numpy as np
import pytest

from core.metrics import LATENCIES, METRICS, at_least
from core.profile.counts import count
from core.profile.figures import compressed_bytes, figures_of, nonzeros
from core.profile.timings import TIMINGS


@pytest.fixture(scope="module")
def model() -> keras.Model:
    image = keras.Input((8, 8, 1))
    x = keras.layers.Conv2D(4, 3, name="conv")(image)
    model = keras.Model(image, keras.layers.Dense(5)(keras.layers.Flatten()(x)))
    kernel, bias = model.get_layer("conv").get_weights()
    kernel[..., :2] = 0
    model.get_layer("conv").set_weights([kernel, bias])
    return model


def test_figures_are_those_of_the_model_and_of_its_file(model: keras.Model, tmp_path: Path) -> None:
    file = tmp_path / "model.keras"
    model.save(file)
    zeros = sum(int(np.sum(weight == 0)) for weight in model.get_weights())
    assert zeros == 18 + 4 + 5
    assert figures_of(model, file, latency=False) == {
        "parameters": count(model).parameters,
        "macs": count(model).macs,
        "nonzeros": count(model).parameters - zeros,
        "size_bytes": file.stat().st_size,
        "compressed_bytes": len(bz2.compress(file.read_bytes())),
    }


def test_latency_is_that_of_one_image_and_of_a_batch(model: keras.Model, tmp_path: Path) -> None:
    model.save(tmp_path / "model.keras")
    figures = figures_of(model, tmp_path / "model.keras", latency=True)
    assert figures["latency_ms"] > 0 and figures["latency_batch_ms"] > 0
    assert set(figures) <= set(METRICS)
    kept = json.loads((tmp_path / TIMINGS).read_text())
    assert [each["median"] for each in kept] == [figures[name] for name in LATENCIES]
    assert [each["batch"] for each in kept] == [1, 32]
    assert all(each["low"] <= each["median"] <= each["high"] for each in kept)


def test_macs_that_are_not_all_known_are_said_to_be_a_lower_bound(tmp_path: Path) -> None:
    image = keras.Input((4,))
    net = keras.Model(image, keras.layers.Lambda(lambda x: x * x)(keras.layers.Dense(3)(image)))
    net.save(tmp_path / "net.keras")
    figures = figures_of(net, tmp_path / "net.keras", latency=False)
    assert at_least("macs", figures) and figures["macs"] == 12


def test_nonzeros_leaves_out_zeros() -> None:
    model = keras.Sequential([keras.Input((4,)), keras.layers.Dense(3)])
    model.set_weights([np.eye(4, 3), np.zeros(3)])
    assert nonzeros(model) == 3


def test_zeros_compress_and_noise_does_not(tmp_path: Path) -> None:
    zeros, noise = tmp_path / "zeros", tmp_path / "noise"
    zeros.write_bytes(bytes(100_000))
    noise.write_bytes(np.random.default_rng(0).bytes(100_000))
    assert compressed_bytes(zeros) < 1_000
    assert compressed_bytes(noise) > 99_000


def test_compressed_size_is_that_of_bzip2_over_chunks(tmp_path: Path) -> None:
    content = b"paretoscope " * 200_000
    (tmp_path / "file").write_bytes(content)
    assert compressed_bytes(tmp_path / "file") == len(bz2.compress(content))
