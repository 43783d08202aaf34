"""Bytes of a saved model, as they lie on disk and as a download would compress them."""

from __future__ import annotations

import zlib
from pathlib import Path

CHUNK_BYTES = 2**20


def file_bytes(path: Path) -> int:
    """Size of the file at ``path``."""
    return path.stat().st_size


def compressed_bytes(path: Path) -> int:
    """Size of the file at ``path`` under deflate at its default level; nothing is written."""
    packer = zlib.compressobj()
    size = 0
    with path.open("rb") as file:
        while chunk := file.read(CHUNK_BYTES):
            size += len(packer.compress(chunk))
    return size + len(packer.flush())
