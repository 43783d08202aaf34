"""Runs single tasks in separate processes, one after the other, and waits for them.

So the caller, a web server, holds neither what such a thing takes nor what it leaves behind.
"""

from __future__ import annotations

import json
import logging
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from filelock import FileLock, Timeout

from core import errors
from core.errors import CoreError, DataError, StateError
from core.jobs import processes

REFUSED = "refused.json"
# What a process may pass on; anything else becomes a DataError.
_KINDS = ("DataError", "StoreError", "NotFoundError", "StateError", "EvaluationError")

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Errand:
    """A module that is run as ``python -m module FOLDER``, and how long people wait for it.

    ``busy`` and ``slow`` are said when it is not one's turn within ``turn_seconds``, or not done
    within ``work_seconds``; ``lock`` is what it shares its turns with.
    """

    module: str
    lock: str
    turn_seconds: float
    work_seconds: float
    busy: str
    slow: str


def send_errand(errand: Errand, place: Path, home: Path) -> None:
    """Wait for one's turn, and for the process; ``place`` is the folder that it works in.

    Raises:
        StateError: too many others wait, or it took too long and was ended.
        CoreError: what it refused, as it was raised there.
    """
    try:
        turn = FileLock(home / errand.lock).acquire(timeout=errand.turn_seconds)
    except Timeout as error:
        raise StateError(errand.busy) from error
    with turn:
        _work(errand, place, home)
    if (place / REFUSED).exists():
        raise _refusal(place / REFUSED)


def do_errand(place: Path, work: Callable[[], None], unforeseen: str) -> None:
    """Do the process's work, or leave in ``place`` why it cannot be done.

    Args:
        unforeseen: what to say before an error that nobody has foreseen; it is logged too.
    """
    try:
        work()
    except CoreError as error:
        _refuse(place, type(error).__name__, str(error))
    except MemoryError:
        _refuse(place, "StateError", f"{unforeseen}: there is not enough memory. Try less of it.")
    except Exception as error:
        log.exception("%s", unforeseen)
        _refuse(place, "DataError", f"{unforeseen}: {errors.first_line(error)}")


def _work(errand: Errand, place: Path, home: Path) -> None:
    logged = home / "logs" / f"{errand.module.rpartition('.')[2]}.log"
    process = processes.spawn(errand.module, home, logged, str(place))
    try:
        process.wait(errand.work_seconds)
    except subprocess.TimeoutExpired as error:
        raise StateError(errand.slow) from error
    finally:
        # Too slow, or whoever waited for it was interrupted.
        if process.poll() is None:
            process.kill()
            process.wait()


def _refuse(place: Path, kind: str, text: str) -> None:
    (place / REFUSED).write_text(json.dumps({"kind": kind, "text": text}), encoding="utf-8")


def _refusal(file: Path) -> CoreError:
    said = json.loads(file.read_text(encoding="utf-8"))
    kind: type[CoreError] = getattr(errors, said["kind"]) if said["kind"] in _KINDS else DataError
    return kind(said["text"])
