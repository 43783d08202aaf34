"""A goal has to be measured by the estimator of the run."""

from __future__ import annotations

from typing import Any

import pytest

from core import api
from core.errors import SpecError

pytestmark = pytest.mark.usefixtures("home")


def spec(estimator: Any, *goals: str) -> dict[str, Any]:
    return {
        "name": "x",
        "dataset": "digits",
        "space": "convnet_small",
        "estimator": estimator,
        "objectives": goals,
    }


@pytest.mark.parametrize("goal", ["latency_ms", "latency_batch_ms"])
@pytest.mark.parametrize("name", ["training", "proxy_then_training"])
def test_latency_has_to_be_switched_on(name: str, goal: str) -> None:
    with pytest.raises(SpecError, match=f"{goal} is not measured .* Switch its parameter latency"):
        api.check(spec(name, "val_accuracy", goal))
    timed = {"name": name, "params": {"latency": True}}
    assert api.check(spec(timed, "val_accuracy", goal)).objectives[1].metric == goal


def test_an_estimator_that_measures_no_latency_has_to_be_changed() -> None:
    with pytest.raises(SpecError, match="latency_ms is not measured by 'proxy'.*Change it, or"):
        api.check(spec("proxy", "proxy", "latency_ms"))
