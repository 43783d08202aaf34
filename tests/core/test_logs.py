"""Logs: what is repeated is held back, files stay small."""

from __future__ import annotations

import logging
from pathlib import Path

import pytest

from core import logs


@pytest.fixture
def log(caplog: pytest.LogCaptureFixture) -> logging.Logger:
    caplog.set_level(logging.INFO)
    # Another at each test: what was said before is remembered.
    found = logs.logger(f"tests.{id(caplog)}")
    yield found
    found.filters.clear()


def test_the_same_words_come_once_a_minute_and_then_say_how_often(
    log: logging.Logger, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = 1000.0
    monkeypatch.setattr(logs.time, "monotonic", lambda: now)
    for _ in range(100):
        log.warning("no heartbeat: %s", "full")
    log.warning("no heartbeat: %s", "locked")
    now += logs.SAME_AGAIN_SECONDS
    log.warning("no heartbeat: %s", "full")
    said = [record.getMessage() for record in caplog.records]
    assert said[:2] == ["no heartbeat: full", "no heartbeat: locked"]
    assert said[2:] == ["no heartbeat: full (and 99 times since it was last said)"]


def test_a_logger_asked_for_twice_is_one_with_one_filter() -> None:
    assert logs.logger("tests.twice") is logs.logger("tests.twice")
    assert len(logs.logger("tests.twice").filters) == 1


def test_a_log_that_grew_too_long_keeps_its_end_and_is_written_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(logs, "MOST_LOG_BYTES", 1000)
    monkeypatch.setattr(logs, "KEPT_LOG_BYTES", 100)
    path = tmp_path / "worker.log"
    with path.open("a") as words:
        words.writelines(f"line {n}\n" for n in range(500))
        words.flush()
        logs.bound(path)
        words.write("the end\n")
    text = path.read_text()
    assert len(text) < 200 and text.endswith("line 499\nthe end\n")
    assert text.startswith("(what was before is cut off)\nline ")


def test_a_short_log_and_one_that_is_gone_are_left_alone(tmp_path: Path) -> None:
    (tmp_path / "short.log").write_text("a line\n")
    logs.bound(tmp_path / "short.log")
    logs.bound(tmp_path / "gone.log")
    assert (tmp_path / "short.log").read_text() == "a line\n"
    assert not (tmp_path / "gone.log").exists()
