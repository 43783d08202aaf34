"""Loads an uploaded network with Keras, once it is known how large it becomes."""

from __future__ import annotations

import json
import math
import zipfile
from pathlib import Path
from typing import Any

import h5py
import keras
import tensorflow as tf

from core.errors import DataError, first_line
from core.models.keras.calls import calls

CONFIG, WEIGHTS = "config.json", "model.weights.h5"
SLACK_BYTES = 2**20
# Of what one layer gives for one picture.
MOST_NUMBERS = 2**27


def loaded(file: Path) -> keras.Model:
    """Load the network in ``file`` and make all of it trainable, frozen layers too.

    Raises:
        DataError: Keras cannot load it, or it would be larger than the weights that come with it.
    """
    try:
        _check_size(file)
        model = keras.models.load_model(file, compile=False, safe_mode=True)
    except DataError:
        raise
    except Exception as error:
        # Keras raises whatever a file brings to light; its first line says what.
        raise DataError(
            f"Keras cannot load this network: {first_line(error)} Save it again where it was made, "
            f"with Keras {keras.__version__}: model.save('network.keras')."
        ) from error
    # Keras hands on to the layers within only what is new to the model.
    for free in (False, True):
        model.trainable = free
    return model


def check_maps(model: keras.Model) -> None:
    """Refuse layers whose answers to one picture would fill the memory (DataError)."""
    for call in calls(model):
        for shape in call.output_shapes:
            numbers = math.prod(size or 1 for size in shape)
            if numbers > MOST_NUMBERS:
                raise DataError(
                    f"Layer {call.path!r} ({call.kind}) must give at most {MOST_NUMBERS:,} numbers "
                    f"for a picture; it gives {numbers:,}. Make its maps smaller."
                )


def _check_size(file: Path) -> None:
    """Refuse a network that is larger than its weights' file, before anything is made of it."""
    with zipfile.ZipFile(file) as archive:
        most = archive.getinfo(WEIGHTS).file_size + SLACK_BYTES
        declared = _declared_bytes(json.loads(archive.read(CONFIG)))
        if declared > most:
            raise DataError(
                "The network's layers must be as large as the weights that come with them; they "
                f"declare {declared:,} bytes, and the file holds {most - SLACK_BYTES:,}. It was "
                "changed or damaged: save it again."
            )
        with archive.open(WEIGHTS) as packed, h5py.File(packed, "r") as weights:
            unpacked = _unpacked_bytes(weights)
    if unpacked > most:
        raise DataError(
            f"The network's weights must be stored as they are; they would unpack to {unpacked:,} "
            f"bytes from {most - SLACK_BYTES:,}. Save it again: model.save('network.keras')."
        )


def _declared_bytes(config: dict[str, Any]) -> int:
    """Return the bytes of all weights from their shapes, without making any."""
    # How it was trained is never read.
    plain = {key: value for key, value in config.items() if key != "compile_config"}
    try:
        with keras.StatelessScope(initialize_variables=False):
            model = keras.models.model_from_json(json.dumps(plain))
            return sum(
                math.prod(weight.shape) * tf.as_dtype(weight.dtype).size for weight in model.weights
            )
    finally:
        # Keras remembers weights that it has not made yet, and would make them later.
        keras.utils.clear_session(free_memory=False)


def _unpacked_bytes(weights: h5py.File) -> int:
    sizes: list[int] = []

    def note(_name: str, item: Any) -> None:
        if isinstance(item, h5py.Dataset):
            sizes.append(int(item.nbytes))

    weights.visititems(note)
    return sum(sizes)
