"""The loop of a run: the real store, data and strategies, with an estimator that costs nothing."""

from __future__ import annotations

import threading
from typing import Any

import pytest

from core import api
from core.jobs.search import work
from core.live.events import changes
from core.models import sketch
from core.store import Store
from tests.core.jobs import toy
from tests.core.jobs.conftest import Launch, told, turn


def test_a_run_trains_its_budget_and_tests_its_front(store: Store, launch: Launch) -> None:
    run = turn(store, launch())
    assert (run.status, run.counts.complete) == ("finished", 8)
    front = {trial.number for trial in api.front(run.id)}
    tested = {t.number for t in store.trials.of(run.id) if "test_accuracy" in t.metrics}
    kept = {n for n in range(8) if store.files.model(run.id, n).exists()}
    assert front == tested == kept and 0 < len(front) < 8


def test_no_net_is_trained_twice(store: Store, launch: Launch) -> None:
    run = turn(store, launch(budget={"trials": 18}))
    keys = [trial.key for trial in store.trials.of(run.id)]
    assert len(set(keys)) == len(keys) == 18


def test_an_exhausted_space_ends_the_run(store: Store, launch: Launch) -> None:
    run = turn(store, launch(budget={"trials": 500}))
    assert (run.status, run.counts.trained) == ("finished", 18)
    assert run.reason == "All 18 combinations of the space were tried."


def test_hypervolume_grows_and_stays_a_share(store: Store, launch: Launch) -> None:
    run = turn(store, launch())
    volumes = [trial.hypervolume for trial in store.trials.of(run.id)]
    assert volumes == sorted(volumes) and 0.0 < volumes[0] <= volumes[-1] < 1.0


def test_a_candidate_over_a_limit_is_never_trained(store: Store, launch: Launch) -> None:
    run = turn(store, launch(limits={"parameters": 600}, budget={"trials": 4}))
    trials = store.trials.of(run.id)
    over = [trial for trial in trials if trial.status == "infeasible"]
    assert over and all(trial.metrics["parameters"] > 600 for trial in over)
    assert "parameters must be at most 600" in over[0].reason
    assert run.counts.complete == 4 == len(toy.Toy.evaluated)


