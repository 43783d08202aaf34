"""Measured latency: more work takes longer, and the spread is told."""

from __future__ import annotations

import keras

from core.profile.latency import latency_ms


def _net(width: int) -> keras.Model:
    layers = [keras.layers.Conv2D(width, 3, padding="same") for _ in range(3)]
    return keras.Sequential([keras.Input((32, 32, 3)), *layers])


def test_much_more_work_takes_longer() -> None:
    small, large = latency_ms(_net(4), batch=8), latency_ms(_net(128), batch=8, repeats=5)
    assert 0 < small.low <= small.median <= small.high
    assert small.median < large.median
    assert (small.batch, large.batch) == (8, 8)
