"""All costs of a saved model, in the metrics that a trial carries."""

from __future__ import annotations

import bz2
from pathlib import Path

import keras
import numpy as np

from core.metrics import LATENCIES, UNCOUNTED
from core.profile.counts import count
from core.profile.latency import latency_ms
from core.profile.timings import write_timings

BATCH = 32
CHUNK_BYTES = 2**20


def figures_of(model: keras.Model, file: Path, *, latency: bool) -> dict[str, float]:
    """Return parameters and MACs of ``model``, counted, and its :func:`measured_figures`.

    Where the MACs are a lower bound, ``macs_uncounted`` says of how many layers not all is known.
    """
    counts = count(model)
    counted = {"parameters": float(counts.parameters), "macs": float(counts.macs)}
    if not counts.exact:
        counted[UNCOUNTED] = float(len(counts.uncounted))
    return counted | measured_figures(model, file, latency=latency)


def measured_figures(model: keras.Model, file: Path, *, latency: bool) -> dict[str, float]:
    """Return what no sketch of ``model`` knows: its non-zero weights, the bytes of its ``file``.

    With ``latency`` also the measured milliseconds for one image and for ``BATCH`` of them; their
    spread is written beside the file.
    """
    figures = {
        "nonzeros": float(nonzeros(model)),
        "size_bytes": float(file.stat().st_size),
        "compressed_bytes": float(compressed_bytes(file)),
    }
    if latency:
        timings = [latency_ms(model, batch) for batch in (1, BATCH)]
        write_timings(file.parent, timings)
        figures |= dict(zip(LATENCIES, (each.median for each in timings), strict=True))
    return figures


def nonzeros(model: keras.Model) -> int:
    """Return the number of weights that are not zero."""
    return sum(int(np.count_nonzero(weight)) for weight in model.get_weights())


def compressed_bytes(path: Path) -> int:
    """Return the size of the file at ``path`` under bzip2; nothing is written.

    Deflate, a byte at a time, finds neither where zeroed weights lie nor that they come in fours:
    it leaves a network with one weight in four about a sixth larger. LZMA packs as well as bzip2,
    in four times the time.
    """
    packer = bz2.BZ2Compressor()
    size = 0
    with path.open("rb") as file:
        while chunk := file.read(CHUNK_BYTES):
            size += len(packer.compress(chunk))
    return size + len(packer.flush())
