"""What viewers are told beside a run's rows is the engine's, whatever they know already."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pytest

from core.comparison.hypervolume_history import common_box, hypervolume_history
from core.live.events import _budget_spent, changes
from core.live.follower import RunFigures, RunFollower
from core.live.totals import TrialTotals
from core.pareto import front, is_drawn
from core.specs import Trial
from core.store import Store
from tests.core.live.test_front_members import streamed
from tests.seeds import OBJECTIVES, add_trials, seed_run, seed_spec, seed_trials


def told(store: Store, run_id: str, after: int, follower: RunFollower | None = None) -> Any:
    return json.loads(changes(store, run_id, after, follower).text)


def column(message: Any, name: str) -> list[Any]:
    place = message["trials"]["columns"].index(name)
    return [row[place] for row in message["trials"]["rows"]]


def halved() -> list[Trial]:
    """Trials of which every fourth was stopped early, and goes on at the end."""
    trials = [t for t in seed_trials(24) if t.status == "complete"]
    short = [t.model_copy(update={"status": "stopped_early", "epochs": 1}) for t in trials[::4]]
    stopped = {trial.number: trial for trial in short}
    rest = [stopped.get(trial.number, trial) for trial in trials]
    onward = [
        t.model_copy(update={"number": 90 + t.number, "key": f"on {t.number}", "epochs": 5})
        for t in (t.model_copy(update={"continues": t.number}) for t in short[:-1])
    ]
    return [*rest, *(t.model_copy(update={"status": "complete"}) for t in onward)]


def test_a_front_is_reported_when_it_has_moved_and_then_no_more(store: Store) -> None:
    trials = seed_trials(30)
    run_id = seed_run(store, trials)
    follower = RunFollower(OBJECTIVES)
    first = json.loads(changes(store, run_id, 0, follower).text)
    assert first["front"] == sorted(trial.number for trial in front(trials, OBJECTIVES))
    dud = trials[0].model_copy(update={"number": 90, "key": "90", "status": "failed"})
    add_trials(store, run_id, [dud, dud.model_copy(update={"number": 91, "key": "91"})])
    second = changes(store, run_id, first["revision"], follower)
    third = changes(store, run_id, second.revision, follower)
    assert "front" not in json.loads(third.text)
    assert json.loads(changes(store, run_id, 0, follower).text)["front"] == first["front"]


def test_a_first_message_tells_of_a_front_without_members(store: Store) -> None:
    run_id = store.runs.add(seed_spec("a run", 5), "Ada")
    assert told(store, run_id, 0)["front"] == []


def test_points_are_what_is_complete_or_stopped_for_good(store: Store) -> None:
    trials = halved()
    message = told(store, seed_run(store, trials), 0)
    continued = {trial.continues for trial in trials}
    wanted = [is_drawn(t.number, t.status, continued) for t in trials]
    assert column(message, "drawn") == wanted and not all(wanted)
    assert message["continued"] == []


def test_totals_and_epochs_are_those_of_the_comparison(store: Store) -> None:
    trials = halved()
    run_id = seed_run(store, trials)
    message = told(store, run_id, 0)
    grown = hypervolume_history(trials, OBJECTIVES, common_box([trials], OBJECTIVES))
    assert column(message, "trained_so_far") == list(grown.trials)
    assert column(message, "seconds_so_far") == pytest.approx(list(grown.seconds), abs=1e-3)
    assert message["run"]["epochs"] == grown.epochs[-1] == store.trials.epochs_spent(run_id)


def test_a_trial_that_goes_on_takes_the_place_of_its_former_for_who_knows_that(
    store: Store,
) -> None:
    trials = halved()
    former = next(trial for trial in trials if trial.status == "stopped_early")
    early = [trial for trial in trials if trial.continues is None]
    run_id = seed_run(store, early)
    follower = RunFollower(OBJECTIVES)
    first = told(store, run_id, 0, follower)
    add_trials(store, run_id, [trial for trial in trials if trial.continues == former.number])
    second = told(store, run_id, first["revision"], follower)
    assert (second["continued"], column(second, "drawn")) == ([former.number], [True])
    assert column(second, "trained_so_far") == column(first, "trained_so_far")[-1:]
    # Who comes now, and who comes back, know the same.
    anew = [told(store, run_id, 0, each) for each in (None, follower)]
    names = ("drawn", "trained_so_far", "seconds_so_far")
    assert all(column(anew[0], name) == column(anew[1], name) for name in names)
    assert column(anew[0], "drawn")[[t.number for t in early].index(former.number)] is False


def test_totals_are_found_anew_when_an_older_trial_has_other_figures() -> None:
    trials = [t for t in seed_trials(12) if t.status == "complete"]
    spent = TrialTotals()
    for part in (trials[3:], trials[:3], trials[5:6]):
        spent.take(streamed(part))
    seconds = np.cumsum([trial.metrics["seconds"] for trial in trials])
    assert [spent.by(t.number)[1] for t in trials] == pytest.approx(list(seconds), abs=1e-3)
    longer = trials[1].model_copy(update={"metrics": {"seconds": 1000.0}})
    spent.take(streamed([longer]))
    added = 1000.0 - trials[1].metrics["seconds"]
    assert spent.by(trials[-1].number)[1] == pytest.approx(seconds[-1] + added, abs=1e-3)
    assert spent.by(999) == (None, None)


@pytest.mark.parametrize(
    ("budget", "share"),
    [
        ({"trials": 40}, 0.5),
        ({"trials": 400, "epochs": 1000}, 0.1),
        ({"trials": 400, "minutes": 2.0}, 0.25),
        ({"trials": 10}, 1.0),
    ],
)
def test_how_far_a_run_is_says_the_limit_that_is_nearest(
    store: Store, budget: dict[str, Any], share: float
) -> None:
    spec = seed_spec("a run", 5)
    run = store.runs.get(store.runs.add(spec, "Ada"))
    far = run.model_copy(
        update={
            "spec": spec.model_copy(update={"budget": type(spec.budget)(**budget)}),
            "counts": type(run.counts)(complete=15, failed=5, infeasible=7),
            "active_seconds": 30.0,
            "status": "running",
        }
    )
    said = _budget_spent(far, RunFigures([], 100, [], []))
    assert (said["done"], said["trained"], said["ended"]) == (share, 20, False)
    done = _budget_spent(far.model_copy(update={"status": "finished"}), RunFigures([], 100, [], []))
    assert (done["done"], done["ended"]) == (1.0, True)
