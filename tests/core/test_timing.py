"""How long a run will take, where a table answers."""

from __future__ import annotations

from pathlib import Path

from core import api
from core.specs import Chosen, RunSpec
from tests.core.tables.conftest import FOUR, OWN


def spec(home: Path, tmp_path: Path, pace: float, **budget: float) -> RunSpec:
    path = tmp_path / "own.csv"
    path.write_text("\n".join(OWN))
    api.add_table(path, "mine", FOUR, "digits")
    estimator = {"name": "table", "params": {"trials_per_second": pace}}
    return api.check(
        {"name": "x", "dataset": "mine", "space": FOUR, "estimator": estimator, "budget": budget}
    )


def test_a_table_takes_the_time_of_its_pace(home: Path, tmp_path: Path) -> None:
    asked = spec(home, tmp_path, 2.0, trials=100)
    assert api.estimate(asked).seconds == 50.0
    at_once = asked.model_copy(update={"estimator": Chosen(name="table")})
    assert api.estimate(at_once).seconds < 1.0


def test_minutes_cap_a_slow_pace(home: Path, tmp_path: Path) -> None:
    assert api.estimate(spec(home, tmp_path, 0.1, trials=100, minutes=1)).seconds == 60.0
