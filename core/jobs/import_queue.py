"""Reads drafts of parents one after the other: ``python -m core.jobs.import_queue``.

Reading takes TensorFlow, some hundred megabytes; this process has none of it. Each draft is read by
a process of its own (:mod:`core.jobs.import_process`): one that dies is told of, and the next is
read.
"""

from __future__ import annotations

import logging
import subprocess
from contextlib import suppress
from pathlib import Path

from filelock import FileLock, Timeout

from core.errors import CoreError
from core.jobs import importing, processes
from core.parents import repository
from core.settings import home

READ_SECONDS = 3600.0
log = logging.getLogger(__name__)


def main() -> None:
    """Have all drafts read that nobody has read."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(message)s")
    read_all(home())


def read_all(folder: Path) -> None:
    """Have the drafts under ``folder`` read, unless another process is at it, which reads all."""
    while repository.unread(folder) is not None:
        try:
            with FileLock(folder / importing.LOCK).acquire(timeout=0):
                importing.take_over(folder)
                _read_in_turn(folder)
        except Timeout:
            return


def _read_in_turn(folder: Path) -> None:
    while (place := repository.unread(folder)) is not None:
        _read(place, folder)


def _read(place: Path, folder: Path) -> None:
    wanted = repository.stamp(place)
    child = processes.spawn(
        "core.jobs.import_process",
        folder,
        folder / "logs" / "parents.log",
        repository.name_of(place),
    )
    try:
        ended = child.wait(READ_SECONDS)
        reason = repository.INTERRUPTED
        if ended < 0:
            reason += " The process that read it was ended, for lack of memory perhaps."
    except subprocess.TimeoutExpired:
        child.kill()
        child.wait()
        reason = f"Reading it took longer than {READ_SECONDS / 60:.0f} minutes, and was given up."
    # It may have become a parent, have been refused, or removed and brought again.
    with suppress(CoreError, OSError):
        if repository.stamp(place) == wanted and not repository.refusal(place):
            log.warning("%s was not read: %s", place, reason)
            repository.refuse(place, reason)


if __name__ == "__main__":
    main()
