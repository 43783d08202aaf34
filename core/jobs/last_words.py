"""Explains how a worker ended: its exit code, and the last line of its log."""

from __future__ import annotations

import re
from pathlib import Path

MOST_BYTES = 200_000
# Lines that TensorFlow and its libraries write when all is well, or that only frame others.
_CHATTER = re.compile(
    "|".join(
        (
            # As "2026-01-31 10:00:00.123456: I tensorflow/…", and "W0000 00:00:1700000000.1 …".
            r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d+: [IW] ",
            r"[IW]\d{4} \d\d:\d\d:",
            # What is missing where there is no GPU is logged as an error.
            r".*: E .*(cuInit|Unable to register cu|CUDA_ERROR|cuda_dnn|cuda_blas|cuda_fft)",
            r"E\d{4} .*(cuInit|Unable to register cu|CUDA_ERROR|cuda_dnn|cuda_blas|cuda_fft)",
            r"WARNING: All log messages before absl::InitializeLog",
            r"(INFO|WARNING):(absl|tensorflow):",
            r"To enable the following instructions",
            r".*(oneDNN custom operations are on|TF-TRT Warning|[Cc]ould not find cuda drivers)",
            # Our own, of what goes as it should.
            r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d+ (INFO|DEBUG) ",
            r".*(User|Future|Deprecation|Runtime)Warning: ",
            r"\s*warnings\.warn\(",
            r"Extension modules: ",
            r"\(what was before is cut off\)",
            r"\W*$",
        )
    )
)


def last_line(log: Path, start: int = 0) -> str:
    """Return the last line of ``log`` that says something; empty if there is none.

    Args:
        start: the byte from which lines count; all do in a log that was cut shorter since.
    """
    try:
        with log.open("rb") as file:
            end = file.seek(0, 2)
            file.seek(max(0, end - MOST_BYTES, start if start <= end else 0))
            lines = file.read().decode(errors="replace").splitlines()
    except OSError:
        return ""
    spoken = (line.strip()[:300] for line in reversed(lines) if not _CHATTER.match(line))
    return next(spoken, "")


def kills_for_memory() -> int:
    """Return how many processes the kernel has killed for lack of memory; 0 if unknown."""
    counters = {Path("/proc/vmstat"): "oom_kill", Path("/sys/fs/cgroup/memory.events"): "oom_kill"}
    return max(_counter(path, name) for path, name in counters.items())


def _counter(path: Path, name: str) -> int:
    try:
        found = re.search(rf"^{name} (\d+)$", path.read_text(), re.MULTILINE)
    except OSError:
        return 0
    return int(found[1]) if found else 0


def exit_words(code: int | None, *, kernel: bool) -> str:
    """Explain a process's exit ``code``; empty if it tells nothing.

    Args:
        code: as of ``subprocess``: minus the signal that ended it; None if it is not known.
        kernel: whether the kernel has ended some process for lack of memory meanwhile.
    """
    if kernel and code in (None, -9):
        return "The machine was out of memory, and its kernel ended the worker."
    if code == -9:
        return "It was killed (signal 9): most often the kernel's way when it is out of memory."
    if code is not None and code < 0:
        return f"It was ended by signal {-code}."
    return ""
