"""What stored runs still take, and when those that wait have their turn."""

from __future__ import annotations

import pytest

from core import api
from core.jobs.devices import Device
from core.specs import Objective, RunSpec, Trial
from core.store import Store
from core.timing.forecast import BEGINNING_SECONDS, forecasts, remaining_of, start_of
from tests.conftest import make_trial
from tests.seeds import add_trials, seed_spec

SPEC = seed_spec("x", 10)
TIMED = SPEC.model_copy(
    update={"objectives": (Objective(metric="val_accuracy"), Objective(metric="seconds"))}
)


@pytest.fixture(autouse=True)
def one_device(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("core.timing.forecast.devices", lambda: (Device("cpu", "cpu", "CPU", 1),))


def held(store: Store, owner: str = "ada", spec: RunSpec = SPEC) -> str:
    run_id = store.runs.add(spec, owner)
    store.runs.claim(run_id, token="t", device="cpu", pid=1, born=0.0)
    return run_id


def seconds_left(store: Store, run_id: str) -> float:
    left = remaining_of(store, store.runs.get(run_id))
    assert left is not None
    return left.seconds


def test_a_run_that_has_just_begun_takes_what_was_estimated(store: Store) -> None:
    assert seconds_left(store, held(store)) == pytest.approx(api.estimate(SPEC).seconds)


def test_time_left_falls_by_what_the_candidate_under_way_has_had(store: Store) -> None:
    run_id = held(store)
    add_trials(store, run_id, [make_trial(n) for n in range(5)])
    store.runs.change(run_id, active_seconds=50.0, progress={"number": 5, "began": 50.0})
    before = seconds_left(store, run_id)
    store.runs.beat(run_id, "t", seconds=1.0)
    assert seconds_left(store, run_id) == pytest.approx(before - 1.0)


def test_progress_of_an_earlier_version_still_tells_the_time(store: Store) -> None:
    run_id = held(store)
    store.runs.change(run_id, active_seconds=50.0, progress={"number": 5, "epoch": 2})
    assert seconds_left(store, run_id) > 0


def test_a_run_that_is_to_stop_has_no_time_left_to_tell(store: Store) -> None:
    run_id = held(store)
    store.runs.change(run_id, request="stop")
    assert remaining_of(store, store.runs.get(run_id)) is None


def test_a_run_of_missing_data_is_reported_nothing_of(store: Store) -> None:
    run_id = held(store, spec=SPEC.model_copy(update={"dataset": "gone"}))
    assert remaining_of(store, store.runs.get(run_id)) is None


def test_a_waiting_run_starts_when_the_one_before_it_ends(store: Store) -> None:
    first, second = held(store), store.runs.add(SPEC, "ada")
    known = forecasts(store)
    assert known.keys() == {second}
    assert known[second].starts == pytest.approx(seconds_left(store, first))
    candidate = api.estimate(SPEC).seconds / 10
    wait = known[second].point - known[second].starts
    assert wait == pytest.approx(BEGINNING_SECONDS + candidate)


def test_a_run_that_is_stopping_is_soon_out_of_the_way(store: Store) -> None:
    first, second = held(store), store.runs.add(SPEC, "ada")
    store.runs.change(first, request="stop")
    assert forecasts(store)[second].starts <= 1.0


def test_a_new_run_waits_for_all_that_go_before_it(store: Store) -> None:
    assert start_of(store, "ada", SPEC) == 0.0
    first = held(store)
    alone = start_of(store, "ada", SPEC)
    assert alone is not None
    assert alone == pytest.approx(seconds_left(store, first))
    store.runs.add(SPEC, "ada")
    assert start_of(store, "ada", SPEC) == pytest.approx(alone + api.estimate(SPEC).seconds)


@pytest.mark.parametrize(("before", "new"), [(SPEC, TIMED), (TIMED, SPEC)])
def test_a_free_slot_is_none_for_a_run_that_must_be_alone_or_beside_one(
    store: Store, monkeypatch: pytest.MonkeyPatch, before: RunSpec, new: RunSpec
) -> None:
    two = tuple(Device(f"cpu:{place}", "cpu", "CPU", 1) for place in range(2))
    monkeypatch.setattr("core.timing.forecast.devices", lambda: two)
    first = held(store, spec=before)
    assert start_of(store, "ada", new) == pytest.approx(seconds_left(store, first))
    store.runs.change(first, status="finished")
    assert start_of(store, "ada", new) == 0.0


def test_beside_another_run_there_is_a_free_slot(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    two = tuple(Device(f"cpu:{place}", "cpu", "CPU", 1) for place in range(2))
    monkeypatch.setattr("core.timing.forecast.devices", lambda: two)
    held(store)
    assert start_of(store, "ada", SPEC) == 0.0


def test_a_strategy_with_rungs_is_measured_by_its_epochs(store: Store) -> None:
    halving = api.check(SPEC.model_dump() | {"strategy": "halving"})
    run_id = held(store, spec=halving)
    short = Trial(number=0, status="stopped_early", choices={}, key="a", epochs=2)
    more = short.model_copy(update={"number": 1, "epochs": 5, "continues": 0})
    add_trials(store, run_id, [short, more])
    assert store.trials.epochs_spent(run_id) == 5
    assert 0 < seconds_left(store, run_id) < api.estimate(halving).seconds
