"""Settings: a time, or the usual one and a word about it."""

from __future__ import annotations

import pytest

from core.settings import (
    CHECKPOINT,
    CHECKPOINT_SECONDS,
    SILENT,
    SILENT_SECONDS,
    SLOTS,
    SPARE,
    checkpoint_seconds,
    cpu_slots,
    silent_seconds,
    wants_spare,
)


def test_the_time_is_the_variables_else_the_usual_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(SILENT, raising=False)
    assert silent_seconds() == SILENT_SECONDS == 20.0
    monkeypatch.setenv(SILENT, "90.5")
    assert silent_seconds() == 90.5


@pytest.mark.parametrize("text", ["soon", "-1", "0", "nan", "inf", "1e9", "20s"])
def test_what_is_no_such_time_is_reported_and_not_taken(
    text: str, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setenv(SILENT, text)
    assert silent_seconds() == SILENT_SECONDS
    assert repr(text) in caplog.text


@pytest.mark.parametrize(("text", "seconds"), [("", 60.0), ("0", 0.0), ("2.5", 2.5), ("-1", 60.0)])
def test_a_training_may_be_kept_after_every_epoch(
    text: str, seconds: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(CHECKPOINT, text)
    assert checkpoint_seconds() == seconds and CHECKPOINT_SECONDS == 60.0


@pytest.mark.parametrize(
    ("text", "slots"), [("", None), ("1", 1), ("256", 256), ("257", None), ("0", None), ("²", None)]
)
def test_a_processor_has_as_many_slots_as_are_wanted(
    text: str, slots: int | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(SLOTS, text)
    assert cpu_slots() == slots


@pytest.mark.parametrize(("text", "wanted"), [("", True), ("1", True), ("0", False), ("no", True)])
def test_a_machine_may_do_without_a_spare_worker(
    text: str, wanted: bool, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setenv(SPARE, text)
    assert wants_spare() == wanted
    assert ("'no'. 1 is taken." in caplog.text) == (text == "no")
