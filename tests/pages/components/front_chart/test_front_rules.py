"""What is on the drawn front is the engine's word: the browser's rules beside core.pareto."""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest

from core import api
from core.live.events import changes
from core.pareto import front, is_drawn
from core.scores import Score
from core.specs import Direction, Objective, Trial, TrialStatus
from core.store import Store
from pages.components.axes import log_edge
from pages.parts.front.export import front_figure
from tests.core.live.test_follower import halved
from tests.scripts import ask, without_node
from tests.seeds import seed_run, seed_trials

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


def update_of(trials: list[Trial]) -> dict[str, Any]:
    """What a browser is told of ``trials``, figures that no store would take included."""
    rows = [
        [t.number, t.status, is_drawn(t.number, t.status, ()), *map(t.metrics.get, NAMES)]
        for t in trials
    ]
    table = {"columns": ["number", "status", "drawn", *NAMES], "choices": [], "rows": rows}
    return {"trials": table, "run": {}, "revision": 1}


# Of each update: the numbers on the front of two axes, for every way that these may go.
FRONTS = """
const made = updates.map((update) => {
  const trials = newTrials();
  takeUpdate(trials, update);
  const points = pointsOf(trials, "parameters", "val_accuracy");
  return ways.map(([moreX, moreY]) => frontOf(points, moreY, moreX).map(({ number }) => number));
});
console.log(JSON.stringify(made));
"""
WAYS: list[tuple[Direction, Direction]] = [
    ("minimize", "maximize"),
    ("maximize", "minimize"),
    ("minimize", "minimize"),
    ("maximize", "maximize"),
]


def drawn_fronts(updates: Sequence[Any]) -> list[list[list[int]]]:
    """Return the fronts of each of ``updates`` in the browser, ascending; a list for each way."""
    ways = [[way == "maximize" for way in pair] for pair in WAYS]
    # Python writes NaN and Infinity as JavaScript reads them.
    given = f"const updates = {json.dumps(updates)}, ways = {json.dumps(ways)};"
    return [[sorted(one) for one in each] for each in ask(given + FRONTS, "trials")]


def engine_fronts(trials: list[Trial]) -> list[list[int]]:
    """Return the same as the engine finds them."""
    return [
        sorted(
            trial.number
            for trial in front(
                trials,
                [
                    Objective(metric="val_accuracy", direction=up),
                    Objective(metric="parameters", direction=across),
                ],
            )
        )
        for across, up in WAYS
    ]


def test_the_front_of_any_two_axes_is_the_engines() -> None:
    runs = [some_trials(seed) for seed in range(40)]
    assert drawn_fronts(list(map(update_of, runs))) == list(map(engine_fronts, runs))


def test_so_it_is_of_what_the_stream_tells(store: Store) -> None:
    trials = seed_trials(60)
    update = json.loads(changes(store, seed_run(store, trials), 0).text)
    assert drawn_fronts([update]) == [engine_fronts(trials)]


def test_the_points_of_a_file_are_those_of_the_page(store: Store) -> None:
    trials = halved()
    run_id = seed_run(store, trials)
    update = changes(store, run_id, 0).text
    shown = ask(
        f"const trials = newTrials(); takeUpdate(trials, {update});"
        "const points = pointsOf(trials, 'parameters', 'val_accuracy');"
        "console.log(JSON.stringify(points.map(({ x, y }) => [x, y])))",
        "trials",
    )
    drawn = front_figure(api.run(run_id), trials).data[:2]
    in_file = [place for trace in drawn for place in zip(trace.x, trace.y, strict=True)]
    assert sorted(map(tuple, shown)) == sorted(in_file)


def test_scores_differ_where_they_do_for_the_engine() -> None:
    rng = np.random.default_rng(5)
    pairs = [
        [(0.9, 0.03 * rng.random() or None), (0.9 + 0.06 * rng.random(), error)]
        for error in [*0.03 * rng.random(60), None]
    ]
    apart = ask(
        f"const pairs = {json.dumps(pairs)};"
        "const of = ([y, error]) => ({ y, evidence: { val_accuracy_error: error } });"
        "const apart = pairs.map(([a, b]) => differs(of(a), of(b), 'val_accuracy'));"
        "console.log(JSON.stringify(apart))",
        "evidence",
    )
    assert apart == [score(*one).differs_from(score(*other)) for one, other in pairs]
    assert {True, False} == set(apart)


def score(value: float, error: float | None) -> Score:
    return Score("val_accuracy", value, error=error)


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
