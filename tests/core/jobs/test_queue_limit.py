"""At most so many queued runs an owner."""

from __future__ import annotations

import pytest

from core import api
from core.errors import StateError
from core.jobs.queue_limit import QueuedRuns
from core.settings import MOST_QUEUED
from core.specs import RunSpec

pytestmark = pytest.mark.usefixtures("home", "no_supervisor")


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> RunSpec:
    monkeypatch.setenv(MOST_QUEUED, "2")
    return api.presets()["quick"]


def test_the_run_beyond_the_limit_is_refused_with_the_way_out(quick: RunSpec) -> None:
    first, _ = api.launch(quick, "ada"), api.launch(quick, " ada ")
    assert api.waiting("ada") == QueuedRuns(2, 2)
    with pytest.raises(StateError, match="'ada' has 2 runs waiting, and at most 2 may.*stop some"):
        api.launch(quick, "ada")
    api.launch(quick, "grace")
    api.stop(first)
    assert api.launch(quick, "ada")


def test_repeats_are_launched_all_or_not_at_all(quick: RunSpec) -> None:
    run_id = api.launch(quick, "ada")
    with pytest.raises(StateError, match="2 more cannot be added"):
        api.repeat(run_id, 2, "ada")
    assert len(api.runs()) == 1
    assert len(api.repeat(run_id, 2, "grace")) == 2


def test_fifty_is_usual_and_nought_switches_it_off(
    quick: RunSpec, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(MOST_QUEUED, "0")
    assert [bool(api.launch(quick)) for _ in range(3)] == [True] * 3
    assert not api.waiting().is_near
    monkeypatch.delenv(MOST_QUEUED)
    assert api.waiting().most == 50
    monkeypatch.setenv(MOST_QUEUED, "-3")
    with pytest.raises(StateError, match="whole number, 0 or more; got '-3'. For instance: 50."):
        api.launch(quick)


def test_the_limit_is_spoken_of_when_it_is_near() -> None:
    assert [QueuedRuns(n, 50).is_near for n in (0, 3, 39, 40, 50)] == [False] * 3 + [True] * 2
