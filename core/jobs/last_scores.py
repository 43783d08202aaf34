"""Scores the networks of a front on the test pictures: once, when the search is over."""

from __future__ import annotations

import math
from collections.abc import Iterable

from core.errors import EvaluationError
from core.estimators import Estimator
from core.specs import Run, Trial
from core.store import Store


def score_front(
    store: Store, run: Run, token: str, estimator: Estimator, front: Iterable[Trial]
) -> str:
    """Give the members of ``front`` their test scores, unless they have some.

    Returns:
        Which of them could not be scored, and why; empty if all were.
    """
    faults = []
    for trial in front:
        if any(name.startswith("test_") for name in trial.metrics):
            continue
        model = store.files.model(run.id, trial.number)
        try:
            scores = estimator.test_of(run.spec.space, trial.choices, model)
        except EvaluationError as error:
            faults.append(f"Network {trial.number} could not be tested: {error}")
            continue
        if sound := {name: value for name, value in scores.items() if math.isfinite(value)}:
            store.trials.add_metrics(run.id, token, trial.number, sound)
    return " ".join(faults)
