"""The supervisor seen from outside: is one alive, does anyone want one, start it if need be."""

from __future__ import annotations

import asyncio
import json
import logging
import os
import subprocess
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

from core.jobs import processes

KEEP_SECONDS = 2.0
log = logging.getLogger(__name__)
_started: dict[Path, subprocess.Popen[str]] = {}


def announce(home: Path) -> None:
    """The calling process is the supervisor of ``home`` from now on."""
    who = {"pid": os.getpid(), "born": processes.born(os.getpid())}
    draft = home / f"supervisor.{os.getpid()}.draft"
    draft.write_text(json.dumps(who))
    draft.replace(home / "supervisor.json")


def retire(home: Path) -> None:
    """The calling process will be the supervisor of ``home`` no longer."""
    (home / "supervisor.json").unlink(missing_ok=True)


def supervisor_alive(home: Path) -> bool:
    """Whether the supervisor of ``home`` runs."""
    if home in _started:
        # A child that ended stays a zombie, and looks alive, until it is asked for.
        _started[home].poll()
    try:
        who = json.loads((home / "supervisor.json").read_text())
    except (FileNotFoundError, json.JSONDecodeError):
        return False
    return processes.alive(int(who["pid"]), float(who["born"]))


def want_supervisor(home: Path) -> None:
    """Say that someone is there, and start a supervisor if none is alive."""
    home.mkdir(parents=True, exist_ok=True)
    (home / "wanted").touch()
    starting = home in _started and _started[home].poll() is None
    if not starting and not supervisor_alive(home):
        log = home / "logs" / "supervisor.log"
        _started[home] = processes.spawn("core.jobs.supervisor", home, log)


def last_wanted(home: Path) -> float:
    """When someone last said so (Unix seconds, 0.0 for never)."""
    try:
        return (home / "wanted").stat().st_mtime
    except FileNotFoundError:
        return 0.0


@asynccontextmanager
async def keep_supervisor_alive(home: Path) -> AsyncIterator[None]:
    """While the block lasts, a supervisor that dies is replaced within a few seconds."""
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
        except OSError as error:
            # A full disk passes; without a keeper no supervisor would ever be replaced again.
            log.warning("no supervisor could be started: %s", error)
        await asyncio.sleep(KEEP_SECONDS)
