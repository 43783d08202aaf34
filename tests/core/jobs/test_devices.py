"""There is always a device, and CUDA's own restriction is respected."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from core.jobs import devices as module
from core.jobs.devices import devices
from core.settings import SLOTS


def test_every_machine_has_a_slot_with_memory() -> None:
    found = devices()
    assert found and all(device.memory_bytes > 2**28 for device in found)
    assert {device.kind for device in found} in ({"cpu"}, {"gpu"})


@pytest.mark.parametrize(
    ("cores", "gigabytes", "wanted", "count"),
    [
        (2, 16, "", 2),
        (1, 16, "", 1),
        (16, 64, "", 4),
        (8, 8, "", 2),
        (8, 2, "", 1),
        (2, 16, "1", 1),
        (2, 4, "6", 6),
        (2, 16, "0", 2),
        (2, 16, "many", 2),
        (2, 16, "9" * 5000, 2),
    ],
)
def test_a_processor_has_a_slot_a_core_as_memory_allows_or_as_many_as_wanted(
    cores: int, gigabytes: int, wanted: str, count: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "_gpus", tuple)
    monkeypatch.setattr(module, "_cores", lambda: cores)
    monkeypatch.setattr(
        module.psutil, "virtual_memory", lambda: SimpleNamespace(total=gigabytes * 10**9)
    )
    monkeypatch.setenv(SLOTS, wanted)
    assert [slot.name for slot in devices()] == [f"cpu:{place}" for place in range(count)]


@pytest.mark.parametrize(
    ("named", "expected"),
    [
        (None, [0, 1, 2]),
        ("2,0", [2, 0]),
        ("GPU-b", [1]),
        ("", []),
        ("-1", []),
        ("7", []),
    ],
)
def test_only_gpus_that_cuda_may_see_count(
    named: str | None, expected: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("CUDA_VISIBLE_DEVICES", raising=False)
    if named is not None:
        monkeypatch.setenv("CUDA_VISIBLE_DEVICES", named)
    assert module._visible(["GPU-a1", "GPU-b2", "GPU-c3"]) == expected
