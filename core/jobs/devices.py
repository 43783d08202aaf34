"""The devices that runs get: every NVIDIA GPU, or slots of the CPU where there is none."""

from __future__ import annotations

import os
import platform
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

import psutil
import pynvml

from core.settings import cpu_slots

# Runs at once on a CPU: more were not measured (tests/benchmarks/bench_slots.py).
MOST_USUAL_SLOTS = 4
# A worker holds 0.6 GB at first and 1.6 GB at most, and its data.
SLOT_BYTES = 3 * 10**9


@dataclass(frozen=True)
class Device:
    """One slot for a run: ``cpu:N``, or ``gpu:N``, the Nth that CUDA may see; the run on it."""

    name: str
    kind: Literal["cpu", "gpu"]
    label: str
    memory_bytes: int
    busy_run: str | None = None


def devices() -> tuple[Device, ...]:
    """Return the slots of this machine, never empty."""
    return _gpus() or _cpus()


def _gpus() -> tuple[Device, ...]:
    try:
        pynvml.nvmlInit()
    except pynvml.NVMLError:
        return ()
    try:
        handles = [
            pynvml.nvmlDeviceGetHandleByIndex(index) for index in range(pynvml.nvmlDeviceGetCount())
        ]
        uuids = [str(pynvml.nvmlDeviceGetUUID(handle)) for handle in handles]
        return tuple(_gpu(place, handles[index]) for place, index in enumerate(_visible(uuids)))
    finally:
        pynvml.nvmlShutdown()


def _visible(uuids: Sequence[str]) -> list[int]:
    """Return NVML's indices of the GPUs that CUDA may see, in CUDA's order."""
    named = os.environ.get("CUDA_VISIBLE_DEVICES")
    if named is None:
        return list(range(len(uuids)))
    found = (_number(part.strip(), uuids) for part in named.split(","))
    return [number for number in found if number is not None]


def _number(name: str, uuids: Sequence[str]) -> int | None:
    """Return the index of a GPU given by number or by the start of its UUID, as in CUDA."""
    if name.isdecimal():
        return int(name) if int(name) < len(uuids) else None
    return next((i for i, uuid in enumerate(uuids) if name and uuid.startswith(name)), None)


def _gpu(place: int, handle: Any) -> Device:
    memory = int(pynvml.nvmlDeviceGetMemoryInfo(handle).total)
    return Device(f"gpu:{place}", "gpu", str(pynvml.nvmlDeviceGetName(handle)), memory)


def _cpus() -> tuple[Device, ...]:
    """Return the slots of the CPU.

    Each worker may use all cores: a small network keeps no core fully busy, and a single run loses
    nothing.
    """
    cores, memory = _cores(), psutil.virtual_memory().total
    usual = max(1, min(cores, MOST_USUAL_SLOTS, memory // SLOT_BYTES))
    label = f"CPU with {cores} cores ({platform.machine()})"
    return tuple(
        Device(f"cpu:{place}", "cpu", label, memory) for place in range(cpu_slots() or usual)
    )


def _cores() -> int:
    """Return the cores that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
