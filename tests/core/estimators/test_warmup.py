"""Warming up a standby worker."""

from __future__ import annotations

import gc
from collections.abc import Iterator

import pytest

from core.estimators import warmup
from core.training import classifier, device
from core.training.trace import TraceCache


@pytest.fixture
def traces(monkeypatch: pytest.MonkeyPatch) -> Iterator[TraceCache]:
    fresh = TraceCache()
    monkeypatch.setattr(classifier, "TRACES", fresh)
    yield fresh
    gc.unfreeze()


def test_without_a_gpu_a_tiny_net_is_trained(
    traces: TraceCache, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(device, "has_gpu", lambda: False)
    warmup.warm_up()
    assert len(traces.held()) == 1
    assert gc.get_freeze_count() > 0


def test_on_a_gpu_machine_nothing_is_computed(
    traces: TraceCache, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(device, "has_gpu", lambda: True)
    warmup.warm_up()
    assert traces.held() == ()
