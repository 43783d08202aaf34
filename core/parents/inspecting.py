"""Looks into an uploaded .keras file before Keras does: is it one, does it run foreign code?"""

from __future__ import annotations

import json
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO

from core.datasets.archive import READ_ERRORS, Archive, UploadLimits, open_archive
from core.errors import DataError

LIMITS = UploadLimits(unpacked_bytes=2 * 2**30)
# The largest published networks have 1 MiB; parsing it takes ten times that of memory.
CONFIG_BYTES = 16 * 2**20
NEEDED = ("config.json", "metadata.json", "model.weights.h5")
# Of all that Keras has, what a network is built of.
PLACES = frozenset(
    {
        "activations",
        "constraints",
        "dtype_policies",
        "initializers",
        "layers",
        "losses",
        "metrics",
        "models",
        "ops",
        "optimizers",
        "quantizers",
        "regularizers",
        "src",
    }
)
# They run Python, or open files that the upload names. Keras writes its own functions by name.
REFUSED = frozenset(
    {
        "Lambda",
        "__lambda__",
        "function",
        "__typespec__",
        "TFSMLayer",
        "TorchModuleWrapper",
        "JaxLayer",
        "FlaxLayer",
        "StringLookup",
        "IntegerLookup",
        "TextVectorization",
    }
)


def inspect_model(file: Path | BinaryIO, filename: str) -> None:
    """Refuse what is no ``.keras`` file of plain, functional Keras layers.

    Raises:
        DataError: what it is instead, and what to do.
    """
    if not filename.lower().endswith(".keras"):
        raise DataError(
            f"filename must end in .keras; got {filename!r}. Save the network with "
            "model.save('network.keras')."
        )
    if not zipfile.is_zipfile(file):
        raise DataError(
            f"{filename} must be a whole file as Keras 3 writes it; this is none, or was cut "
            "short. One of the older kind (.h5) has to be loaded and saved again, with "
            "model.save('network.keras')."
        )
    with open_archive(file, filename=filename, limits=LIMITS) as archive:
        config = _config(archive, filename)
    _check(config, filename)


def _config(archive: Archive, filename: str) -> Any:
    members = {member.filename: member for member in archive.members}
    missing = [name for name in NEEDED if name not in members]
    if missing:
        raise DataError(
            f"{filename} must be a Keras model; it lacks {missing[0]}. Save the network with "
            "model.save('network.keras')."
        )
    member = members["config.json"]
    if member.file_size > CONFIG_BYTES:
        raise DataError(
            f"The configuration in {filename} must have at most {CONFIG_BYTES:,} bytes; it has "
            f"{member.file_size:,}. No network needs that many: save it again."
        )
    try:
        return json.loads(archive.read(member))
    except (*READ_ERRORS, RecursionError) as error:
        raise DataError(
            f"The configuration in {filename} cannot be read: {error}. Save the network again."
        ) from error


def _check(config: Any, filename: str) -> None:
    if not isinstance(config, dict) or config.get("class_name") not in ("Functional", "Sequential"):
        kind = config.get("class_name") if isinstance(config, dict) else type(config).__name__
        raise DataError(
            f"{filename} must be a functional or sequential model, whose layers can be seen; got "
            f"{kind!r}. Build it with keras.Input and keras.Model, then save it again."
        )
    # How it was trained is never read: it is loaded uncompiled.
    network = {key: value for key, value in config.items() if key != "compile_config"}
    for part in _objects(network):
        name = part["class_name"]
        custom = part.get("registered_name") not in (None, name)
        if name in REFUSED or custom or not _is_of_keras(part.get("module")):
            raise DataError(
                f"{filename} has a part of kind {name!r}, which may run code of its own. Nothing "
                "that is uploaded is run here: build the network of Keras' own layers."
            )


def _is_of_keras(module: Any) -> bool:
    """Whether a part that names ``module`` as its home is one that Keras builds networks of."""
    if module is None:
        return True
    package, _, rest = str(module).partition(".")
    return package == "keras" and (not rest or rest.split(".")[0] in PLACES)


def _objects(config: Any) -> Iterator[dict[str, Any]]:
    """Every part of a configuration that names a class, however deep."""
    open_parts = [config]
    while open_parts:
        part = open_parts.pop()
        if isinstance(part, dict):
            if isinstance(part.get("class_name"), str):
                yield part
            open_parts.extend(part.values())
        elif isinstance(part, list):
            open_parts.extend(part)
