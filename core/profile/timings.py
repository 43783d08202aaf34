"""Measured latencies, stored beside the model."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

TIMINGS = "latency.json"


@dataclass(frozen=True)
class Latency:
    """Milliseconds for one batch: the median of the repeats, and the middle half of them.

    ``threads`` is how many a single operation may use, 0 where that is not known.
    """

    median: float
    low: float
    high: float
    batch: int
    threads: int


def write_timings(folder: Path, timings: Sequence[Latency]) -> None:
    """Keep ``timings`` in the folder of the model, with their spread and threads."""
    (folder / TIMINGS).write_text(json.dumps([asdict(each) for each in timings]))
