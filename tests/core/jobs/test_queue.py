"""Turns: fair between owners, oldest first within one."""

from __future__ import annotations

from core.jobs.queue import TURN_SECONDS, order, overdue
from core.specs import Run, RunSpec
from core.store import Holder


def waiting(run_id: str, owner: str, created: float, spec: RunSpec) -> Run:
    return Run(id=run_id, name="r", spec=spec, owner=owner, status="queued", created=created)


def holding(owner: str, served: float, request: str = "") -> Holder:
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


def test_one_run_yields_at_a_time(spec: RunSpec) -> None:
    other = waiting("b", "grace", 1.0, spec)
    holders = [holding("ada", 0.0, request="yield"), holding("alan", 0.0)]
    assert overdue([other], holders, TURN_SECONDS + 1.0) is None
