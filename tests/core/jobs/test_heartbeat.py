"""The sign of life: it counts time, hears requests, and notices that the claim is lost."""

from __future__ import annotations

import time

import pytest

from core.jobs import heartbeat as module
from core.jobs.heartbeat import Heartbeat, Interrupted
from core.settings import SILENT_SECONDS
from core.specs import RunSpec
from core.store import Store


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "BEAT_SECONDS", 0.005)


@pytest.fixture
def held(store: Store, spec: RunSpec) -> str:
    run_id = store.runs.add(spec, "ada")
    store.runs.claim(run_id, token="t", device="cpu", pid=1, born=0.0)
    return run_id


def until_interrupted(heartbeat: Heartbeat, *heeded: str) -> str:
    end = time.monotonic() + 240
    while time.monotonic() < end:
        try:
            heartbeat.check(*heeded)
        except Interrupted as interrupted:
            return interrupted.request
    return "nothing came"


def test_a_request_is_heard_where_it_is_heeded(store: Store, held: str) -> None:
    with Heartbeat(store, held, "t") as heartbeat:
        store.runs.change(held, request="yield")
        assert until_interrupted(heartbeat, "yield") == "yield"
        heartbeat.check("stop")


def test_a_lost_claim_interrupts_whatever_is_heeded(store: Store, held: str) -> None:
    with Heartbeat(store, held, "t") as heartbeat:
        store.runs.change(held, worker="another")
        assert until_interrupted(heartbeat) == "lost"


def test_working_time_adds_up(store: Store, held: str) -> None:
    begun = time.monotonic()
    with Heartbeat(store, held, "t"):
        while store.runs.get(held).active_seconds < 0.05:
            pass
    assert store.runs.get(held).active_seconds <= time.monotonic() - begun


def test_a_heart_that_beats_before_the_work_begins_counts_the_work_alone(
    store: Store, held: str
) -> None:
    heartbeat = Heartbeat(store, held, "t")
    store.runs.change(held, heartbeat=1.0)
    heartbeat.start()
    while store.runs.holders()[0].heartbeat == 1.0:
        pass
    assert store.runs.get(held).active_seconds == 0.0
    with heartbeat:
        while store.runs.get(held).active_seconds == 0.0:
            pass


def test_the_heart_beats_while_tensorflow_traces_and_compiles(store: Store, held: str) -> None:
    import keras
    import numpy as np
    import tensorflow as tf

    network = keras.applications.MobileNetV2(weights=None, classes=10, input_shape=(64, 64, 3))
    beats: list[float] = []
    beat = store.runs.beat

    def noted(*words: str, **values: float) -> str:
        # The time of this process: what else the machine does is no silence of its own.
        beats.append(time.process_time())
        return beat(*words, **values)

    store.runs.beat = noted  # type: ignore[method-assign]
    with Heartbeat(store, held, "t"):
        compiled = tf.function(lambda x: network(x, training=False), jit_compile=True)
        compiled(np.zeros((2, 64, 64, 3), "float32"))
    gaps = [later - sooner for sooner, later in zip(beats, beats[1:], strict=False)]
    assert len(gaps) > 5 and max(gaps) < SILENT_SECONDS / 2
