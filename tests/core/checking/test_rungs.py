"""A strategy that trains briefly first wants one full length for all candidates."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from core import api
from core.errors import SpecError
from tests.prunings import seed_parent


@pytest.fixture(autouse=True)
def parent(home: Path) -> None:
    seed_parent(home)


def check(choices: dict[str, Any], *, epochs: int = 4, strategy: str = "asha") -> str:
    """What is wrong with pruning by ``choices``; empty if nothing is."""
    spec = {
        "name": "prune",
        "dataset": "digits",
        "space": api.pruning_space("net", choices),
        "strategy": strategy,
        "estimator": {"name": "pruning", "params": {"epochs": epochs}},
    }
    try:
        api.check(spec)
    except SpecError as error:
        return str(error)
    return ""


RATIO = {"ratio": [0.2, 0.5]}


def test_fine_tuning_of_one_length_has_rungs() -> None:
    assert check(RATIO) == check(RATIO | {"epochs": [4]}) == ""


def test_without_fine_tuning_there_are_no_rungs() -> None:
    assert "min_epochs must be less than the 0 epochs" in check(RATIO, epochs=0)
    assert check(RATIO, epochs=0, strategy="random") == ""


@pytest.mark.parametrize(
    "uneven",
    [
        {"epochs": [2, 4]},
        {"epochs": [2]},
        {"granularity": ["weights"], "schedule": ["one_shot", "lottery"]},
    ],
)
def test_candidates_of_several_lengths_have_no_rungs(uneven: dict[str, Any]) -> None:
    assert "strategy.name: 'asha' needs every candidate" in check(RATIO | uneven)
    assert check(RATIO | uneven, strategy="random") == ""
