"""Measured latency: more work takes longer, and the spread is told."""

from __future__ import annotations

import os

import keras
import pytest
import tensorflow as tf

from core.profile import latency
from core.profile.latency import latency_ms, time_share


def _net(width: int) -> keras.Model:
    layers = [keras.layers.Conv2D(width, 3, padding="same") for _ in range(3)]
    return keras.Sequential([keras.Input((32, 32, 3)), *layers])


def test_much_more_work_takes_longer() -> None:
    small, large = latency_ms(_net(4), batch=8), latency_ms(_net(128), batch=8, repeats=5)
    assert 0 < small.low <= small.median <= small.high
    assert small.median < large.median
    assert (small.batch, large.batch) == (8, 8)


def test_two_are_timed_turn_about(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(latency, "SECONDS", 0.0)
    passes: list[str] = []
    share = time_share(lambda: passes.append("one"), lambda: passes.append("other"))
    assert share > 0
    assert passes == ["one", "other", "other", "one"] * (latency.FEWEST // 2)


def test_threads_are_a_number_where_nobody_has_set_them() -> None:
    assert tf.config.threading.get_intra_op_parallelism_threads() == 0
    timed = latency_ms(keras.Sequential([keras.Input((4,)), keras.layers.Dense(2)]), repeats=2)
    assert 1 <= timed.threads <= (os.cpu_count() or 1)
