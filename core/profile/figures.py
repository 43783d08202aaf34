"""All costs of a saved model, in the metrics that a trial carries."""

from __future__ import annotations

from pathlib import Path

import keras

from core.metrics import LATENCIES, UNCOUNTED
from core.profile.counts import count, nonzeros
from core.profile.files import compressed_bytes, file_bytes
from core.profile.latency import latency_ms
from core.profile.timings import write_timings

BATCH = 32


def figures_of(model: keras.Model, file: Path, *, latency: bool) -> dict[str, float]:
    """Return parameters, non-zeros, MACs and bytes of ``model``, stored at ``file``.

    Where the MACs are a lower bound, ``macs_uncounted`` says of how many layers not all is known.
    With ``latency`` also the measured milliseconds for one image and for ``BATCH`` of them; their
    spread is written beside the file.
    """
    counts = count(model)
    figures = {
        "parameters": float(counts.parameters),
        "macs": float(counts.macs),
        "nonzeros": float(nonzeros(model)),
        "size_bytes": float(file_bytes(file)),
        "compressed_bytes": float(compressed_bytes(file)),
    }
    if not counts.exact:
        figures[UNCOUNTED] = float(len(counts.uncounted))
    if latency:
        timings = [latency_ms(model, batch) for batch in (1, BATCH)]
        write_timings(file.parent, timings)
        figures |= dict(zip(LATENCIES, (each.median for each in timings), strict=True))
    return figures
