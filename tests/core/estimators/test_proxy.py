"""Estimator ``proxy``: a score without training, in a run of its own."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from core import api
from core.datasets.prepare import Data
from core.errors import EvaluationError, SpecError
from core.estimators.base import EvaluationRequest
from core.estimators.catalogue import ProxyParams
from core.estimators.proxies import PROXIES
from core.estimators.proxy import Proxy
from core.jobs.search import work
from core.metrics import METRICS
from core.specs import Space, Value
from core.store import Store


def quiet(epoch: int, scores: Mapping[str, float]) -> None:
    raise AssertionError("nothing is trained, so no epoch ends")


def proxy(data: Data, name: str = "naswot") -> Proxy:
    return Proxy(ProxyParams.model_validate({"proxy": name, "images": 16}), data, "cpu")


@pytest.mark.parametrize("name", PROXIES.names())
def test_a_candidate_is_scored_without_an_epoch_or_a_file(
    name: str, data: Data, one: Space, choices: dict[str, Value], folder: Path
) -> None:
    estimator = proxy(data, name)
    evaluation = estimator.evaluate(EvaluationRequest(one, choices, seed=1, folder=folder), quiet)
    assert set(evaluation.metrics) == {"proxy", "seconds"} <= set(METRICS)
    assert evaluation.epochs == estimator.epochs == 0
    assert not list(folder.iterdir())


def test_the_score_depends_on_the_seed_and_on_nothing_scored_before(
    data: Data, one: Space, choices: dict[str, Value], folder: Path
) -> None:
    estimator = proxy(data)
    scores = [
        estimator.evaluate(
            EvaluationRequest(one, choices, seed=seed, folder=folder), quiet
        ).metrics["proxy"]
        for seed in (5, 6, 5)
    ]
    again = proxy(data).evaluate(EvaluationRequest(one, choices, seed=5, folder=folder), quiet)
    assert scores[0] == scores[2] == again.metrics["proxy"] != scores[1]


def test_a_candidate_that_cannot_be_built_is_an_evaluation_error(
    data: Data, one: Space, folder: Path
) -> None:
    with pytest.raises(EvaluationError, match="width_1"):
        proxy(data).evaluate(EvaluationRequest(one, {"blocks": 1}, seed=1, folder=folder), quiet)


def test_there_is_no_model_to_test(data: Data, tmp_path: Path) -> None:
    with pytest.raises(EvaluationError, match="estimator 'training' first"):
        proxy(data).test(tmp_path / "model.keras")


def spec(**changes: object) -> dict[str, object]:
    return {
        "name": "scored",
        "dataset": "digits",
        "space": "convnet_small",
        "strategy": "random",
        "estimator": {"name": "proxy", "params": {"images": 16}},
        "objectives": ["proxy", "parameters"],
        "budget": {"trials": 6},
    } | changes


def test_a_run_by_proxy_has_a_front_of_scores_and_costs(store: Store) -> None:
    run_id = store.runs.add(api.check(spec()), "ada")
    assert store.runs.claim(run_id, token="t", device="cpu", pid=1, born=0.0)
    work(store, run_id, "t", "cpu")
    trials, run = store.trials.of(run_id), store.runs.get(run_id)
    assert (run.status, run.counts.complete) == ("finished", 6)
    volumes = [trial.hypervolume or 0.0 for trial in trials]
    assert volumes == sorted(volumes) and 0.0 < volumes[-1] < 1.0
    assert run.best["proxy"] == max(trial.metrics["proxy"] for trial in trials)


@pytest.mark.parametrize(
    ("estimator", "objective"), [("proxy", "val_accuracy"), ("training", "proxy")]
)
def test_a_goal_that_the_estimator_does_not_measure_is_refused(
    store: Store, estimator: str, objective: str
) -> None:
    asked = spec(estimator=estimator, objectives=["parameters", objective])
    with pytest.raises(SpecError, match=f"objectives.1.*{estimator}.*measure {objective}"):
        api.check(asked)
