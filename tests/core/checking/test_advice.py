"""Specs that can run and will hardly do what was meant."""

from __future__ import annotations

from typing import Any

import pytest

from core import api

pytestmark = pytest.mark.usefixtures("home")


def advice(strategy: str, trials: int, **params: Any) -> list[str]:
    spec = {
        "name": "x",
        "dataset": "digits",
        "space": "convnet_small",
        "strategy": {"name": strategy, "params": params},
        "budget": {"trials": trials},
    }
    return [problem.message for problem in api.advice(api.check(spec))]


@pytest.mark.parametrize(
    ("strategy", "params"),
    [
        ("nsga2", {"population": 10}),
        ("evolution", {"population": 10}),
        ("tpe", {"startup": 10}),
        ("gp", {"startup": 10}),
        ("reinforce", {"warmup": 10}),
        ("local", {"starts": 10}),
    ],
)
def test_a_budget_that_learning_hardly_sees_is_said(strategy: str, params: dict[str, int]) -> None:
    [said] = advice(strategy, 12, **params)
    assert said.startswith("This is nearly a random search: of 12 networks")
    assert said.endswith("or train 20 networks or more.")
    assert advice(strategy, 20, **params) == []


def test_a_budget_within_the_first_draws_is_a_random_search() -> None:
    [said] = advice("nsga2", 8, population=10)
    assert said.startswith("This is a random search: of 8 networks NSGA-II draws all at random")
    assert "Lower population to 2" in said


def test_random_grid_and_early_stopping_need_no_advice() -> None:
    assert advice("random", 2) == advice("grid", 2) == advice("asha", 2) == []
