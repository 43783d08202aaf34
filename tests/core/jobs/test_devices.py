"""There is always a device, and CUDA's own restriction is respected."""

from __future__ import annotations

import pytest

from core.jobs import devices as module
from core.jobs.devices import devices


def test_every_machine_has_a_slot_with_memory() -> None:
    found = devices()
    assert found and all(device.memory_bytes > 2**28 for device in found)
    assert {device.kind for device in found} in ({"cpu"}, {"gpu"})


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
