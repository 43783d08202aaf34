"""TPE behind ask and tell: it finds better fronts than chance, avoids failures, stays unheard."""

from __future__ import annotations

import warnings
from typing import Any

import numpy as np
import pytest

from core.pareto import hypervolume, points_of
from core.registry import Params
from core.spaces import key
from core.specs import Space, Trial
from core.strategies import Strategy, propose, tpe
from core.strategies.catalogue import TPEParams
from core.strategies.random import RandomSearch
from core.strategies.tpe import TPE
from tests.seeds import OBJECTIVES

SPACE = Space.model_validate(
    {"name": "s", "family": "c", "choices": {f"x{i}": list(range(6)) for i in range(6)}}
)


def judged(number: int, choices: dict[str, object], status: str = "complete") -> Trial:
    values = np.array(list(choices.values()), dtype=float)
    accuracy = 1.0 - float(np.abs(values - np.arange(6)).mean()) / 6.0
    metrics = {"val_accuracy": accuracy, "parameters": float(values.sum())}
    return Trial(
        number=number,
        status=status,
        choices=choices,
        key=key(SPACE, choices),
        metrics=metrics if status == "complete" else {},
    )


def volume(strategy: Strategy, seed: int) -> float:
    trials: list[Trial] = []
    for number in range(40):
        tried = {trial.key for trial in trials}
        proposal, _ = propose(strategy, tried, seed=seed, number=number)
        trials.append(judged(number, proposal.choices))
        strategy.tell(trials[-1])
    return hypervolume(points_of(trials, OBJECTIVES), ((-1.0, 0.0), (0.0, 30.0)))


def test_finds_a_better_front_than_random_search() -> None:
    gains = [
        volume(TPE(SPACE, OBJECTIVES, TPEParams()), seed)
        - volume(RandomSearch(SPACE, OBJECTIVES, Params()), seed)
        for seed in range(8)
    ]
    assert float(np.mean(gains)) > 0.02


def test_what_broke_a_limit_is_proposed_less_often() -> None:
    strategy = TPE(SPACE, OBJECTIVES, TPEParams(startup=5))
    rng = np.random.default_rng(0)
    for number in range(60):
        choices = {f"x{i}": int(rng.integers(6)) for i in range(6)}
        status = "infeasible" if choices["x0"] < 4 else "complete"
        strategy.tell(judged(number, choices, status))
    asked = [strategy.ask(np.random.default_rng(seed)).choices["x0"] for seed in range(60)]
    assert float(np.mean([int(str(value)) < 4 for value in asked])) < 0.4


def test_nothing_is_said_aloud(capfd: pytest.CaptureFixture[str]) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        strategy = TPE(SPACE, OBJECTIVES, TPEParams(startup=1))
        for number in range(5):
            choices = strategy.ask(np.random.default_rng(number)).choices
            strategy.tell(judged(number, choices))
    assert capfd.readouterr() == ("", "")


def test_a_failure_counts_as_the_worst_of_each_objective(monkeypatch: pytest.MonkeyPatch) -> None:
    added: list[list[float]] = []
    create = tpe.create_trial

    def created(*, values: list[float], **more: Any) -> Any:
        added.append(values)
        return create(values=values, **more)

    monkeypatch.setattr(tpe, "create_trial", created)
    strategy = TPE(SPACE, OBJECTIVES, TPEParams())
    zeros = judged(0, {f"x{i}": 0 for i in range(6)})
    for number, (status, scores) in enumerate(
        [
            ("failed", None),
            ("complete", (0.9, 200.0)),
            ("complete", (0.5, 100.0)),
            ("failed", None),
            ("complete", (0.6, 300.0)),
            ("infeasible", None),
            ("stopped_early", (0.1, 900.0)),
        ]
    ):
        metrics = dict(zip(("val_accuracy", "parameters"), scores, strict=True)) if scores else {}
        fields = {"number": number, "status": status, "metrics": metrics}
        strategy.tell(zeros.model_copy(update=fields))
    # Of the first failure nothing is known; what was stopped early is not told at all.
    assert added == [[0.9, 200.0], [0.5, 100.0], [0.5, 200.0], [0.6, 300.0], [0.5, 300.0]]
