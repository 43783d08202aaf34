"""An interrupted training: gone on with after a pause or a kill, given up at the run's end."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from core import api
from core.jobs import search
from core.jobs.heartbeat import Heartbeat, Interrupted
from core.jobs.history import StopDecision
from core.jobs.search import Search
from core.settings import CHECKPOINT
from core.store import Store
from tests.core.jobs import toy
from tests.core.jobs.conftest import Launch, told, turn
from tests.core.jobs.faulty import SHORT, work_until_killed

EPOCHS = 5
FULL = {"name": "toy", "params": {"epochs": EPOCHS}}
HOUR = 3600.0
Event = Callable[[Search, Heartbeat], None]


@pytest.fixture
def searching(
    store: Store, launch: Launch, monkeypatch: pytest.MonkeyPatch
) -> Callable[[int, int, Event], tuple[str, Search]]:
    """Makes the search of a run of three networks; something happens in a training's epoch."""

    def made(training: int, epoch: int, event: Event) -> tuple[str, Search]:
        run_id = launch(estimator=FULL, budget={"trials": 3, "minutes": 60})
        assert store.runs.claim(run_id, token="t", device="cpu", pid=1, born=0.0)
        heartbeat = Heartbeat(store, run_id, "t")
        search = Search(store, store.runs.get(run_id), "t", "cpu", heartbeat)

        def after(_: toy.Toy, now: int) -> None:
            if (len(toy.Toy.trained), now) == (training, epoch):
                event(search, heartbeat)

        monkeypatch.setattr(toy.Toy, "after", after)
        return run_id, search

    return made


Searching = Callable[[int, int, Event], tuple[str, Search]]


def ask(request: str) -> Event:
    def asked(_: Search, heartbeat: Heartbeat) -> None:
        heartbeat.request = request

    return asked


def spend_the_time(search: Search, _: Heartbeat) -> None:
    search._began -= HOUR


def drafts(store: Store, run_id: str) -> list[str]:
    return [folder.name for folder in store.files.run(run_id).glob("trials/*.draft")]


def test_a_paused_training_goes_on_from_its_epoch(
    store: Store, launch: Launch, searching: Searching
) -> None:
    run_id, search = searching(2, 3, ask("pause"))
    with pytest.raises(Interrupted):
        search.run()
    assert len(store.trials.of(run_id)) == 1 == len(drafts(store, run_id))
    store.runs.release(run_id, "t", "queued")
    turn(store, run_id, token="second")
    assert toy.Toy.trained == [(0, EPOCHS), (0, EPOCHS), (3, EPOCHS), (0, EPOCHS)]
    whole = turn(store, launch(estimator=FULL, budget={"trials": 3}))
    assert told(store, run_id) == told(store, whole.id) and drafts(store, run_id) == []


def test_a_turn_ends_with_a_candidate_however_early_it_is_asked_to(
    store: Store, launch: Launch
) -> None:
    run_id = launch(estimator=FULL)
    assert store.runs.claim(run_id, token="t", device="cpu", pid=1, born=0.0)
    heartbeat = Heartbeat(store, run_id, "t")
    heartbeat.request = "yield"
    with pytest.raises(Interrupted):
        Search(store, store.runs.get(run_id), "t", "cpu", heartbeat).run()
    assert [trial.status for trial in store.trials.of(run_id)] == ["complete"]


def test_a_training_that_has_ended_is_reported_before_the_run_pauses(
    store: Store, searching: Searching
) -> None:
    run_id, search = searching(1, EPOCHS, ask("pause"))
    with pytest.raises(Interrupted):
        search.run()
    assert [trial.epochs for trial in store.trials.of(run_id)] == [EPOCHS]
    assert drafts(store, run_id) == []


@pytest.mark.parametrize(
    ("event", "end"),
    [
        (ask("stop"), StopDecision("stopped")),
        (spend_the_time, StopDecision("finished", "The 60 minutes are over.")),
    ],
)
def test_the_runs_end_cuts_a_training_off_and_that_is_no_failure(
    store: Store, searching: Searching, event: Event, end: StopDecision
) -> None:
    run_id, search = searching(2, 3, event)
    assert search.run() == end
    (first,) = store.trials.of(run_id)
    assert first.status == "complete" and "test_accuracy" in first.metrics
    assert toy.Toy.trained == [(0, EPOCHS), (0, EPOCHS)] and drafts(store, run_id) == []


@pytest.mark.usefixtures("no_supervisor")
def test_what_was_set_aside_goes_when_the_run_ends(store: Store, searching: Searching) -> None:
    run_id, search = searching(2, 3, ask("pause"))
    with pytest.raises(Interrupted):
        search.run()
    store.runs.release(run_id, "t", "paused")
    api.stop(run_id)
    assert turn(store, run_id, token="second").status == "stopped"
    assert drafts(store, run_id) == [] and len(toy.Toy.trained) == 2


@pytest.mark.slow
def test_a_killed_worker_costs_no_epoch_that_was_kept(
    store: Store, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(CHECKPOINT, "0")
    run_id = store.runs.add(api.check(SHORT | {"budget": {"trials": 2}}), "ada")
    work_until_killed(home, run_id, store, epoch=3)
    store.runs.release(run_id, "first", "queued")
    epochs: list[int] = []
    monkeypatch.setattr(search, "PROGRESS_SECONDS", 0.0)
    monkeypatch.setattr(Search, "_say", lambda _, *told: epochs.extend(told[2:3]))
    run = turn(store, run_id, token="second")
    assert (run.status, epochs) == ("finished", [3]) and drafts(store, run_id) == []
    assert [trial.epochs for trial in store.trials.of(run_id)] == [3, 3]
