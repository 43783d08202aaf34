"""What Home says of the machine."""

from __future__ import annotations

from dataclasses import replace

import pytest

from core.api import Device
from pages.parts.home.machine import _by_device, _doing

NAMES = {"a": "*Digits*", "b": "Clothes"}
CPU = Device("cpu:0", "cpu", "CPU with 2 cores", 1)
GPU = Device("gpu:0", "gpu", "A GPU", 1)


@pytest.mark.parametrize(
    ("busy", "lines"),
    [
        ([None], ["free"]),
        ([None, None], ["free: 2 runs can work at once"]),
        ([None, "b"], ["works on Clothes", "free for one more"]),
        (["b", None, None], ["works on Clothes", "free for 2 more"]),
        (["a", "b"], [r"works on \*Digits\*", "works on Clothes"]),
        (["of a long time ago"], ["works on of a long time ago"]),
    ],
)
def test_each_run_of_a_device_and_what_is_free_have_a_line(
    busy: list[str | None], lines: list[str]
) -> None:
    assert _doing([replace(CPU, busy_run=run) for run in busy], NAMES) == lines


def test_slots_of_the_processor_are_one_device_and_every_gpu_is_one() -> None:
    assert _by_device([CPU, CPU]) == [[CPU, CPU]]
    assert _by_device([GPU, GPU]) == [[GPU], [GPU]]
