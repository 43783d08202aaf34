"""A process is known by its pid and its birth."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from core.jobs import processes


def test_a_pid_used_again_is_another_process(idle: subprocess.Popen[bytes]) -> None:
    birth = processes.born(idle.pid)
    assert processes.alive(idle.pid, birth)
    assert not processes.alive(idle.pid, birth - 60.0)


def test_kill_ends_only_the_process_of_that_birth(idle: subprocess.Popen[bytes]) -> None:
    processes.kill(idle.pid, processes.born(idle.pid) - 60.0)
    assert idle.poll() is None
    processes.kill(idle.pid, processes.born(idle.pid))
    assert idle.wait(timeout=10) != 0


def test_a_zombie_is_dead(idle: subprocess.Popen[bytes]) -> None:
    birth = processes.born(idle.pid)
    idle.kill()
    while processes.alive(idle.pid, birth):
        pass
    assert idle.returncode is None


def test_no_process_has_no_birth() -> None:
    assert processes.born(2**22 + 1) == 0.0
    processes.kill(2**22 + 1, 0.0)


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere the kernel keeps a time of day")
def test_a_process_is_known_after_the_clock_was_set(
    idle: subprocess.Popen[bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    birth = processes.born(idle.pid)
    boot = psutil.boot_time()
    # What the kernel says of the machine's start moves with the clock.
    monkeypatch.setattr(psutil._pslinux, "boot_time", lambda: boot + 3600.0)
    assert processes.alive(idle.pid, birth) and processes.born(idle.pid) == birth


def test_a_birth_that_an_older_version_wrote_down_is_understood(
    idle: subprocess.Popen[bytes],
) -> None:
    birth = psutil.Process(idle.pid).create_time()
    assert processes.alive(idle.pid, birth) and not processes.alive(idle.pid, birth - 60.0)


@pytest.fixture
def anothers() -> Iterator[int]:
    """A process that this one may not end; a superuser's steps down for that long."""
    if os.getuid():
        yield 1
        return
    process = subprocess.Popen(["sleep", "600"], user=1)
    os.seteuid(2)
    yield process.pid
    os.seteuid(0)
    process.kill()
    process.wait()


@pytest.mark.skipif(os.name == "nt", reason="users have no numbers there")
def test_a_process_of_another_user_is_left_alone(anothers: int) -> None:
    with pytest.raises(psutil.AccessDenied):
        psutil.Process(anothers).kill()
    birth = processes.born(anothers)
    processes.kill(anothers, birth)
    assert processes.alive(anothers, birth)


def test_a_spawned_module_has_its_home_and_its_log(tmp_path: Path) -> None:
    log = tmp_path / "logs" / "words.log"
    process = processes.spawn("core.nothing_of_that_name", tmp_path, log)
    assert process.wait(timeout=60) == 1
    assert "core.nothing_of_that_name" in log.read_text()


def test_who_signs_first_keeps_a_file_and_who_signs_last_takes_it(tmp_path: Path) -> None:
    file, myself = tmp_path / "who.json", (os.getpid(), processes.born(os.getpid()))
    assert processes.signed(file) is None
    assert processes.sign_first(file) and processes.signed(file) == myself
    assert not processes.sign_first(file) and not processes.sign_first(tmp_path / "gone" / "a")
    file.write_text('{"pid": 1, "born": 2.0}')
    assert processes.signed(file) == (1, 2.0)
    processes.sign(file)
    assert processes.signed(file) == myself and list(tmp_path.iterdir()) == [file]


@pytest.mark.parametrize("text", ["", "[]", '{"pid": "one", "born": 1}', '{"pid": 1}', "null"])
def test_a_file_that_nobody_signed_names_nobody(tmp_path: Path, text: str) -> None:
    (tmp_path / "who.json").write_text(text)
    assert processes.signed(tmp_path / "who.json") is None
