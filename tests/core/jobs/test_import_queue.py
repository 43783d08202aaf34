"""Drafts are read one after the other; one that kills its reader is told, and the next is read."""

from __future__ import annotations

import os
import threading
from pathlib import Path

import pytest
from filelock import FileLock

from core.jobs import import_queue, importing, processes
from core.parents import repository
from tests.core.jobs.parents import network


def draft(home: Path, name: str) -> Path:
    request = repository.ParentRequest(name=name, title=name, dataset="digits", origin="upload")
    repository.request(
        request, home, lambda p: (p / repository.MODEL).write_text(name), importing.reader_alive
    )
    return repository.draft(name, home)


class Reader:
    """In place of a process that reads a draft: what it does, and how it ends."""

    def __init__(self, place: Path, read: str, ended: int) -> None:
        self.pid, self._ended = os.getpid(), ended
        if read:
            repository.refuse(place, read)

    def wait(self, timeout: float) -> int:
        return self._ended


def test_of_two_drafts_the_first_dies_and_the_second_is_read(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[str] = []

    def spawn(_module: str, folder: Path, _log: Path, name: str) -> Reader:
        seen.append(name)
        others = [
            one
            for one in repository.waiting(folder, importing.reader_alive)
            if one.request.name != name
        ]
        assert all(one.status == "reading" for one in others if one.request.name not in seen)
        dies = name == "first"
        return Reader(repository.draft(name, folder), "" if dies else "No network.", -9 * dies)

    places = [draft(home, name) for name in ("first", "second")]
    monkeypatch.setattr(processes, "spawn", spawn)
    import_queue.read_all(home)
    assert seen == ["first", "second"]
    dead, refused = map(repository.refusal, places)
    assert dead.startswith(repository.INTERRUPTED) and "for lack of memory" in dead
    assert refused == "No network."


def test_one_queue_reads_and_others_leave_it_to_that(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    draft(home, "net")
    monkeypatch.setattr(processes, "spawn", lambda *_: pytest.fail("it is another's turn"))
    held = threading.Event()

    def hold() -> None:
        with FileLock(home / importing.LOCK):
            held.set()
            import_queue.read_all(home)

    thread = threading.Thread(target=hold)
    thread.start()
    thread.join(60)
    assert held.is_set() and not thread.is_alive()
    assert repository.unread(home) == repository.draft("net", home)


def test_waiting_drafts_say_how_many_are_before_them(home: Path) -> None:
    for name in ("a", "b", "c"):
        draft(home, name)
    repository.refuse(repository.draft("b", home), "no")
    importing.take_over(home)
    waiting = {one.request.name: one for one in repository.waiting(home, importing.reader_alive)}
    assert [waiting[name].before for name in "abc"] == [0, 0, 1]
    assert waiting["c"].status == "reading" and waiting["b"].status == "refused"


def test_draft_that_is_still_being_filled_is_not_read(home: Path) -> None:
    request = repository.ParentRequest(name="net", title="net", dataset="digits", origin="upload")
    found: list[Path | None] = []
    repository.request(
        request, home, lambda _: found.append(repository.unread(home)), importing.reader_alive
    )
    assert found == [None] and repository.unread(home) == repository.draft("net", home)


@pytest.mark.slow
def test_real_processes_read_drafts_in_turn(home: Path) -> None:
    for name in ("one", "two"):
        request = repository.ParentRequest(name=name, title=name, dataset="digits", origin="upload")
        repository.request(
            request, home, lambda p: network().save(p / repository.MODEL), importing.reader_alive
        )
    queue = processes.spawn("core.jobs.import_queue", home, home / "logs" / "parents.log")
    assert queue.wait(240) == 0
    assert {info.name for info in repository.parents(home)} == {"one", "two"}
