"""Identifies files that are no Keras 3 network, and says how to convert them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import BinaryIO

_HEAD = 4096
_KERAS3 = "import keras; keras.models.load_model"
_AGAIN = ".save('network.keras')"
# How it is saved by the one that made it, for which there is no shorter way.
_TORCH = (
    "Build the same network of Keras' layers and set its weights from the state dict, or export it "
    "to ONNX and convert that to Keras; then model.save('network.keras')."
)


def foreign_file(file: Path | BinaryIO, filename: str) -> str:
    """Return what ``file`` is and how to convert it to ``.keras``; empty if unknown."""
    head = _head(file)
    if head.startswith(b"\x89HDF\r\n\x1a\n"):
        return _hdf5(head, filename)
    if head[4:8] == b"TFL3":
        return (
            "is a TensorFlow Lite file, whose weights are made for running alone. Save the network "
            "that it was converted from: model.save('network.keras')."
        )
    if head.startswith((b"\x80\x02", b"\x80\x03", b"\x80\x04", b"\x80\x05")):
        return (
            "is a Python pickle (of PyTorch, scikit-learn or joblib), which runs code when it is "
            f"opened: it is not. If it is of PyTorch: {_TORCH}"
        )
    if re.match(rb"\x08[\x01-\x14]\x12.{1,64}(pytorch|tf2onnx|keras|onnx|skl)", head, re.S | re.I):
        return (
            "is an ONNX file. Save the network that it was exported from: "
            f"model.save('network.keras'). One of PyTorch: {_TORCH}"
        )
    if re.match(rb".{8}\{\"", head, re.S) and b"dtype" in head:
        return (
            "is a safetensors file: weights without their network. Build the network, set its "
            "weights, and save it whole: model.save('network.keras')."
        )
    if head.lstrip().startswith(b"{"):
        return (
            "is JSON: a network's description without its weights. Save it whole, where it was "
            "trained: model.save('network.keras')."
        )
    return ""


def foreign_archive(names: Sequence[str]) -> str:
    """Return what a zip file of these members is and how to convert it; else empty."""
    ends = {name.rpartition("/")[2] for name in names}
    if "saved_model.pb" in ends or "keras_metadata.pb" in ends:
        return (
            "is a SavedModel of TensorFlow, as Keras 2 wrote it. Load it with Keras 2 and save it "
            "as HDF5: pip install tf_keras, import tf_keras, "
            "tf_keras.models.load_model('FOLDER', compile=False).save('network.h5'); then with "
            f"Keras 3: {_KERAS3}('network.h5', compile=False){_AGAIN}"
        )
    if "data.pkl" in ends or "constants.pkl" in ends:
        return f"is a file of PyTorch, whose pickles run code when they are opened. {_TORCH}"
    if "model.json" in ends and any(name.endswith(".bin") for name in ends):
        return (
            "is a network of TensorFlow.js. Save the network that it was converted from: "
            "model.save('network.keras')."
        )
    if ends and all(name.endswith(".npy") for name in ends):
        return (
            "is an .npz file of arrays: data, or weights without their network. Data are taken in "
            "on the Launch page; a network is saved whole: model.save('network.keras')."
        )
    within = next((name for name in names if name.lower().endswith((".h5", ".keras"))), "")
    if within and within != "model.weights.h5" and "config.json" not in ends:
        return f"is a zip file around {within[:80]!r}: unpack it, and bring what is in it."
    return ""


def of_keras2(version: str) -> str:
    """Return why a ``.keras`` file of Keras 2 is not read, and how to convert it to Keras 3."""
    said = f"Keras {version}" if version else "Keras 2"
    return (
        f"was written by {said}, that is Keras 2, whose .keras files Keras 3 does not read. Load "
        "it with Keras 2 and save it as HDF5, which both read: pip install tf_keras, import "
        "tf_keras, tf_keras.models.load_model('network.keras', compile=False).save('network.h5'); "
        f"then with Keras 3: {_KERAS3}('network.h5', compile=False){_AGAIN}"
    )


def _hdf5(head: bytes, filename: str) -> str:
    if filename.lower().endswith(".weights.h5") or b"model_weights" not in head[:_HEAD]:
        alone = " If it holds weights alone, build the network first and load them into it."
    else:
        alone = ""
    return (
        "is an HDF5 file. One of the older kind (.h5) has to be loaded and saved again, with "
        f"Keras 3 and under the ending .h5: {_KERAS3}('network.h5', compile=False){_AGAIN}{alone}"
    )


def _head(file: Path | BinaryIO) -> bytes:
    if isinstance(file, Path):
        with file.open("rb") as opened:
            return opened.read(_HEAD)
    file.seek(0)
    head = file.read(_HEAD)
    file.seek(0)
    return head
