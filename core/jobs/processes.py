"""Processes by pid *and* birth, so that a number used again is never mistaken for the old one."""

from __future__ import annotations

import logging
import os
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import psutil

from core.paths import ROOT

# psutil reads the birth from the kernel; rounding differs by platform.
SAME_BIRTH_SECONDS = 1.0


def born(pid: int) -> float:
    """When the process began (Unix seconds), 0.0 if there is none, or none that we may look at."""
    try:
        return float(psutil.Process(pid).create_time())
    except psutil.Error:
        return 0.0


def alive(pid: int, birth: float) -> bool:
    """Whether the process of that pid and birth still runs (a zombie does not).

    One that we may not look at is somebody else's: ours has ended, and its number was used again.
    """
    try:
        process = psutil.Process(pid)
        same = abs(process.create_time() - birth) < SAME_BIRTH_SECONDS
        return same and process.status() != psutil.STATUS_ZOMBIE
    except psutil.Error:
        return False


def kill(pid: int, birth: float) -> None:
    """End that very process, if it still runs and is ours."""
    with suppress(psutil.Error):
        if alive(pid, birth):
            psutil.Process(pid).kill()


def spawn(
    module: str, home: Path, log: Path, *arguments: str, piped: bool = False
) -> subprocess.Popen[str]:
    """Start ``python -m module arguments`` in a session of its own, its words appended to ``log``.

    Not multiprocessing: its spawn would run the web server's main script again in the child.
    """
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("a") as words:
        return subprocess.Popen(
            [sys.executable, "-m", module, *arguments],
            cwd=ROOT,
            env=os.environ | {"PARETOSCOPE_HOME": str(home), "TF_CPP_MIN_LOG_LEVEL": "2"},
            stdin=subprocess.PIPE if piped else subprocess.DEVNULL,
            stdout=words,
            stderr=words,
            text=True,
            start_new_session=True,
        )


def step_aside() -> None:
    """Make this process one that disturbs no run: on the CPU, at a low priority; and let it log."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(message)s")
    os.environ["CUDA_VISIBLE_DEVICES"] = "-1"
    # Windows has no such thing.
    if hasattr(os, "nice"):
        os.nice(5)
