"""Turns are fair between owners, oldest first within one, and only so many runs may wait."""

from __future__ import annotations

from typing import Literal

import pytest

from core import api
from core.errors import StateError
from core.jobs.queue import (
    FIRST_TURN_SECONDS,
    TURN_SECONDS,
    QueuedRuns,
    needs_cpu_alone,
    order,
    overdue,
)
from core.settings import MOST_QUEUED
from core.specs import Chosen, Objective, Run, RunSpec
from core.store import Holder


def waiting(run_id: str, owner: str, created: float, spec: RunSpec) -> Run:
    return Run(id=run_id, name="r", spec=spec, owner=owner, status="queued", created=created)


@pytest.mark.parametrize(
    ("goal", "estimator", "request_", "alone"),
    [
        ("parameters", "training", "", False),
        ("latency_ms", "training", "", True),
        ("latency_batch_ms", "training", "", True),
        ("seconds", "training", "", True),
        ("seconds", "training", "yield", True),
        ("seconds", "training", "stop", False),
        ("latency_ms", "table", "", False),
    ],
)
def test_a_run_that_measures_what_it_compares_needs_the_processor_alone(
    spec: RunSpec, goal: str, estimator: str, request_: Literal["", "yield", "stop"], alone: bool
) -> None:
    changes = {
        "objectives": (Objective(metric="val_accuracy"), Objective(metric=goal)),
        "estimator": Chosen(name=estimator),
    }
    run = waiting("a", "ada", 1.0, spec.model_copy(update=changes))
    assert needs_cpu_alone(run.model_copy(update={"request": request_})) == alone


def holding(owner: str, served: float, request: str = "", *, first_turn: bool = False) -> Holder:
    return Holder(
        run_id=f"of {owner}",
        token="t",
        pid=1,
        born=0.0,
        heartbeat=0.0,
        restarts=0,
        device="cpu",
        owner=owner,
        served=served,
        request=request,
        first_turn=first_turn,
    )


def test_an_owner_served_long_ago_goes_before_one_served_just_now(spec: RunSpec) -> None:
    queued = [waiting("a", "ada", 1.0, spec), waiting("b", "grace", 2.0, spec)]
    found = order(queued, [], {"ada": 50.0, "grace": 10.0})
    assert [run.id for run in found] == ["b", "a"]


def test_an_owner_with_a_run_under_way_waits(spec: RunSpec) -> None:
    queued = [waiting("a", "ada", 1.0, spec), waiting("b", "grace", 2.0, spec)]
    found = order(queued, [holding("ada", 0.0)], {"ada": 0.0, "grace": 10.0})
    assert [run.id for run in found] == ["b", "a"]


def test_one_owners_runs_go_oldest_first(spec: RunSpec) -> None:
    queued = [waiting("late", "ada", 9.0, spec), waiting("early", "ada", 1.0, spec)]
    assert [run.id for run in order(queued, [], {})] == ["early", "late"]


def test_owners_take_turns_down_the_whole_queue(spec: RunSpec) -> None:
    adas = [waiting(f"a{number}", "ada", float(number), spec) for number in range(3)]
    others = [waiting("b", "grace", 8.0, spec), waiting("c", "alan", 9.0, spec)]
    found = order([*adas, *others], [], {"ada": 1.0, "grace": 2.0})
    assert [run.id for run in found] == ["c", "a0", "b", "a1", "a2"]


def test_a_run_under_way_holds_its_owner_back_by_one_turn_alone(spec: RunSpec) -> None:
    queued = [waiting(f"{owner}{n}", owner, n, spec) for owner in ("a", "b") for n in (1.0, 2.0)]
    found = order(queued, [holding("a", 5.0)], {"a": 5.0})
    assert [run.id for run in found] == ["b1.0", "a1.0", "b2.0", "a2.0"]


def test_a_turn_ends_only_when_another_owner_waits(spec: RunSpec) -> None:
    now = TURN_SECONDS + 1.0
    mine, other = waiting("a", "ada", 1.0, spec), waiting("b", "grace", 1.0, spec)
    late = holding("ada", served=0.0)
    assert overdue([mine], [late], now) is None
    assert overdue([other], [late], now) == late
    assert overdue([other], [late], now - 2.0) is None


def test_a_first_turn_is_over_with_the_first_candidate(spec: RunSpec) -> None:
    other = waiting("b", "grace", 1.0, spec)
    before, first = holding("ada", 0.0), holding("alan", 3.0, first_turn=True)
    assert overdue([other], [before, first], 3.5) is None
    assert overdue([other], [before, first], 3.0 + FIRST_TURN_SECONDS + 0.1) == first
    assert overdue([other], [before, first], TURN_SECONDS + 0.1) == first


def test_one_run_yields_at_a_time(spec: RunSpec) -> None:
    other = waiting("b", "grace", 1.0, spec)
    holders = [holding("ada", 0.0, request="yield"), holding("alan", 0.0)]
    assert overdue([other], holders, TURN_SECONDS + 1.0) is None


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
