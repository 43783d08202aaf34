"""A network that would be larger than its weights is refused before anything of it is made."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import h5py
import keras
import numpy as np
import psutil
import pytest

from core.errors import DataError
from core.parents.importing.loading import CONFIG, WEIGHTS, check_maps, loaded

layers = keras.layers
Edit = Callable[[dict[str, bytes]], None]


@pytest.fixture
def edited(tmp_path: Path) -> Callable[[Edit], Path]:
    """The file of a small network, its members changed."""

    def written(edit: Edit) -> Path:
        ends = [layers.Flatten(), layers.Dense(6, name="hidden"), layers.Dense(10)]
        keras.Sequential([keras.Input((8, 8, 1)), *ends]).save(tmp_path / "plain.keras")
        with zipfile.ZipFile(tmp_path / "plain.keras") as plain:
            members = {name: plain.read(name) for name in plain.namelist()}
        edit(members)
        file = tmp_path / "edited.keras"
        with zipfile.ZipFile(file, "w") as archive:
            for name, content in members.items():
                archive.writestr(name, content)
        return file

    return written


def configured(**settings: Any) -> Edit:
    def edit(members: dict[str, bytes]) -> None:
        config = json.loads(members[CONFIG])
        (hidden,) = [part for part in config["config"]["layers"] if "hidden" in str(part)]
        hidden["config"] |= settings
        for part in config["config"]["layers"]:
            part.pop("build_config", None)
        members[CONFIG] = json.dumps(config).encode()

    return edit


# After keras#22819: 10^12 units.
@pytest.mark.parametrize("units", [12_000_000, 10**9])
def test_layer_larger_than_its_weights_takes_no_memory(
    edited: Callable[[Edit], Path], units: int
) -> None:
    file, before = edited(configured(units=units)), psutil.Process().memory_info().rss
    with pytest.raises(
        DataError, match="as large as the weights that come with them; they declare"
    ):
        loaded(file)
    assert psutil.Process().memory_info().rss - before < 200 * 2**20


def test_layers_that_do_not_fit_each_other_take_no_memory_either(
    edited: Callable[[Edit], Path],
) -> None:
    def edit(members: dict[str, bytes]) -> None:
        members[CONFIG] = members[CONFIG].replace(b'"units": 6', b'"units": 1000000000')

    before = psutil.Process().memory_info().rss
    with pytest.raises(DataError, match="Keras cannot load this network: Input 0 "):
        loaded(edited(edit))
    assert psutil.Process().memory_info().rss - before < 200 * 2**20


# After CVE-2026-0897: an HDF5 data set that says it is larger than what is stored.
@pytest.mark.parametrize("how", [{"compression": "gzip"}, {"chunks": (1024, 1024)}])
def test_weights_that_unpack_to_more_are_refused(
    edited: Callable[[Edit], Path], how: dict[str, Any]
) -> None:
    def edit(members: dict[str, bytes]) -> None:
        packed = io.BytesIO()
        with h5py.File(packed, "w") as weights:
            weights.create_dataset("layers/dense/vars/0", (2**15, 2**15), "f4", fillvalue=0, **how)
        members[WEIGHTS] = packed.getvalue()

    with pytest.raises(DataError, match="would unpack to 4,294,967,296 bytes"):
        loaded(edited(edit))


@pytest.mark.parametrize("content", [b"", b"no weights", b"\x89HDF\r\n\x1a\n" + bytes(500)])
def test_weights_that_cannot_be_read_are_told(
    edited: Callable[[Edit], Path], content: bytes
) -> None:
    def edit(members: dict[str, bytes]) -> None:
        members[WEIGHTS] = content

    with pytest.raises(DataError, match="Keras cannot load this network: .* Save it again"):
        loaded(edited(edit))


def test_what_keras_saves_is_loaded_and_free_to_learn(tmp_path: Path) -> None:
    model = keras.Sequential([keras.Input((8, 8, 1)), layers.Conv2D(4, 3), layers.Flatten()])
    model.trainable = False
    model.save(tmp_path / "net.keras")
    whole = loaded(tmp_path / "net.keras")
    assert len(whole.trainable_weights) == 2
    np.testing.assert_array_equal(whole.get_weights()[0], model.get_weights()[0])


def test_maps_that_would_fill_the_memory_are_refused() -> None:
    big = layers.UpSampling2D(4096, name="big")
    model = keras.Sequential([keras.Input((8, 8, 1)), big, layers.GlobalAveragePooling2D()])
    with pytest.raises(DataError, match=r"'big' \(UpSampling2D\) must give at most"):
        check_maps(model)


def augmented() -> keras.Model:
    parts = [layers.RandomFlip(), layers.RandomRotation(0.1), layers.GaussianNoise(0.1)]
    return keras.Sequential([keras.Input((8, 8, 1)), *parts, layers.Conv2D(2, 3)])


def standardised() -> keras.Model:
    normal = layers.Normalization()
    normal.adapt(np.random.default_rng(0).random((20, 8, 8, 1)))
    return keras.Sequential([keras.Input((8, 8, 1)), normal, layers.BatchNormalization()])


def sequential() -> keras.Model:
    parts = [layers.Reshape((8, 8)), layers.Bidirectional(layers.LSTM(4, dropout=0.1))]
    return keras.Sequential([keras.Input((8, 8, 1)), *parts, layers.Dense(3)])


def attentive() -> keras.Model:
    image = keras.Input((8, 8, 1))
    x = layers.Dense(4)(layers.Reshape((8, 8))(image))
    x = layers.LayerNormalization()(layers.MultiHeadAttention(2, 4)(x, x) + x)
    return keras.Model(image, layers.Dense(3, dtype="mixed_float16")(keras.ops.mean(x, 1)))


def spectral() -> keras.Model:
    conv = layers.SpectralNormalization(layers.Conv2D(4, 3))
    return keras.Sequential([keras.Input((8, 8, 1)), conv, layers.SeparableConv2D(3, 3)])


@pytest.mark.parametrize("made", [augmented, standardised, sequential, attentive, spectral])
def test_every_kind_of_weights_is_counted_as_keras_saves_it(
    made: Callable[[], keras.Model], tmp_path: Path
) -> None:
    model = made()
    model.compile("adam", "mse")
    model.save(tmp_path / "net.keras")
    whole = loaded(tmp_path / "net.keras")
    for one, other in zip(whole.get_weights(), model.get_weights(), strict=True):
        np.testing.assert_array_equal(one, other)
