"""Estimator ``proxy_then_training``: a score costs no epoch, the best are trained as usual."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from core import api
from core.datasets.prepare import Data
from core.estimators.base import EvaluationRequest
from core.estimators.catalogue import ProxyThenTrainingParams, TrainingParams
from core.estimators.proxy_then_training import ProxyThenTraining
from core.estimators.training import Training
from core.jobs.search import work
from core.specs import Space, Trial, Value
from core.store import Store

SHORT = {"epochs": 2, "batch_size": 64}


def quiet(epoch: int, scores: Mapping[str, float]) -> None:
    pass


def test_one_epoch_is_answered_by_the_proxy_without_training(
    data: Data, one: Space, choices: dict[str, Value], folder: Path
) -> None:
    estimator = ProxyThenTraining(ProxyThenTrainingParams(epochs=2), data, "cpu")
    request = EvaluationRequest(one, choices, seed=1, folder=folder, epochs=1)
    scored = estimator.evaluate(request, quiet)
    assert scored.epochs == 0 and "proxy" in scored.metrics
    assert "val_accuracy" not in scored.metrics and not list(folder.iterdir())


def test_more_epochs_are_trained_as_without_a_proxy(
    data: Data, one: Space, choices: dict[str, Value], tmp_path: Path
) -> None:
    losses = []
    for estimator in (
        ProxyThenTraining(ProxyThenTrainingParams(**SHORT), data, "cpu"),
        Training(TrainingParams(**SHORT), data, "cpu"),
    ):
        folder = tmp_path / type(estimator).__name__
        folder.mkdir()
        trained = estimator.evaluate(EvaluationRequest(one, choices, seed=1, folder=folder), quiet)
        losses.append(trained.metrics["val_loss"])
        assert trained.epochs == 2 and (folder / "model.keras").exists()
    assert losses[0] == pytest.approx(losses[1], rel=1e-4)


def test_a_trained_candidate_keeps_its_proxy_score(
    data: Data, one: Space, choices: dict[str, Value], tmp_path: Path
) -> None:
    estimator = ProxyThenTraining(ProxyThenTrainingParams(**SHORT), data, "cpu")
    scores = []
    for epochs, resume in ((1, None), (2, tmp_path / "1")):
        folder = tmp_path / str(epochs)
        folder.mkdir()
        evaluation = estimator.evaluate(
            EvaluationRequest(one, choices, seed=1, folder=folder, epochs=epochs, resume=resume),
            quiet,
        )
        scores.append(evaluation.metrics["proxy"])
    assert scores[0] == scores[1]


@pytest.fixture
def trials(store: Store) -> list[Trial]:
    """Of a run that scores six by a proxy and trains a third of them."""
    spec = {
        "name": "screened",
        "dataset": "digits",
        "space": "convnet_small",
        "strategy": {"name": "screening", "params": {"candidates": 6, "reduction": 3}},
        "estimator": {"name": "proxy_then_training", "params": SHORT},
        "budget": {"trials": 6},
    }
    run_id = store.runs.add(api.check(spec), "ada")
    assert store.runs.claim(run_id, token="t", device="cpu", pid=1, born=0.0)
    work(store, run_id, "t", "cpu")
    run = store.runs.get(run_id)
    assert (run.status, run.counts.complete, run.counts.stopped_early) == ("finished", 2, 4)
    return store.trials.of(run_id)


def test_a_run_scores_many_and_trains_the_best_few(trials: list[Trial]) -> None:
    brief = [trial for trial in trials if trial.status == "stopped_early"]
    trained = [trial for trial in trials if trial.status == "complete"]
    assert {trial.epochs for trial in brief} == {0} and {trial.epochs for trial in trained} == {2}
    passed = {trial.continues for trial in trained}
    others = [one for one in brief if one.number not in passed]
    for trial in trained:
        scored = trials[trial.continues or 0]
        assert scored.metrics["proxy"] == trial.metrics["proxy"]
        assert not any(_beats(other, scored) for other in others)


def _beats(one: Trial, other: Trial) -> bool:
    ours, theirs = one.metrics, other.metrics
    return ours["proxy"] > theirs["proxy"] and ours["parameters"] < theirs["parameters"]
