"""Ties this process to one device, before TensorFlow first touches any; its number format."""

from __future__ import annotations

import logging
import os

import pynvml
import tensorflow as tf

from core.errors import StateError
from core.training.settings import Precision

log = logging.getLogger(__name__)


def pin(device: str) -> str:
    """Make ``device`` (``cpu``, ``cpu:N`` or ``gpu:N``) the only one that this process sees.

    A GPU's memory is taken as needed, not all at once. Asking again for the same device is fine.
    Where TensorFlow has no CUDA libraries, it sees no GPU at all and the CPU is taken.

    Returns:
        The device that is used.

    Raises:
        StateError: there is no such device, or TensorFlow already runs on another.
    """
    # NVML counts by bus; CUDA by speed, unless told.
    os.environ.setdefault("CUDA_DEVICE_ORDER", "PCI_BUS_ID")
    gpus = tf.config.list_physical_devices("GPU")
    if is_gpu(device) and not gpus:
        log.warning("TensorFlow sees no GPU: training on the CPU. Install requirements-gpu.txt.")
        device = "cpu"
    wanted = [_gpu(device, gpus)] if is_gpu(device) else []
    if not wanted:
        # Rewriting a tiny net's graph costs more than it saves; on a GPU the layout pass pays.
        tf.config.optimizer.set_experimental_options({"disable_meta_optimizer": True})
    try:
        if tf.config.get_visible_devices("GPU") != wanted:
            tf.config.set_visible_devices(wanted, "GPU")
        for gpu in wanted:
            if not tf.config.experimental.get_memory_growth(gpu):
                tf.config.experimental.set_memory_growth(gpu, True)
    except RuntimeError as error:
        raise StateError(
            f"device must be chosen before TensorFlow starts; got {device!r} too late. "
            "Start a new process for it."
        ) from error
    return device


def is_gpu(device: str) -> bool:
    """Return whether the device with that name is no slot of the CPU."""
    return device.partition(":")[0] != "cpu"


def compute_dtype(precision: Precision, device: str) -> str:
    """Return ``float32``, ``float16`` or ``bfloat16``.

    Mixed precision computes in 16 bits and keeps weights in 32 (Micikevicius et al. 2018).
    ``auto`` takes it on GPUs with tensor cores for it (compute capability 7.0 and above): float16
    there, bfloat16 from 8.0 on, which needs no loss scaling. A processor gains nothing from it.
    """
    if precision == "float32":
        return "float32"
    capability = _capability() if is_gpu(device) else (0, 0)
    if capability >= (8, 0):
        return "bfloat16"
    if capability >= (7, 0):
        return "float16"
    return "bfloat16" if precision == "mixed" else "float32"


def _capability() -> tuple[int, int]:
    """Return the compute capability of this process's GPU."""
    gpus = tf.config.get_visible_devices("GPU")
    details = tf.config.experimental.get_device_details(gpus[0]) if gpus else {}
    major, minor = details.get("compute_capability", (0, 0))
    return int(major), int(minor)


def has_gpu() -> bool:
    """Return whether there is an NVIDIA GPU; asks NVML, so no device is initialised."""
    try:
        pynvml.nvmlInit()
    except pynvml.NVMLError:
        return False
    try:
        return int(pynvml.nvmlDeviceGetCount()) > 0
    finally:
        pynvml.nvmlShutdown()


def _gpu(device: str, gpus: list[object]) -> object:
    kind, _, number = device.partition(":")
    if kind != "gpu" or not number.isdecimal() or int(number) >= len(gpus):
        raise StateError(
            f"device must be 'cpu', 'cpu:N', or 'gpu:N' with N below {len(gpus)}; got {device!r}."
        )
    return gpus[int(number)]
