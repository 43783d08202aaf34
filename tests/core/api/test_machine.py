"""The queue."""

from __future__ import annotations

from core import api


def test_the_queue_takes_turns_between_owners(run_id: str) -> None:
    second = api.launch(api.presets()["quick"], "ada")
    other = api.launch(api.presets()["quick"], "grace")
    assert [run.id for run in api.queue()] == [run_id, other, second]
