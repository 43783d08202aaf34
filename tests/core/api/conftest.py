"""A run with three finished trials, and no supervisor that would start on it."""

from __future__ import annotations

from pathlib import Path

import pytest

from core import api
from core.store import Store
from tests.conftest import make_trial
from tests.seeds import add_trials


@pytest.fixture(autouse=True)
def no_supervisor(home: Path, no_supervisor: None) -> None:
    """Every test of the door has a home of its own, in which nothing works on what it launches."""


@pytest.fixture
def run_id(store: Store) -> str:
    run_id = api.launch(api.presets()["quick"], "ada")
    choices = api.sample(api.run(run_id).spec.space, seed=0)
    scores = [(0.9, 900.0), (0.8, 100.0), (0.5, 500.0)]
    trials = [
        make_trial(n, *s).model_copy(update={"choices": choices}) for n, s in enumerate(scores)
    ]
    add_trials(store, run_id, trials)
    return run_id
