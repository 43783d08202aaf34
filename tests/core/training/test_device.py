"""Tying a process to a device."""

from __future__ import annotations

import pynvml
import pytest
import tensorflow as tf

from core.errors import StateError
from core.training.device import compute_dtype, has_gpu, pin
from core.training.settings import Precision


def test_pinning_to_the_processor_hides_every_gpu_and_may_be_repeated() -> None:
    pin("cpu")
    pin("cpu")
    assert tf.config.get_visible_devices("GPU") == []


@pytest.mark.parametrize("device", ["gpu:99", "gpu", "tpu:0", "gpu:-1"])
def test_device_that_is_not_there_is_refused(device: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tf.config, "list_physical_devices", lambda kind: ["first", "second"])
    with pytest.raises(StateError, match="device must be 'cpu', 'cpu:N', or 'gpu:N'"):
        pin(device)


def test_without_cuda_libraries_the_processor_is_taken(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(tf.config, "list_physical_devices", lambda kind: [])
    assert pin("gpu:0") == "cpu"
    assert "Install requirements-gpu.txt" in caplog.text


def test_pinning_too_late_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(devices: object, kind: str) -> None:
        raise RuntimeError("already initialized")

    monkeypatch.setattr(tf.config, "list_physical_devices", lambda kind: ["first", "second"])
    monkeypatch.setattr(tf.config, "set_visible_devices", refuse)
    with pytest.raises(StateError, match="before TensorFlow starts"):
        pin("gpu:1")


def test_no_driver_means_no_gpu(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse() -> None:
        raise pynvml.NVMLError(pynvml.NVML_ERROR_LIBRARY_NOT_FOUND)

    monkeypatch.setattr(pynvml, "nvmlInit", refuse)
    assert has_gpu() is False


@pytest.mark.parametrize(
    ("asked", "capability", "expected"),
    [
        ("auto", (9, 0), "bfloat16"),
        ("auto", (7, 5), "float16"),
        ("auto", (6, 1), "float32"),
        ("mixed", (6, 1), "bfloat16"),
        ("float32", (9, 0), "float32"),
    ],
)
def test_format_follows_the_gpu(
    asked: Precision, capability: tuple[int, int], expected: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("core.training.device._capability", lambda: capability)
    assert compute_dtype(asked, "gpu:0") == expected


@pytest.mark.parametrize("slot", ["cpu", "cpu:1"])
def test_a_processor_stays_at_32_bits(slot: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("core.training.device._capability", lambda: (9, 0))
    assert compute_dtype("auto", slot) == "float32"
    assert pin(slot) == slot
