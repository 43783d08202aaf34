"""Latencies beside a model: what was written is what is read."""

from __future__ import annotations

from pathlib import Path

from pydantic import TypeAdapter

from core.profile.timings import TIMINGS, Latency, write_timings


def test_timings_are_read_as_they_were_written(tmp_path: Path) -> None:
    timings = (Latency(0.4, 0.3, 0.5, 1, 0), Latency(6.0, 5.5, 7.0, 32, 4))
    write_timings(tmp_path, timings)
    written = (tmp_path / TIMINGS).read_bytes()
    assert TypeAdapter(tuple[Latency, ...]).validate_json(written) == timings
