"""The supervisor seen from outside: presence, absence, and a keeper that does not give up."""

from __future__ import annotations

import asyncio
import json
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from core.jobs import client


@pytest.fixture
def folder(home: Path) -> Path:
    home.mkdir()
    return home


def test_who_announced_itself_is_alive_until_it_retires(folder: Path) -> None:
    assert not client.supervisor_alive(folder)
    client.announce(folder)
    assert client.supervisor_alive(folder)
    client.retire(folder)
    assert not client.supervisor_alive(folder)


def test_a_dead_one_is_not_alive(folder: Path) -> None:
    (folder / "supervisor.json").write_text(json.dumps({"pid": 2**22 + 1, "born": 1.0}))
    assert not client.supervisor_alive(folder)


@pytest.mark.parametrize("text", ["", "{", '{"pid":'])
def test_a_half_written_announcement_is_none(folder: Path, text: str) -> None:
    (folder / "supervisor.json").write_text(text)
    assert not client.supervisor_alive(folder)


def test_wanting_one_that_lives_starts_none(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(client.processes, "spawn", lambda *_: pytest.fail("started another"))
    client.announce(folder)
    assert client.last_wanted(folder) == 0.0
    client.want_supervisor(folder)
    assert client.last_wanted(folder) > 0.0


def test_the_keeper_outlives_a_full_disk(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[Path] = []

    def full(home: Path) -> None:
        asked.append(home)
        raise OSError("No space left on device")

    async def keep() -> None:
        async with client.keep_supervisor_alive(folder):
            while len(asked) < 3:
                await asyncio.sleep(0.001)

    monkeypatch.setattr(client, "want_supervisor", full)
    monkeypatch.setattr(client, "KEEP_SECONDS", 0.001)
    # In a thread of its own: a browser test's driver may have left a loop running in this one.
    with ThreadPoolExecutor(1) as pool:
        pool.submit(asyncio.run, asyncio.wait_for(keep(), timeout=20)).result()
    assert len(asked) >= 3
