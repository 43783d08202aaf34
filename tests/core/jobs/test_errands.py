"""Work that a process of its own does in a folder: turns, refusals, what nobody has foreseen."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from subprocess import Popen

import pytest
from filelock import FileLock

from core.errors import DataError, NotFoundError, StateError
from core.jobs import errands

# A module that ends at once, and leaves nothing.
IDLE = errands.Errand("this", "a.lock", 5.0, 60.0, busy="busy", slow="slow")


def refused_by(place: Path, error: Exception) -> dict[str, str]:
    def work() -> None:
        raise error

    errands.do_errand(place, work, "mine.npz cannot be read")
    said: dict[str, str] = json.loads((place / errands.REFUSED).read_text())
    return said


@pytest.mark.parametrize(
    ("error", "kind", "text"),
    [
        (NotFoundError("no such space"), "NotFoundError", "no such space"),
        (KeyError("x"), "DataError", "mine.npz cannot be read: 'x'"),
        (MemoryError(), "StateError", "mine.npz cannot be read: there is not enough memory"),
    ],
)
def test_what_is_raised_in_the_process_is_left_in_words(
    tmp_path: Path, error: Exception, kind: str, text: str
) -> None:
    said = refused_by(tmp_path, error)
    assert said["kind"] == kind and said["text"].startswith(text)


def test_a_refusal_is_raised_again_as_what_it_was(tmp_path: Path) -> None:
    for error, kind in ((NotFoundError("gone"), NotFoundError), (ValueError("odd"), DataError)):
        refused_by(tmp_path, error)
        with pytest.raises(kind, match="gone|odd"):
            errands.send_errand(IDLE, tmp_path, tmp_path)


def test_who_waits_too_long_for_a_turn_is_reported(tmp_path: Path) -> None:
    with FileLock(tmp_path / "a.lock"), pytest.raises(StateError, match="busy"):
        errands.send_errand(replace(IDLE, turn_seconds=0.05), tmp_path, tmp_path)


def test_a_process_that_takes_too_long_is_ended(
    tmp_path: Path, idle: Popen[bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as within, pytest.raises(StateError, match="slow"):
        within.setattr(errands.processes, "spawn", lambda *_, **__: idle)
        errands.send_errand(replace(IDLE, work_seconds=0.0), tmp_path, tmp_path)
    assert idle.poll() is not None
    # Its turn is over: the next one is not held up.
    errands.send_errand(IDLE, tmp_path, tmp_path)
