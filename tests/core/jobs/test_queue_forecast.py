"""When waiting runs start: with given clocks, nothing is waited for."""

from __future__ import annotations

import pytest

from core.jobs.queue import TURN_SECONDS
from core.jobs.queue_forecast import MOST_EVENTS, Work, starts
from core.specs import Run, RunSpec
from core.store import Holder
from tests.core.jobs.test_queue import holding, waiting

NOW = 1000.0


def running(owner: str, spec: RunSpec) -> Run:
    return waiting(f"of {owner}", owner, 0.0, spec).model_copy(update={"status": "running"})


def played(
    queued: list[Run],
    under_way: list[Run],
    seconds: dict[str, float],
    *,
    slots: int = 1,
    served: float = NOW,
) -> dict[str, float]:
    holders: list[Holder] = [holding(run.owner, served) for run in under_way]
    turns = {run.owner: served for run in under_way}
    work = {name: Work(value) for name, value in seconds.items()}
    return starts(queued, under_way, holders, turns, work, slots=slots, now=NOW)


def test_a_free_slot_is_taken_at_once_and_the_next_waits_for_it(spec: RunSpec) -> None:
    queued = [waiting("a", "ada", 1.0, spec), waiting("b", "ada", 2.0, spec)]
    assert played(queued, [], {"a": 30.0, "b": 9.0}) == {"a": 0.0, "b": 30.0}


def test_what_is_left_of_the_run_under_way_comes_first(spec: RunSpec) -> None:
    queued = [waiting("a", "ada", 1.0, spec)]
    assert played(queued, [running("ada", spec)], {"of ada": 300.0}) == {"a": 300.0}


def test_another_owner_waits_for_a_turn_and_not_for_the_whole_run(spec: RunSpec) -> None:
    queued = [waiting("b", "grace", 1.0, spec)]
    found = played(queued, [running("ada", spec)], {"of ada": 300.0, "b": 5.0})
    assert found["b"] == pytest.approx(TURN_SECONDS, abs=0.1)


def test_a_turn_that_is_over_lasts_to_the_end_of_half_a_candidate(spec: RunSpec) -> None:
    work = {"of ada": Work(300.0, candidate=20.0), "b": Work(5.0)}
    began = NOW - 2 * TURN_SECONDS - 1.0
    held = [holding("ada", began)]
    queued, under_way = [waiting("b", "grace", 1.0, spec)], [running("ada", spec)]
    found = starts(queued, under_way, held, {"ada": began}, work, slots=1, now=NOW)
    assert found == {"b": 10.0}


def test_who_yielded_goes_on_before_a_later_run_of_ones_own(spec: RunSpec) -> None:
    queued = [waiting("b", "grace", 1.0, spec), waiting("later", "ada", 2.0, spec)]
    found = played(queued, [running("ada", spec)], {"of ada": 100.0, "b": 5.0, "later": 1.0})
    # Ada has a turn, Grace her 5 seconds, Ada the other 40.
    assert found["later"] == pytest.approx(105.0, abs=0.1)


def test_two_devices_halve_the_wait(spec: RunSpec) -> None:
    queued = [waiting(f"a{n}", "ada", float(n), spec) for n in range(4)]
    found = played(queued, [], {run.id: 10.0 for run in queued}, slots=2)
    assert list(found.values()) == [0.0, 0.0, 10.0, 10.0]


def test_everybody_of_a_class_has_a_first_candidate_before_anybody_goes_on(spec: RunSpec) -> None:
    queued = [waiting(f"r{n}", f"owner {n}", float(n), spec) for n in range(30)]
    work = {run.id: Work(100.0, candidate=2.0) for run in queued}
    found = starts(queued, [], [], {}, work, slots=1, now=NOW)
    assert list(found) == [run.id for run in queued]
    assert found["r29"] == pytest.approx(29 * 2.0, abs=0.1)


def test_a_turn_lasts_to_the_end_of_a_candidate(spec: RunSpec) -> None:
    queued = [waiting(f"r{n}", f"owner {n}", float(n), spec) for n in range(3)]
    begun = [run.model_copy(update={"started": 1.0}) for run in queued]
    for candidate, turn in ((6 * TURN_SECONDS, 6 * TURN_SECONDS), (0.4 * TURN_SECONDS, 12.0)):
        work = {run.id: Work(1000.0, candidate) for run in queued}
        found = starts(begun, [], [], {}, work, slots=1, now=NOW)
        assert list(found.values()) == pytest.approx([0.0, turn, 2 * turn], abs=0.5)


def test_short_turns_of_long_runs_are_played_for_days(spec: RunSpec) -> None:
    queued = [waiting("b", "grace", 1.0, spec), waiting("late", "ada", 2.0, spec)]
    day = 86_400.0
    assert day > TURN_SECONDS * MOST_EVENTS
    found = played(queued, [running("ada", spec)], {"of ada": day, "b": day, "late": 1.0})
    # The two days' work of both, but for the last turn of either.
    assert found["late"] == pytest.approx(2 * day, rel=0.1)


def test_what_is_too_far_ahead_is_left_out(spec: RunSpec) -> None:
    queued = [waiting("b", "grace", 1.0, spec), waiting("late", "ada", 2.0, spec)]
    long = 1e8
    found = played(queued, [running("ada", spec)], {"of ada": long, "b": long, "late": 1.0})
    assert found.keys() == {"b"}


def test_a_run_that_nobody_knows_of_holds_its_slot_for_a_turn(spec: RunSpec) -> None:
    queued = [waiting("a", "ada", 1.0, spec)]
    assert played(queued, [running("ada", spec)], {}) == {"a": TURN_SECONDS}
