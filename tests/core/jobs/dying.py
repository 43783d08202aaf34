"""A worker that is killed in its second trial, when an epoch was told: ``dying.py EPOCH``."""

from __future__ import annotations

import os
import signal
import sys

from core.jobs import search, worker


def die_in_the_second_trial(last: int) -> None:
    """From now on this process ends, without any warning, once the store knows of that epoch."""
    say = search.Search._say

    def said(
        self: search.Search, number: int, attempt: int, epoch: int = 0, epochs: int = 0
    ) -> None:
        say(self, number, attempt, epoch, epochs)
        if (number, epoch) == (1, last):
            os.kill(os.getpid(), signal.SIGKILL)

    search.PROGRESS_SECONDS = 0.0
    search.Search._say = said  # type: ignore[method-assign]


if __name__ == "__main__":
    die_in_the_second_trial(int(sys.argv[1]))
    worker.main()
