"""Files of other kinds are told as what they are, with a way that leads to a network."""

from __future__ import annotations

import io
import json
import zipfile
from pathlib import Path

import keras
import numpy as np
import pytest

from core.errors import DataError
from core.parents.declared import declared_weights
from core.parents.inspecting import inspect_model


def refusal(content: bytes, filename: str = "net.keras") -> str:
    with pytest.raises(DataError) as refused:
        inspect_model(io.BytesIO(content), filename)
    return str(refused.value)


def zipped(**members: str | bytes) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name, content in members.items():
            archive.writestr(name.replace("__", "/").replace("_dot_", "."), content)
    return file.getvalue()


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"\x89HDF\r\n\x1a\n" + bytes(500), "is an HDF5 file. One of the older kind (.h5)"),
        (b"\x1c\0\0\0TFL3" + bytes(500), "is a TensorFlow Lite file"),
        (b"\x80\x02}q\0." + bytes(500), "is a Python pickle (of PyTorch"),
        (b"\x08\x08\x12\x07pytorch\x1a\x052.1.0" + bytes(500), "is an ONNX file"),
        (b"\x08\x0a\x12\x08tf2onnx\x1a\x06" + bytes(500), "is an ONNX file"),
        (b"\x40\0\0\0\0\0\0\0" + b'{"w":{"dtype":"F32"}}' + bytes(64), "is a safetensors file"),
        (b'{"class_name": "Sequential"}', "is JSON: a network's description without"),
        (zipped(m__saved_model_dot_pb=b"1", m__variables=b"2"), "is a SavedModel of TensorFlow"),
        (zipped(archive__data_dot_pkl=b"1", archive__version=b"3"), "is a file of PyTorch"),
        (zipped(net_dot_h5=b"1"), "is a zip file around 'net.h5': unpack it"),
        (zipped(x_dot_npy=b"1", y_dot_npy=b"2"), "is an .npz file of arrays"),
        (zipped(model_dot_json=b"{}", w_dot_bin=b"2"), "is a network of TensorFlow.js"),
    ],
)
@pytest.mark.parametrize("filename", ["net.keras", "net.other"])
def test_other_kinds_are_reported_whatever_they_are_called(
    content: bytes, said: str, filename: str
) -> None:
    assert f"{filename} must be a network as Keras 3 saves it; it {said}"[:60] in refusal(
        content, filename
    )
    assert said in refusal(content, filename)


def keras2(version: str, module: str, old_input: bool = True) -> bytes:
    """A file as tf.keras 2.x writes it (keras#19089, keras#21663)."""
    shape = {"batch_input_shape": [None, 64]} if old_input else {"batch_shape": [None, 64]}
    layer = {"module": "keras.layers", "class_name": "InputLayer", "config": shape}
    config = {"module": module, "class_name": "Functional", "config": {"layers": [layer]}}
    about = {"keras_version": version} if version else {}
    return zipped(
        config_dot_json=json.dumps(config),
        metadata_dot_json=json.dumps(about),
        model_dot_weights_dot_h5=b"weights",
    )


@pytest.mark.parametrize(
    ("version", "module", "said"),
    [
        ("2.15.0", "keras.src.engine.functional", "Keras 2.15.0"),
        ("2.13.1", "keras.src.engine.functional", "Keras 2.13.1"),
        ("2.16.0", "tf_keras.src.engine.functional", "Keras 2.16.0"),
        ("", "tf_keras.src.engine.functional", "was written by Keras 2,"),
        ("", "keras.models", "was written by Keras 2,"),
    ],
)
def test_file_of_keras_2_says_its_version_and_the_way(version: str, module: str, said: str) -> None:
    words = refusal(keras2(version, module))
    assert said in words and "compile=False).save('network.h5')" in words


def test_way_by_hdf5_leads_to_a_network_that_is_taken(tmp_path: Path) -> None:
    ends = [keras.layers.Flatten(), keras.layers.Dense(10)]
    model = keras.Sequential([keras.Input((8, 8, 1)), *ends])
    model.save(tmp_path / "network.h5")
    (tmp_path / "renamed.keras").write_bytes((tmp_path / "network.h5").read_bytes())
    said = refusal((tmp_path / "renamed.keras").read_bytes())
    code = said[said.index("keras.models.load_model") : said.index("save('network.keras')")]
    where = code.replace("network.h5", str(tmp_path / "network.h5")).replace("import keras; ", "")
    exec(f"{where}save({str(tmp_path / 'network.keras')!r})", {"keras": keras})
    inspect_model(tmp_path / "network.keras", "network.keras")
    again = keras.models.load_model(tmp_path / "network.keras")
    np.testing.assert_array_equal(again.get_weights()[0], model.get_weights()[0])


def layered(**layer: object) -> bytes:
    config = {"class_name": "Functional", "module": "keras.models", "config": {"layers": [layer]}}
    return zipped(
        config_dot_json=json.dumps(config),
        metadata_dot_json='{"keras_version": "3.15.1"}',
        model_dot_weights_dot_h5=bytes(4000),
    )


# After keras#22819: nothing between the file and the allocation looks at the size.
@pytest.mark.parametrize(
    ("kind", "settings", "channels"),
    [
        ("Dense", {"units": 10**12}, 10),
        ("Dense", {"units": 800_000_000}, None),
        ("Dense", {"units": 10**4000}, 1),
        ("Conv2D", {"filters": 4096, "kernel_size": [7, 7]}, 4096),
        ("DepthwiseConv2D", {"kernel_size": [9999, 9999], "depth_multiplier": 1}, 3),
        ("Embedding", {"input_dim": 10**6, "output_dim": 1000}, None),
        ("LSTM", {"units": 50_000_000}, None),
    ],
)
def test_layer_larger_than_the_file_is_refused_at_once(
    kind: str, settings: dict[str, object], channels: int | None
) -> None:
    layer = {"class_name": kind, "module": "keras.layers", "config": settings}
    if channels:
        layer["build_config"] = {"input_shape": [None, channels]}
    said = refusal(layered(**layer))
    assert "must be as large as the weights that come with them" in said and len(said) < 400


def test_weights_that_are_declared_are_never_more_than_there_are() -> None:
    parts = [keras.layers.Conv2D(8, 3), keras.layers.SeparableConv2D(6, 3), keras.layers.Flatten()]
    model = keras.Sequential([keras.Input((8, 8, 3)), *parts, keras.layers.Dense(10)])
    assert 0 < declared_weights(json.loads(model.to_json())) <= model.count_params()


def test_weights_of_zeros_that_are_packed_are_refused() -> None:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("config.json", '{"class_name": "Functional", "config": {}}')
        archive.writestr("metadata.json", "{}")
        archive.writestr("model.weights.h5", bytes(2**27))
    assert "must be packed at most 100 to 1" in refusal(file.getvalue())


def test_long_list_of_members_is_refused_before_it_is_read() -> None:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for number in range(6000):
            archive.writestr(f"{number:040}", b"")
    assert "must be a whole file as Keras 3 writes it" in refusal(file.getvalue())
