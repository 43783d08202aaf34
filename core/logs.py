"""Logging of processes: repetitions once a minute at most, in files of bounded size."""

from __future__ import annotations

import logging
import threading
import time
from contextlib import suppress
from pathlib import Path

SAME_AGAIN_SECONDS = 60.0
# Different messages that are remembered at once.
REMEMBERED = 1000
# Of one log file: above the first it is cut down to its end, of the second length.
MOST_LOG_BYTES, KEPT_LOG_BYTES = 4_000_000, 1_000_000


class Seldom(logging.Filter):
    """Lets the same words through once a minute; then it says how often they were held back."""

    def __init__(self) -> None:
        super().__init__()
        self._lock = threading.Lock()
        self._said: dict[tuple[int, str], tuple[float, int]] = {}

    def filter(self, record: logging.LogRecord) -> bool:
        now, key = time.monotonic(), (record.levelno, record.getMessage())
        with self._lock:
            said, held = self._said.get(key, (-SAME_AGAIN_SECONDS, 0))
            if now - said < SAME_AGAIN_SECONDS:
                self._said[key] = said, held + 1
                return False
            if len(self._said) >= REMEMBERED:
                self._said.clear()
            self._said[key] = now, 0
        if held:
            record.msg, record.args = f"{key[1]} (and {held:,} times since it was last said)", None
        return True


def logger(name: str) -> logging.Logger:
    """Return the logger called ``name``, which does not repeat a message."""
    found = logging.getLogger(name)
    if not any(isinstance(each, Seldom) for each in found.filters):
        found.addFilter(Seldom())
    return found


class Once:
    """Warns of each thing once in the life of a process."""

    def __init__(self, log: logging.Logger) -> None:
        self._log = log
        self._told: set[str] = set()

    def warn(self, message: str) -> None:
        """Log ``message``, unless it was logged before."""
        if message not in self._told:
            if len(self._told) >= REMEMBERED:
                self._told.clear()
            self._told.add(message)
            self._log.warning("%s", message)


def bound(path: Path) -> None:
    """Cut a log that grew too long down to its end; who has it open for appending writes on."""
    with suppress(OSError):
        if path.stat().st_size <= MOST_LOG_BYTES:
            return
        with path.open("r+b") as file:
            file.seek(-KEPT_LOG_BYTES, 2)
            rest = file.read(KEPT_LOG_BYTES)
            file.truncate(0)
        with path.open("ab") as file:
            file.write(b"(what was before is cut off)\n" + rest.partition(b"\n")[2])
