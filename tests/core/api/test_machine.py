"""The queue, and what the slots are shown to do."""

from __future__ import annotations

import pytest

from core import api
from core.jobs.devices import Device
from core.specs import Objective
from core.store import Store

CPUS = tuple(Device(f"cpu:{place}", "cpu", "a", 1) for place in range(2))
GPUS = tuple(Device(f"gpu:{place}", "gpu", "b", 1) for place in range(2))
TIMED = {"objectives": (Objective(metric="val_accuracy"), Objective(metric="latency_ms"))}


def test_the_queue_takes_turns_between_owners(run_id: str) -> None:
    second = api.launch(api.presets()["quick"], "ada")
    other = api.launch(api.presets()["quick"], "grace")
    assert [run.id for run in api.queue()] == [run_id, other, second]


@pytest.mark.parametrize(
    ("slots", "device", "changes", "busy"),
    [
        (CPUS, "cpu:1", {}, [False, True]),
        # As an earlier version named it, and where there were more slots before.
        (CPUS, "cpu", {}, [True, False]),
        (CPUS, "cpu:7", {}, [True, False]),
        (CPUS, "cpu:1", TIMED, [True]),
        (GPUS, "gpu:1", TIMED, [False, True]),
    ],
)
def test_slots_are_shown_with_their_runs(
    store: Store,
    monkeypatch: pytest.MonkeyPatch,
    slots: tuple[Device, ...],
    device: str,
    changes: dict[str, tuple[Objective, ...]],
    busy: list[bool],
) -> None:
    monkeypatch.setattr("core.api.machine._devices", lambda: slots)
    run_id = store.runs.add(api.presets()["quick"].model_copy(update=changes), "ada")
    store.runs.claim(run_id, token="t", device=device, pid=1, born=0.0)
    assert [slot.busy_run == run_id for slot in api.devices()] == busy