def test_near_a_limit_on_bytes_the_built_file_decides_before_training(
    store: Store, launch: Launch, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = {"name": "one", "family": "convnet", "choices": {"blocks": [1], "width_1": [8]}}
    drawn = sketch("convnet", {"blocks": 1, "width_1": 8}, input_shape=(8, 8, 1), classes=10)
    limit = int(drawn.file_bytes * 1.02)
    for file_bytes, status in ((limit + 1.0, "infeasible"), (limit - 1.0, "complete")):
        monkeypatch.setattr(toy.Toy, "file_bytes", file_bytes)
        run = turn(store, launch(space=one, limits={"size_bytes": limit}))
        assert [trial.status for trial in store.trials.of(run.id)] == [status]
    assert toy.Toy.evaluated == [8]


def test_a_failing_candidate_does_not_stop_the_run(
    store: Store, launch: Launch, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(toy.Toy, "fails", frozenset({8, 12}))
    run = turn(store, launch(budget={"trials": 18}))
    failed = [trial for trial in store.trials.of(run.id) if trial.status == "failed"]
    assert run.status == "finished" and len(failed) == 6
    assert {trial.reason for trial in failed} == {"The loss became NaN in epoch 1."}


def test_whatever_a_candidate_raises_is_its_own_failure(
    store: Store, launch: Launch, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(toy.Toy, "fails", frozenset({8}))
    monkeypatch.setattr(toy.Toy, "fault", ValueError("shapes differ\nmore"))
    run = turn(store, launch(budget={"trials": 18}))
    failed = [trial for trial in store.trials.of(run.id) if trial.status == "failed"]
    assert run.status == "finished" and len(failed) == 3
    assert {trial.reason for trial in failed} == {"ValueError: shapes differ"}


def test_a_score_that_is_no_number_is_a_failure(
    store: Store, launch: Launch, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(toy.Toy, "spoilt", frozenset({8}))
    run = turn(store, launch(budget={"trials": 18}))
    failed = [trial for trial in store.trials.of(run.id) if trial.status == "failed"]
    assert len(failed) == 3 and failed[0].reason == "val_loss must be a number; got nan."
    assert "NaN" not in changes(store, run.id, 0).text


def test_an_exhausted_space_of_failures_has_failed(
    store: Store, launch: Launch, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(toy.Toy, "fails", frozenset(range(100)))
    few = {"blocks": [1], "width_1": [4, 8, 12]}
    run = turn(store, launch(space={"name": "few", "family": "convnet", "choices": few}))
    assert run.status == "failed" and "All 3 candidates failed" in run.reason


def test_a_run_in_which_everything_fails_says_why(
    store: Store, launch: Launch, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(toy.Toy, "fails", frozenset(range(100)))
    run = turn(store, launch())
    assert (run.status, run.counts.failed) == ("failed", 5)
    assert "All 5 candidates failed" in run.reason and "NaN" in run.reason


def test_a_resumed_run_is_the_run_it_would_have_been(store: Store, launch: Launch) -> None:
    whole = turn(store, launch())
    parts = launch()
    turn(store, parts)
    with store.database.write() as connection:
        connection.exec_driver_sql(f"DELETE FROM trials WHERE run_id='{parts}' AND number >= 3")
        connection.exec_driver_sql(f"UPDATE runs SET status='queued' WHERE id='{parts}'")
    turn(store, parts, token="second")
    untested = [t for t in told(store, parts) if t.number not in range(3)]
    expected = [t for t in told(store, whole.id) if t.number not in range(3)]
    assert [t.choices for t in untested] == [t.choices for t in expected]


def test_a_candidate_that_killed_its_worker_twice_is_given_up(store: Store, launch: Launch) -> None:
    run_id = launch(budget={"trials": 3})
    store.runs.change(run_id, progress={"number": 0, "attempt": 2})
    run = turn(store, run_id)
    first = store.trials.get(run_id, 0)
    assert first.status == "failed" and "worker died 2 times" in first.reason
    assert (run.status, run.counts.complete) == ("finished", 2)


@pytest.mark.parametrize(
    ("request_", "status"), [("pause", "paused"), ("yield", "queued"), ("stop", "stopped")]
)
def test_requests_are_heeded(
    store: Store, launch: Launch, request_: str, status: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    run_id = launch(budget={"trials": 18})
    beat, answered, heard = store.runs.beat, threading.Event(), threading.Event()

    def asked_after_two(*args: Any, **values: Any) -> str:
        if answered.is_set():
            heard.set()  # The heart beats again: it has taken the answer before.
        answer = beat(*args, **values)
        if store.runs.get(run_id).counts.trained < 2:
            return answer
        answered.set()
        return request_

    def third_waits(_estimator: toy.Toy, _epoch: int) -> None:
        assert store.runs.get(run_id).counts.trained < 2 or heard.wait(timeout=60)

    monkeypatch.setattr(store.runs, "beat", asked_after_two)
    monkeypatch.setattr(toy.Toy, "after", third_waits)
    monkeypatch.setattr("core.jobs.heartbeat.BEAT_SECONDS", 0.001)
    run = turn(store, run_id)
    assert (run.status, run.counts.trained) == (status, 3)
    assert (run.ended is not None) == (status == "stopped")


def test_a_stopped_run_has_its_front_tested(store: Store, launch: Launch) -> None:
    run_id = launch(budget={"trials": 4})
    turn(store, run_id)
    with store.database.write() as connection:
        connection.exec_driver_sql(
            f"UPDATE runs SET status='queued', request='stop' WHERE id='{run_id}'"
        )
    run = turn(store, run_id, token="second")
    assert run.status == "stopped" and run.counts.trained == 4
    assert all("test_accuracy" in trial.metrics for trial in api.front(run_id))


def test_a_model_file_that_is_gone_does_not_fail_the_run(store: Store, launch: Launch) -> None:
    run_id = launch(budget={"trials": 4})
    turn(store, run_id)
    store.files.keep_models(run_id, set())
    with store.database.write() as connection:
        connection.exec_driver_sql(
            f"UPDATE trials SET metrics = json_remove(metrics, '$.test_accuracy') "
            f"WHERE run_id='{run_id}'"
        )
        connection.exec_driver_sql(
            f"UPDATE runs SET status='queued', request='stop' WHERE id='{run_id}'"
        )
    assert turn(store, run_id, token="second").status == "stopped"


def test_a_front_member_that_cannot_be_tested_does_not_fail_the_run(
    store: Store, launch: Launch, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(toy.Toy, "untestable", frozenset({24}))
    run = turn(store, launch(budget={"trials": 18}))
    front = api.front(run.id)
    untested = [t for t in front if "test_accuracy" not in t.metrics]
    assert run.status == "finished" and len(front) > len(untested) > 0
    assert {t.choices["width_1"] for t in untested} == {24}
    assert f"Network {untested[0].number} could not be tested: It needs too much" in run.reason


def test_a_result_without_an_objective_is_a_failed_trial(
    store: Store, launch: Launch, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(toy.Toy, "mute", frozenset({8}))
    run = turn(store, launch(budget={"trials": 18}, objectives=["val_loss", "parameters"]))
    failed = [trial for trial in store.trials.of(run.id) if trial.status == "failed"]
    assert run.status == "finished" and {t.choices["width_1"] for t in failed} == {8}
    assert failed[0].reason.startswith("val_loss must be measured, as an objective; got only")


def test_a_lost_claim_ends_the_worker_and_writes_nothing(
    store: Store, launch: Launch, monkeypatch: pytest.MonkeyPatch
) -> None:
    run_id = launch()
    assert store.runs.claim(run_id, token="new", device="cpu", pid=1, born=0.0)
    work(store, run_id, "old", "cpu")
    assert store.trials.of(run_id) == [] and store.runs.get(run_id).status == "running"
