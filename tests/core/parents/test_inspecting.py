"""An uploaded file is refused in words before Keras sees it; what Keras itself writes is taken."""

from __future__ import annotations

import json
import re
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import keras
import numpy as np
import pytest

from core.errors import DataError
from core.models import build
from core.models.catalogue import FAMILIES
from core.parents.inspecting import CONFIG_BYTES, inspect_model
from core.presets import preset_spaces
from core.spaces import sample

layers = keras.layers
Config = dict[str, Any]
Layer = Callable[[Any], Any]


def net(*parts: Layer) -> keras.Model:
    """The ``parts`` one after the other, on small grey images."""
    image = x = keras.Input((8, 8, 1))
    for part in parts:
        x = part(x)
    return keras.Model(image, x)


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("plain") / "plain.keras"
    net(layers.Conv2D(2, 3), layers.Flatten(), layers.Dense(10, name="answers")).save(file)
    return file


@pytest.fixture
def changed(plain: Path, tmp_path: Path) -> Callable[..., Path]:
    """The plain network's file with other members; None leaves one out."""

    def written(**members: str | None) -> Path:
        file = tmp_path / "changed.keras"
        with zipfile.ZipFile(plain) as old, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as new:
            kept = {name: old.read(name) for name in old.namelist()}
            other = {name.replace("__", "."): text for name, text in members.items()}
            for name, content in (kept | other).items():
                if content is not None:
                    new.writestr(name, content)
        return file

    return written


@pytest.fixture
def with_part(plain: Path, changed: Callable[..., Path]) -> Callable[[Config], Path]:
    """The plain network's file with its last layer described otherwise."""

    def written(part: Config) -> Path:
        config = json.loads(zipfile.ZipFile(plain).read("config.json"))
        config["config"]["layers"][-1] |= part
        return changed(config__json=json.dumps(config))

    return written


def refusal(file: Path) -> str:
    """Why the file is refused; empty if it is not."""
    try:
        inspect_model(file, file.name)
    except DataError as error:
        return str(error)
    return ""


def test_what_is_no_archive_says_how_to_save_it(tmp_path: Path) -> None:
    file = tmp_path / "old.keras"
    file.write_bytes(b"\x89HDF\r\n\x1a\n" + bytes(2000))
    assert re.search(r"older kind \(.h5\) has to be loaded and saved again", refusal(file))


@pytest.mark.parametrize("name", ["net.h5", "net.zip", "net", "net.keras.txt"])
def test_another_ending_is_refused(plain: Path, name: str) -> None:
    with pytest.raises(DataError, match=r"must end in .keras; got 'net"):
        inspect_model(plain, name)


def test_a_file_that_was_cut_short_is_refused(plain: Path, tmp_path: Path) -> None:
    file = tmp_path / "short.keras"
    file.write_bytes(plain.read_bytes()[:-200])
    assert "cut short" in refusal(file)


@pytest.mark.parametrize("name", ["config.json", "metadata.json", "model.weights.h5"])
def test_a_file_without_a_member_is_refused(changed: Callable[..., Path], name: str) -> None:
    assert f"it lacks {name}" in refusal(changed(**{name: None}))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("{", "cannot be read"),
        ("\x00\x01", "cannot be read"),
        ("[" * 200_000, "cannot be read: maximum recursion"),
        ('{"class_name": ' * 100_000, "cannot be read: maximum recursion"),
        ("[]", "must be a functional or sequential model.*got 'list'"),
        ("null", "got 'NoneType'"),
        ("{}", "got None"),
        ('{"class_name": "MyModel", "module": "mine"}', "got 'MyModel'. Build it with keras.Input"),
        ('{"class_name": ["Functional"]}', "must be a functional"),
    ],
)
def test_a_configuration_of_no_network_is_refused(
    changed: Callable[..., Path], text: str, words: str
) -> None:
    assert re.search(words, refusal(changed(config__json=text)))


def test_a_configuration_that_unpacks_to_too_much_is_refused(changed: Callable[..., Path]) -> None:
    file = changed(config__json=" " * (CONFIG_BYTES + 1))
    assert file.stat().st_size < CONFIG_BYTES / 10
    assert "must have at most 2,097,152 bytes; it has 2,097,153" in refusal(file)


def test_weights_that_unpack_to_too_much_are_refused(plain: Path, tmp_path: Path) -> None:
    content = bytearray(plain.read_bytes())
    entry = content.rindex(b"PK\x01\x02")  # of the member listed last
    content[entry + 24 : entry + 28] = (2**31 + 1).to_bytes(4, "little")
    file = tmp_path / "bomb.keras"
    file.write_bytes(content)
    assert "must unpack to at most 2,147,483,648 bytes" in refusal(file)


@pytest.mark.parametrize("name", ["../evil.py", "/etc/evil", "assets/../../evil", "C:evil"])
def test_a_path_that_climbs_out_is_refused(changed: Callable[..., Path], name: str) -> None:
    assert "must hold only paths inside itself" in refusal(changed(**{name: "evil"}))


