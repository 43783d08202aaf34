"""Processes by pid *and* birth, so that a number used again is never mistaken for the old one."""

from __future__ import annotations

import json
import logging
import os
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import psutil

from core.disk import replacing
from core.logs import bound
from core.settings import ROOT

# psutil reads the birth from the kernel; rounding differs by platform.
SAME_BIRTH_SECONDS = 1.0
# Between two starts of a machine; Unix seconds, which older versions wrote down, are less.
A_START = 2.0**34


def born(pid: int) -> float:
    """Return when the process began; 0.0 if there is none, or none of this user.

    To be compared only: on Linux it is no time of day, as that of a process changes there when the
    clock is set, but the seconds since the machine's start, beside a number for that start.
    """
    try:
        return _birth(psutil.Process(pid))
    except psutil.Error:
        return 0.0


def alive(pid: int, birth: float) -> bool:
    """Return whether the process of that pid and birth still runs and is no zombie.

    One that we may not look at is somebody else's: ours has ended, and its number was used again.
    """
    try:
        process = psutil.Process(pid)
        began = process.create_time() if birth < A_START else _birth(process)
        return abs(began - birth) < SAME_BIRTH_SECONDS and process.status() != psutil.STATUS_ZOMBIE
    except psutil.Error:
        return False


def _birth(process: psutil.Process) -> float:
    try:
        words = Path(f"/proc/{process.pid}/stat").read_text(errors="replace")
        start = int(Path("/proc/sys/kernel/random/boot_id").read_text()[:4], 16) + 1
        # The twenty-second; the second, a name in brackets, may hold blanks.
        ticks = int(words.rpartition(")")[2].split()[19])
        return start * A_START + ticks / os.sysconf("SC_CLK_TCK")
    except (OSError, ValueError, IndexError, AttributeError):
        return float(process.create_time())


def sign(file: Path) -> None:
    """Write into ``file`` that it is the calling process's from now on, whosever it was."""
    with replacing(file) as draft:
        draft.write_text(_myself())


def sign_first(file: Path) -> bool:
    """Sign a file that nobody has signed; return whether that succeeded."""
    try:
        with file.open("x") as new:
            new.write(_myself())
    except (FileNotFoundError, FileExistsError):
        return False
    return True


def signed(file: Path) -> tuple[int, float] | None:
    """Return pid and birth of the process that signed ``file``, or None."""
    try:
        who = json.loads(file.read_text())
        return int(who["pid"]), float(who["born"])
    # Half written, or by something else.
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _myself() -> str:
    return json.dumps({"pid": os.getpid(), "born": born(os.getpid())})


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
    bound(log)
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
