"""The supervisor seen from outside: whether one is alive or wanted, and starting it."""

from __future__ import annotations

import asyncio
import subprocess
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from core.errors import StoreError
from core.jobs import processes
from core.logs import logger

KEEP_SECONDS = 2.0
# Says who the supervisor is.
_SUPERVISOR = "supervisor.json"
log = logger(__name__)
# A supervisor that left at once is not started again at once: each time twice as long after.
MOST_PAUSE_SECONDS = 60.0


@dataclass
class _Start:
    """The supervisor that this process started last: when, and how long until the next may be."""

    process: subprocess.Popen[str]
    at: float
    pause: float


_started: dict[Path, _Start] = {}
# Folders that were there once: they are not made again, as they may have been moved.
_wanted: set[Path] = set()


def announce(home: Path) -> None:
    """Register the calling process as the supervisor of ``home``."""
    processes.sign(home / _SUPERVISOR)


def retire(home: Path) -> None:
    """Unregister the calling process as the supervisor of ``home``."""
    (home / _SUPERVISOR).unlink(missing_ok=True)


def supervisor_alive(home: Path) -> bool:
    """Return whether the supervisor of ``home`` is alive."""
    if home in _started:
        # A child that ended stays a zombie, and looks alive, until it is asked for.
        _started[home].process.poll()
    who = processes.signed(home / _SUPERVISOR)
    return who is not None and processes.alive(*who)


def want_supervisor(home: Path) -> None:
    """Signal that someone is there, and start a supervisor if none is alive.

    Raises:
        StoreError: the folder cannot be written, or was moved since this was first asked.
    """
    try:
        if home not in _wanted:
            home.mkdir(parents=True, exist_ok=True)
            _wanted.add(home)
        (home / "wanted").touch()
    except OSError as error:
        raise StoreError(
            f"PARETOSCOPE_HOME must be a folder that can be written; {home}: {error.strerror}. "
            "If it was moved, start again where it is now."
        ) from error
    if not _starting(home) and not supervisor_alive(home):
        log = home / "logs" / "supervisor.log"
        process = processes.spawn("core.jobs.supervisor", home, log)
        _started[home] = _Start(process, time.monotonic(), _next_pause(home))


def _starting(home: Path) -> bool:
    """Return whether one is starting, or ended so soon that another would, too."""
    last = _started.get(home)
    if last is None:
        return False
    return last.process.poll() is None or time.monotonic() - last.at < last.pause


def _next_pause(home: Path) -> float:
    last = _started.get(home)
    if last is None or time.monotonic() - last.at > 2 * MOST_PAUSE_SECONDS:
        return KEEP_SECONDS
    return min(2 * last.pause, MOST_PAUSE_SECONDS)


def last_wanted(home: Path) -> float:
    """Return when someone last wanted a supervisor (Unix seconds, 0.0 for never)."""
    try:
        return (home / "wanted").stat().st_mtime
    except FileNotFoundError:
        return 0.0


@asynccontextmanager
async def keep_supervisor_alive(home: Path) -> AsyncIterator[None]:
    """Replace a supervisor that dies within a few seconds, while the block lasts."""
    task = asyncio.create_task(_keep(home))
    try:
        yield
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


async def _keep(home: Path) -> None:
    while True:
        try:
            await asyncio.to_thread(want_supervisor, home)
        except (OSError, StoreError) as error:
            # A full disk passes; without a keeper no supervisor would ever be replaced again.
            log.warning("no supervisor could be started: %s", error)
        await asyncio.sleep(KEEP_SECONDS)
