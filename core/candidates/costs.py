"""The costs of a candidate by its sketch, under the names of the metrics."""

from __future__ import annotations

from core.models.sketch.base import Sketch


def costs_of(drawn: Sketch) -> dict[str, float]:
    """Return parameters, MACs and file bytes (within 3 %) of a sketched candidate."""
    return {
        "parameters": float(drawn.parameters),
        "macs": float(drawn.macs),
        "size_bytes": float(drawn.file_bytes),
    }
