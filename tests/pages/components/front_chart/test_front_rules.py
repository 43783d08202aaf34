"""What is on the drawn front is the engine's word: the browser's rules beside core.pareto."""

from __future__ import annotations

import json
import math

import numpy as np
import pytest

from core.pareto import front
from core.specs import Direction, Objective, Trial, TrialStatus
from pages.components.axes import log_edge
from tests.scripts import ask, without_node

STATUSES: tuple[TrialStatus, ...] = ("complete",) * 6 + ("failed", "infeasible", "stopped_early")  # type: ignore[assignment]
ODD = (0.0, -0.0, -3.0, 1.0, 1.0, 250.0, 9e9, math.nan, math.inf, -math.inf, None)
NAMES = ("parameters", "macs", "val_accuracy")

pytestmark = without_node


def some_trials(seed: int) -> list[Trial]:
    """Trials with ties, equal points, odd figures and every status."""
    rng = np.random.default_rng(seed)
    made = []
    for number in range(40):
        values = {name: ODD[rng.integers(len(ODD))] for name in NAMES}
        metrics = {name: value for name, value in values.items() if value is not None}
        status = STATUSES[rng.integers(len(STATUSES))]
        made.append(
            Trial(number=number, status=status, choices={}, key=str(number), metrics=metrics)
        )
    return made


def told(trials: list[Trial], goals: list[Objective]) -> str:
    """The update that a browser gets of ``trials``, as JavaScript."""
    rows = [
        [trial.number, trial.status, *(trial.metrics.get(name) for name in NAMES)]
        for trial in trials
    ]
    table = {"columns": ["number", "status", *NAMES], "choices": [], "rows": rows}
    run = {"objectives": [goal.model_dump() for goal in goals]}
    # Python writes NaN and Infinity as JavaScript reads them.
    return (
        "const t = newTrials();"
        f"takeUpdate(t, {json.dumps({'trials': table, 'run': run, 'revision': 1})});"
    )


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("ways", [("minimize", "maximize"), ("maximize", "minimize")])
def test_the_front_of_two_axes_is_the_engines_on_every_scale(
    seed: int, ways: tuple[Direction, Direction]
) -> None:
    trials = some_trials(seed)
    across = Objective(metric="parameters", direction=ways[0])
    up = Objective(metric="val_accuracy", direction=ways[1])
    more = [json.dumps(way == "maximize") for way in (ways[1], ways[0])]
    drawn = ask(
        told(trials, [up, across])
        + "const names = (log) => frontOf(pointsOf(t, 'parameters', 'val_accuracy', log),"
        + f" {', '.join(more)}).map((point) => point.number).sort((a, b) => a - b);"
        "console.log(JSON.stringify([names(true), names(false)]))",
        "trials",
    )
    wanted = sorted(trial.number for trial in front(trials, [up, across]))
    assert drawn == [wanted, wanted]


@pytest.mark.parametrize("seed", range(6))
def test_the_front_of_three_goals_is_the_engines(seed: int) -> None:
    trials = some_trials(seed)
    goals = [
        Objective(metric="val_accuracy", direction="maximize"),
        Objective(metric="parameters", direction="minimize"),
        Objective(metric="macs", direction="maximize"),
    ]
    own = ask(
        told(trials, goals) + "console.log(JSON.stringify([...ownFrontOf(t, t.run.objectives)]))",
        "trials",
        "goals",
    )
    assert sorted(own) == sorted(trial.number for trial in front(trials, goals))


@pytest.mark.parametrize(
    ("costs", "log", "places"),
    [
        ([0, 100, 10_000], True, [0.5, 100, 10_000]),
        ([-5, 0, 100], True, [0.5, 0.5, 100]),
        ([0, -5], True, [0, -5]),
        ([0, 100], False, [0, 100]),
        ([3, 100], True, [3, 100]),
        ([0, 3, 5e9], True, [0.5, 3, 5e9]),
    ],
)
def test_what_costs_nothing_is_drawn_left_of_the_rest(
    costs: list[float], log: bool, places: list[float]
) -> None:
    points = [{"number": n, "x": x, "y": 0.5} for n, x in enumerate(costs)]
    scale, drawn, sight = ask(
        f"const points = {json.dumps(points)};"
        f"const scale = scaleOf(points, {json.dumps(log)}); placeAcross(points, scale);"
        f"const view = {{ x: 'macs', y: 'val_accuracy', log: {json.dumps(log)} }};"
        "const sight = sightOf(points, points, view);"
        "console.log(JSON.stringify([scale, points.map((point) => point.at), sight.x]))",
        "ticks",
    )
    assert scale["edge"] == pytest.approx(log_edge(costs) if log else None)
    least = min((cost for cost in costs if cost > 0), default=None)
    for cost, wanted, place in zip(costs, places, drawn, strict=True):
        if scale["edge"] is not None and cost <= 0:
            assert least is not None and 0 < place < least
        else:
            assert place == wanted
    shown = [math.log10(place) for place in drawn] if scale["log"] else drawn
    assert sight[0] < min(shown) and max(shown) < sight[1]
