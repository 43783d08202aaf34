"""Looks into an uploaded .keras file before Keras does: is it one, does it run foreign code?"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO

from core.datasets.archive import READ_ERRORS, UploadLimits, open_archive
from core.errors import DataError

LIMITS = UploadLimits(unpacked_bytes=2 * 2**30)
NEEDED = ("config.json", "metadata.json", "model.weights.h5")
# They run Python, or open files that the upload names.
REFUSED = frozenset({"Lambda", "TFSMLayer", "TorchModuleWrapper", "JaxLayer", "FlaxLayer"})


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
    with open_archive(file, filename=filename, limits=LIMITS) as archive:
        members = {member.filename: member for member in archive.members}
        missing = [name for name in NEEDED if name not in members]
        if missing:
            raise DataError(
                f"{filename} must be a Keras model; it lacks {missing[0]}. Save the network with "
                "model.save('network.keras')."
            )
        try:
            config = json.loads(archive.read(members["config.json"]))
        except (*READ_ERRORS, RecursionError) as error:
            raise DataError(f"The configuration in {filename} cannot be read: {error}.") from error
    _check(config, filename)


def _check(config: Any, filename: str) -> None:
    if not isinstance(config, dict) or config.get("class_name") not in ("Functional", "Sequential"):
        kind = config.get("class_name") if isinstance(config, dict) else type(config).__name__
        raise DataError(
            f"{filename} must be a functional or sequential model, whose layers can be seen; got "
            f"{kind!r}. Build it with keras.Input and keras.Model, then save it again."
        )
    for part in _objects(config):
        name, module = part["class_name"], part.get("module")
        foreign = module is not None and str(module).split(".")[0] != "keras"
        custom = part.get("registered_name") not in (None, name, "Functional", "Sequential")
        if name in REFUSED or foreign or custom:
            raise DataError(
                f"{filename} has a part of kind {name!r}, which may run code of its own. Nothing "
                "that is uploaded is run here: build the network of Keras' own layers."
            )


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
