"""Eight uploaded networks at once: the memory of all processes, and how long until all are read."""

from __future__ import annotations

import os
import sys
import tempfile
import time
from pathlib import Path

import psutil

from tests.benchmarks.figures import Figure, show

UPLOADS = 8
LONGEST_SECONDS = 900.0
MEGABYTE = 2**20


def measure() -> list[Figure]:
    with tempfile.TemporaryDirectory() as folder:
        os.environ["PARETOSCOPE_HOME"] = folder
        from core import api

        file = _network(Path(folder))
        start = time.monotonic()
        for number in range(UPLOADS):
            api.import_file(file, file.name, f"net-{number}", "digits", pixels="0-1")
        most = 0.0
        while any(one.status == "reading" for one in api.waiting_parents()):
            most = max(most, _memory())
            if time.monotonic() - start > LONGEST_SECONDS:
                break
            time.sleep(0.05)
        seconds, ready = time.monotonic() - start, len(api.parents())
    return [
        Figure("8 uploads: memory of all processes", most / MEGABYTE, "MB", 1500.0),
        Figure("8 uploads: not read", float(UPLOADS - ready), "", 0.0),
        Figure("8 uploads: until all are read", seconds, "s", 400.0),
    ]


def _network(folder: Path) -> Path:
    """A small file; TensorFlow is in a process of its own, so that this one stays small."""
    file = folder / "net.keras"
    code = f"from tests.core.jobs.parents import network; network().save({str(file)!r})"
    if os.spawnv(os.P_WAIT, sys.executable, [sys.executable, "-c", code]):
        raise RuntimeError("The network could not be made.")
    return file


def _memory() -> float:
    """Resident bytes of all processes that read networks."""
    total = 0.0
    for process in psutil.process_iter(["cmdline", "environ"]):
        words = " ".join(process.info["cmdline"] or ())
        home = (process.info["environ"] or {}).get("PARETOSCOPE_HOME")
        if "core.jobs.import_process" in words and home == os.environ["PARETOSCOPE_HOME"]:
            try:
                total += process.memory_info().rss
            except psutil.Error:
                continue
    return total


if __name__ == "__main__":
    sys.exit(0 if show(measure()) else 1)
