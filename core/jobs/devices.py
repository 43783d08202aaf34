"""The devices that runs get: every NVIDIA GPU, or the CPU where there is none."""

from __future__ import annotations

import os
import platform
from dataclasses import dataclass
from typing import Literal

import psutil
import pynvml


@dataclass(frozen=True)
class Device:
    """One slot for a run: ``cpu``, or ``gpu:N``, the Nth that CUDA may see; the run on it."""

    name: str
    kind: Literal["cpu", "gpu"]
    label: str
    memory_bytes: int
    busy_run: str | None = None


def devices() -> tuple[Device, ...]:
    """The slots of this machine, never empty."""
    return _gpus() or (_cpu(),)


def _gpus() -> tuple[Device, ...]:
    try:
        pynvml.nvmlInit()
    except pynvml.NVMLError:
        return ()
    try:
        return tuple(
            _gpu(place, index) for place, index in enumerate(_visible(pynvml.nvmlDeviceGetCount()))
        )
    finally:
        pynvml.nvmlShutdown()


def _visible(count: int) -> list[int]:
    """NVML's numbers of the GPUs that CUDA may see, in CUDA's order."""
    named = os.environ.get("CUDA_VISIBLE_DEVICES")
    if named is None:
        return list(range(count))
    numbers = [int(part) for part in named.split(",") if part.strip().isdecimal()]
    return [number for number in numbers if number < count]


def _gpu(place: int, index: int) -> Device:
    handle = pynvml.nvmlDeviceGetHandleByIndex(index)
    memory = int(pynvml.nvmlDeviceGetMemoryInfo(handle).total)
    return Device(f"gpu:{place}", "gpu", str(pynvml.nvmlDeviceGetName(handle)), memory)


def _cpu() -> Device:
    cores = os.cpu_count() or 1
    label = f"CPU with {cores} cores ({platform.machine()})"
    return Device("cpu", "cpu", label, psutil.virtual_memory().total)
