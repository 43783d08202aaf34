"""Inspects an uploaded .keras file before Keras loads it: its format, foreign code."""

from __future__ import annotations

import json
import re
import zipfile
from os import SEEK_END
from pathlib import Path
from typing import Any, BinaryIO

from core.datasets.uploads.archive import READ_ERRORS, Archive, UploadLimits, open_archive
from core.errors import DataError, first_line
from core.parents.declared import declared_weights, objects_of
from core.parents.foreign import foreign_archive, foreign_file, of_keras2

LIMITS = UploadLimits(unpacked_bytes=2 * 2**30)
# The largest published networks have 1 MiB; parsing it takes twenty times that of memory.
CONFIG_BYTES = 2 * 2**20
# What stands at the end of a zip file, and how long the list of what is in it may be.
END_BYTES, LIST_BYTES = 2**16 + 22, 2**18
# So many weights of 4 bits are in a byte; what is not looked at; how far zeros are packed.
MOST_A_BYTE, SLACK_BYTES, MOST_PACKED = 2, 2**16, 100
LONGEST_SHOWN = 80
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
    shown = filename if len(filename) <= LONGEST_SHOWN else f"{filename[:LONGEST_SHOWN]}…"
    if foreign := foreign_file(file, filename):
        raise DataError(f"{shown} must be a network as Keras 3 saves it; it {foreign}")
    if not _ends_whole(file):
        raise DataError(
            f"{shown} must be a whole file as Keras 3 writes it; this is none, or was cut "
            "short. One of the older kind (.h5) has to be loaded and saved again, with "
            "model.save('network.keras')."
        )
    with open_archive(file, filename=shown, limits=LIMITS) as archive:
        names = [member.filename for member in archive.members]
        if foreign := foreign_archive(names):
            raise DataError(f"{shown} must be a network as Keras 3 saves it; it {foreign}")
        if not filename.lower().endswith(".keras"):
            raise DataError(
                f"filename must end in .keras; got {shown!r}. Save the network with "
                "model.save('network.keras')."
            )
        members = _needed(archive, shown)
        config = _json(archive, members["config.json"], shown)
        about = _json(archive, members["metadata.json"], shown)
    if _of_keras2(config, about):
        raise DataError(f"{shown} {of_keras2(_version(about))}")
    _check(config, shown)
    _check_declared(config, members["model.weights.h5"], shown)


def _ends_whole(file: Path | BinaryIO) -> bool:
    """Return whether it ends as a zip file does, with a directory of bearable size."""
    opened = file.open("rb") if isinstance(file, Path) else file
    try:
        size = opened.seek(0, SEEK_END)
        opened.seek(max(0, size - END_BYTES))
        end = opened.read(END_BYTES)
    finally:
        if isinstance(file, Path):
            opened.close()
    at = end.rfind(b"PK\x05\x06")
    if at < 0 or len(end) < at + 16:
        return False
    # Reading the list takes ten times its bytes of memory.
    return int.from_bytes(end[at + 12 : at + 16], "little") <= LIST_BYTES


def _needed(archive: Archive, filename: str) -> dict[str, zipfile.ZipInfo]:
    members = {member.filename: member for member in archive.members}
    missing = [name for name in NEEDED if name not in members]
    if missing:
        raise DataError(
            f"{filename} must be a Keras model; it lacks {missing[0]}. Save the network with "
            "model.save('network.keras')."
        )
    return members


def _json(archive: Archive, member: zipfile.ZipInfo, filename: str) -> Any:
    if member.file_size > CONFIG_BYTES:
        raise DataError(
            f"The configuration in {filename} must have at most {CONFIG_BYTES:,} bytes; it has "
            f"{member.file_size:,}. No network needs that many: save it again."
        )
    try:
        return json.loads(archive.read(member))
    except (*READ_ERRORS, RecursionError) as error:
        raise DataError(
            f"The configuration in {filename} cannot be read: {first_line(error)}. Save the "
            "network again."
        ) from error


def _version(about: Any) -> str:
    said = about.get("keras_version") if isinstance(about, dict) else None
    return said if isinstance(said, str) and re.fullmatch(r"[\w.+-]{1,20}", said) else ""


def _of_keras2(config: Any, about: Any) -> bool:
    """Return whether Keras 2 wrote it, by its version or by its parts."""
    if _version(about).startswith("2."):
        return True
    parts = list(objects_of(config))
    homes = {str(part.get("module")) for part in parts[:1000]}
    if any(home.startswith(("tf_keras", "keras.src.engine", "keras.engine")) for home in homes):
        return True
    inputs = [part.get("config") for part in parts if part["class_name"] == "InputLayer"]
    return any(isinstance(one, dict) and "batch_input_shape" in one for one in inputs)


def _check(config: Any, filename: str) -> None:
    if not isinstance(config, dict) or config.get("class_name") not in ("Functional", "Sequential"):
        kind = config.get("class_name") if isinstance(config, dict) else type(config).__name__
        raise DataError(
            f"{filename} must be a functional or sequential model, whose layers can be seen; got "
            f"{_short(kind)}. Build it with keras.Input and keras.Model, then save it again."
        )
    # How it was trained is never read: it is loaded uncompiled.
    network = {key: value for key, value in config.items() if key != "compile_config"}
    for part in objects_of(network):
        name = part["class_name"]
        custom = part.get("registered_name") not in (None, name)
        if name in REFUSED or custom or not _is_of_keras(part.get("module")):
            raise DataError(
                f"{filename} has a part of kind {_short(name)}, which may run code of its own. "
                "Nothing that is uploaded is run here: build the network of Keras' own layers."
            )


def _short(value: Any) -> str:
    shown = repr(value)
    return shown if len(shown) <= LONGEST_SHOWN else f"{shown[:LONGEST_SHOWN]}…"


def _check_declared(config: Any, member: zipfile.ZipInfo, filename: str) -> None:
    """Refuse layers that are larger than the weights that come with them."""
    declared = declared_weights(config)
    if declared > MOST_A_BYTE * (member.file_size + SLACK_BYTES):
        raise DataError(
            f"The layers of {filename} must be as large as the weights that come with them; they "
            f"declare at least {_large(declared)} weights, and the file holds "
            f"{member.file_size:,} bytes of them. It was changed or damaged: save it again."
        )
    if member.file_size > MOST_PACKED * member.compress_size + SLACK_BYTES:
        raise DataError(
            f"The weights in {filename} must be packed at most {MOST_PACKED} to 1; they unpack "
            f"from {member.compress_size:,} to {member.file_size:,} bytes. Save the network again: "
            "Keras does not pack them at all."
        )


def _large(number: int) -> str:
    return f"{number:,}" if number < 10**15 else "10¹⁵"


def _is_of_keras(module: Any) -> bool:
    """Return whether ``module`` is one of Keras' own, whose classes make up networks."""
    if module is None:
        return True
    package, _, rest = str(module).partition(".")
    return package == "keras" and (not rest or rest.split(".")[0] in PLACES)
