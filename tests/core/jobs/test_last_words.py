"""A dead worker's last words are its own, not TensorFlow's."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from core.jobs.last_words import exit_words, kills_for_memory, last_line

CHATTER = """\
2026-01-31 10:00:00.123456: I tensorflow/core/util/port.cc:153] oneDNN custom operations are on. You may see slightly different numerical results due to floating-point round-off errors.
2026-01-31 10:00:00.123456: I external/local_xla/xla/tsl/cuda/cudart_stub.cc:32] Could not find cuda drivers on your machine, GPU will not be used.
WARNING: All log messages before absl::InitializeLog() is called are written to STDERR
E0000 00:00:1769853600.123456  123 cuda_dnn.cc:8579] Unable to register cuDNN factory: Attempting to register factory for plugin cuDNN when one has already been registered
W0000 00:00:1769853600.123456  123 computation_placer.cc:177] computation placer already registered.
I0000 00:00:1769853600.123456  123 cpu_feature_guard.cc:227] This TensorFlow binary is optimized to use available CPU instructions in performance-critical operations.
To enable the following instructions: AVX2 AVX512F FMA, in other operations, rebuild TensorFlow with the appropriate compiler flags.
2026-01-31 10:00:00.123456: E external/local_xla/xla/stream_executor/cuda/cuda_driver.cc:152] failed call to cuInit: CUDA_ERROR_NO_DEVICE: no CUDA-capable device is detected
2026-01-31 10:00:00.123456: W tensorflow/compiler/tf2tensorrt/utils/py_utils.cc:38] TF-TRT Warning: Could not find TensorRT
WARNING:absl:Compiled the loaded model, but the compiled metrics have yet to be built.
INFO:tensorflow:Assets written to: /tmp/x/assets
/usr/lib/python3/keras/saving.py:10: UserWarning: something is old
  warnings.warn("something is old")
2026-01-31 10:00:00,123 INFO trial 3 begins

^
"""  # noqa: E501
TOLD = [
    "ImportError: libcudart.so.12: cannot open shared object file",
    "MemoryError",
    "  what():  std::bad_alloc",
    "2026-01-31 10:00:00,123 ERROR the store refused",
    "2026-01-31 10:00:00.123456: F tensorflow/core/framework/tensor.cc:733] Check failed",
    "2026-01-31 10:00:00.123456: E tensorflow/core/bfc_allocator.cc:1] Ran out of memory",
]


@pytest.mark.parametrize("told", TOLD)
def test_chatter_after_the_last_words_is_passed_over(tmp_path: Path, told: str) -> None:
    log = tmp_path / "worker.log"
    log.write_text(f"starting\n{told}\n{CHATTER}")
    assert last_line(log) == told.strip()


def test_nothing_but_chatter_are_no_words(tmp_path: Path) -> None:
    log = tmp_path / "worker.log"
    log.write_text(CHATTER)
    assert last_line(log) == last_line(tmp_path / "none.log") == ""


def test_a_log_of_bytes_and_of_great_length_is_read_from_its_end(tmp_path: Path) -> None:
    log = tmp_path / "worker.log"
    log.write_bytes(b"\xff\xfe\n" * 1_000_000 + b"RuntimeError: \xff\n")
    assert last_line(log) == "RuntimeError: \ufffd"


@pytest.mark.slow
def test_all_that_tensorflow_says_at_its_start_is_chatter(tmp_path: Path) -> None:
    log, code = tmp_path / "worker.log", "import tensorflow as tf; tf.constant([1.0]) + 1"
    environment = os.environ | {"TF_CPP_MIN_LOG_LEVEL": "0"}
    with log.open("w") as words:
        subprocess.run([sys.executable, "-c", code], stderr=words, env=environment, check=True)
    assert log.stat().st_size and last_line(log) == ""


def test_an_exit_says_what_it_can() -> None:
    killed = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
    os.kill(killed.pid, signal.SIGKILL)
    code = killed.wait()
    assert "out of memory" in exit_words(code, kernel=True)
    assert exit_words(code, kernel=False).startswith("It was killed (signal 9)")
    assert exit_words(-11, kernel=True) == "It was ended by signal 11."
    assert exit_words(1, kernel=True) == exit_words(None, kernel=False) == ""
    assert kills_for_memory() >= 0
