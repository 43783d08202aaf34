"""A search begins where it stood: its strategy is rebuilt from the trials that are stored."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from core import api
from core.datasets import info
from core.jobs.history import History
from core.jobs.search import estimator_of, strategy_of
from core.specs import Run, Trial
from core.store import Store
from core.strategies import propose


def _run(store: Store) -> Run:
    strategy = {"name": "nsga2", "params": {"population": 4}}
    spec = api.check(
        {"name": "x", "dataset": "digits", "space": "convnet_small", "strategy": strategy}
    )
    return store.runs.get(store.runs.add(spec, "ada"))


def _told(number: int, run: Run) -> Trial:
    choices = api.sample(run.spec.space, number)
    metrics = {"val_accuracy": 0.1 * number, "parameters": 1000.0 * number}
    return Trial(
        number=number, status="complete", key=str(number), choices=choices, metrics=metrics
    )


def test_a_strategy_rebuilt_from_stored_trials_asks_as_the_one_that_was_told(
    home: Path, store: Store
) -> None:
    run = _run(store)
    facts = info("digits", home)
    fresh = strategy_of(run, History(run, [], facts), 8)
    trials = [_told(number, run) for number in range(1, 7)]
    for trial in trials:
        fresh.tell(trial)
    rebuilt = strategy_of(run, History(run, trials, facts), 8)
    asked = [propose(each, {}, seed=1, number=7) for each in (fresh, rebuilt)]
    assert asked[0] == asked[1] is not None
    assert asked[0] != propose(strategy_of(run, History(run, [], facts), 8), {}, seed=1, number=7)


def test_the_data_of_a_run_are_split_as_they_were_before(home: Path, store: Store) -> None:
    run = _run(store)
    first, again = (estimator_of(store, run, "cpu").data for _ in range(2))
    assert store.files.split(run.id).exists()
    assert np.array_equal(first.x_val, again.x_val) and len(first.x_val)