@pytest.mark.parametrize(
    "part",
    [
        {"class_name": "system", "module": "os"},
        {"class_name": "function", "module": "builtins", "config": "eval"},
        {"class_name": "function", "module": "keras.utils", "config": "get_file"},
        {"class_name": "get_file", "module": "keras.utils"},
        {"class_name": "Dense", "module": "keras_evil.layers"},
        {"class_name": "Dense", "module": "tensorflow.keras.layers"},
        {"class_name": "Dense", "module": ["os"]},
        {"class_name": "Lambda", "module": "keras.layers"},
        {"class_name": "Lambda", "module": "keras.src.layers.core.lambda_layer"},
        {"class_name": "Lambda"},
        {"class_name": "TFSMLayer", "module": "keras.layers", "config": {"filepath": "/etc"}},
        {"class_name": "StringLookup", "module": "keras.layers"},
        {"class_name": "Dense", "module": None, "registered_name": "mine>Dense"},
        {"config": {"activation": {"class_name": "__lambda__", "config": {"value": "YQ=="}}}},
        {"config": [{"deep": ({"class_name": "call", "module": "subprocess"},)}]},
        {"compile_config": {"loss": {"class_name": "function", "module": "builtins"}}},
    ],
)
def test_a_part_that_may_run_code_is_refused(
    with_part: Callable[[Config], Path], part: Config
) -> None:
    assert "may run code of its own. Nothing that is uploaded is run here" in refusal(
        with_part(part)
    )


@keras.saving.register_keras_serializable("mine")
class Own(keras.layers.Layer):
    """A layer that is not of Keras."""

    def call(self, x: Any) -> Any:
        return x


@keras.saving.register_keras_serializable("mine")
def custom_activation(x: Any) -> Any:
    return x


class Subclassed(keras.Model):
    def call(self, x: Any) -> Any:
        return x


def subclassed() -> keras.Model:
    model = Subclassed()
    model(np.zeros((1, 2), np.float32))
    return model


@pytest.mark.parametrize(
    ("made", "kind"),
    [
        (lambda: net(layers.Lambda(lambda x: x + 1)), "Lambda"),
        (lambda: net(keras.Sequential([keras.Input((8, 8, 1)), Own()])), "Own"),
        (lambda: net(layers.Dense(2, activation=custom_activation)), "function"),
        (subclassed, "Subclassed"),
    ],
)
def test_what_keras_saves_of_foreign_code_is_refused(
    tmp_path: Path, made: Callable[[], keras.Model], kind: str
) -> None:
    made().save(tmp_path / "net.keras")
    assert repr(kind) in refusal(tmp_path / "net.keras")


def test_an_open_upload_with_a_loud_ending_is_accepted(plain: Path) -> None:
    with plain.open("rb") as upload:
        inspect_model(upload, "Net.KERAS")
        # Read through, and left for whoever keeps it.
        assert not upload.closed


# It finds boxes, with a layer that is not of Keras: no classifier that somebody would upload.
DETECTORS = {"efficientdet"}


@pytest.mark.parametrize("family", sorted({e.name for e in FAMILIES.entries()} - DETECTORS))
def test_every_family_of_networks_is_accepted(tmp_path: Path, family: str) -> None:
    spaces = (space for space in preset_spaces().values() if space.family == family)
    space = next(spaces, None)
    small = FAMILIES.entry(family).params.small(32, 0.25)
    if space:
        choices, options = sample(space, np.random.default_rng(0)), space.options
    else:
        choices, options = (small.choices, small.options) if small else ({}, {})
    model = build(family, input_shape=(32, 32, 3), classes=10, choices=choices, **options)
    model.save(tmp_path / "net.keras")
    assert refusal(tmp_path / "net.keras") == ""


def operations() -> keras.Model:
    image = keras.Input((8, 8, 1))
    x = keras.ops.relu(image * 2 + 1)[:, ::2]
    return keras.Model(image, keras.ops.mean(x, axis=(1, 2)))


def compiled() -> keras.Model:
    model = net(layers.Flatten(), layers.Dense(2, activation="softmax"))
    rate = keras.optimizers.schedules.CosineDecay(0.1, 10)
    loss = keras.losses.sparse_categorical_crossentropy
    model.compile(keras.optimizers.Adam(rate), loss)
    return model


def shared() -> keras.Model:
    twice = layers.Conv2D(1, 3, padding="same")
    return net(twice, twice)


@pytest.mark.parametrize(
    "made",
    [
        operations,
        compiled,
        shared,
        lambda: keras.Sequential([keras.Input((8, 8, 1)), layers.Conv2D(2, 3), layers.ReLU()]),
        lambda: net(keras.Sequential([keras.Input((8, 8, 1)), layers.Conv2D(2, 3)])),
        lambda: net(net(layers.Conv2D(2, 3, dtype="mixed_float16"))),
        lambda: net(layers.Dense(2, activation=keras.activations.gelu), layers.Activation("swish")),
        lambda: net(layers.Dense(2, activation=keras.ops.relu)),
        lambda: net(layers.Dense(2, activation=layers.LeakyReLU())),
        lambda: net(layers.Conv2D(2, 3, kernel_regularizer="l2", kernel_constraint="max_norm")),
        lambda: net(layers.Dense(2, kernel_initializer=keras.initializers.Orthogonal(seed=1))),
        lambda: net(layers.RandomFlip(), layers.Rescaling(1 / 255), layers.Resizing(4, 4)),
    ],
)
def test_what_keras_saves_of_its_own_is_accepted(
    tmp_path: Path, made: Callable[[], keras.Model]
) -> None:
    model, file = made(), tmp_path / "net.keras"
    model.save(file)
    assert refusal(file) == ""
    # Keras' own safe mode agrees.
    loaded = keras.models.load_model(file, compile=False, safe_mode=True)
    assert [type(layer) for layer in loaded.layers] == [type(layer) for layer in model.layers]
