"""What is said of the best pruned network, from the very source that is served."""

from __future__ import annotations

from typing import Any

import pytest

from tests.browser.test_words import Module
from tests.browser.test_words import module as module
from tests.scripts import without_node

pytestmark = without_node

RUN = {"status": "finished", "parent": {"title": "net", "granularity": "channels"}}
PARENT = {"x": 100.0, "y": 0.9}
VIEW = {"x": "parameters", "y": "val_accuracy", "limit": None, "moreX": False, "moreY": True}
SAID = "keeps 100.0 % of the accuracy at 4.0 times fewer parameters (trial 0)."


def told(module: Module, points: list[tuple[float, float]], **changes: Any) -> str:
    """The sentence over ``points``; all have the changes' choices, or each its own of a list."""
    given = changes.pop("choices", {})
    each = given if isinstance(given, list) else [given] * len(points)
    run = {**RUN, **changes.pop("run", {})}
    error = changes.pop("error", None)
    rows = [[list(choices.values()), error] for choices in each]
    words: str = module.evaluate(
        """([run, names, rows, points, parent, view]) => {
          const known = new Map([["choices", 0], ["val_accuracy_error", 1]]);
          const all = points.map(([x, y], number) => (
            { number, x, y, status: "complete", entry: { known, row: rows[number] } }));
          return keptText(run, names, all, frontOf(all, true), parent, view);
        }""",
        [run, list(each[0]), rows, points, PARENT, {**VIEW, **changes}],
    )
    return words


@pytest.mark.parametrize(
    ("choices", "way"),
    [
        ({"scope": "global", "criterion": "l2", "distillation": True},
         "Global L2 with distillation"),
        ({"criterion": "taylor", "ratio": 0.7}, "Taylor (ratio 70 %)"),
        ({"scope": "local", "distillation": False}, "Local without distillation"),
        ({"ratio": 0.125}, "Pruning (ratio 12.5 %)"),
        ({"granularity": "weights", "criterion": "l2", "weight_criterion": "magnitude",
          "scope": "global"}, "Global magnitude of single weights"),
        ({"granularity": "channels", "criterion": "random", "weight_criterion": None},
         "Random choice of channels"),
    ],
)  # fmt: skip
def test_the_way_is_told_by_what_the_run_varies(
    module: Module, choices: dict[str, Any], way: str
) -> None:
    assert told(module, [(25, 0.9)], choices=choices) == f"{way} {SAID}"


def test_the_criterion_of_fixed_weights_is_that_of_weights(module: Module) -> None:
    choices = {"criterion": "l2", "weight_criterion": "snip"}
    run = {"parent": {"title": "net", "granularity": "2:4"}}
    assert told(module, [(25, 0.9)], choices=choices, run=run) == f"SNIP {SAID}"


def test_without_a_way_the_trial_is_named(module: Module) -> None:
    words = told(module, [(25, 0.9)])
    assert words == "Trial 0 keeps 100.0 % of the accuracy at 4.0 times fewer parameters."


@pytest.mark.parametrize(
    ("points", "share"),
    [
        ([(10, 0.5), (50, 0.883), (80, 0.899)], "98.1 % of the accuracy at 2.0 times"),
        ([(10, 0.5), (50, 0.7), (80, 0.8)], "88.9 % of the accuracy at 1.3 times"),
        ([(98, 0.9)], "100.0 % of the accuracy but saves hardly any parameters"),
        ([(120, 0.9)], "100.0 % of the accuracy but takes more parameters than the parent"),
    ],
)
def test_the_cheapest_that_keeps_enough_or_else_the_best_is_named(
    module: Module, points: list[tuple[float, float]], share: str
) -> None:
    assert share in told(module, points)


@pytest.mark.parametrize(
    ("chance", "ending"),
    [
        (
            (25.4, 0.81),
            "(trial 0); channels chosen at random keep 90.0 % at that cost or less (trial 1).",
        ),
        (
            (20, 0.45),
            "(trial 0); channels chosen at random keep 50.0 % at that cost or less (trial 1).",
        ),
        ((30, 0.81), "(trial 0)."),
    ],
)
def test_what_chance_keeps_at_that_cost_stands_beside_it(
    module: Module, chance: tuple[float, float], ending: str
) -> None:
    ways = [{"criterion": "l2"}, {"criterion": "random"}]
    words = told(module, [(25, 0.89), chance], choices=ways)
    assert words.startswith("L2 keeps 98.9 % of the accuracy at 4.0 times")
    assert words.endswith(ending)


def test_what_the_pictures_cannot_tell_apart_is_called_so_and_the_cheapest_is_named(
    module: Module,
) -> None:
    ways = [{"criterion": "l2"}, {"criterion": "random"}]
    run = {"parent_evidence": {"val_accuracy_error": 0.01}}
    # All errors are 0.01: a difference below 0.0141 is none.
    words = told(module, [(25, 0.89), (20, 0.88)], choices=ways, run=run, error=0.01)
    assert words == (
        "L2 keeps 98.9 % of the accuracy, no difference that these pictures can show, at 4.0 times "
        "fewer parameters (trial 0); channels chosen at random keep 97.8 % at that cost or less "
        "(trial 1): no difference that these pictures can show. The cheapest that these pictures "
        "cannot tell from it, trial 1, keeps 97.8 % at 5.0 times fewer parameters."
    )
    words = told(module, [(25, 0.88), (20, 0.82)], choices=ways, run=run, error=0.01)
    assert "no difference" not in words and "cheapest" not in words


def test_chance_is_of_the_same_granularity_and_not_beside_itself(module: Module) -> None:
    names = ("granularity", "criterion", "weight_criterion")
    ways = [("weights", "l2", "snip"), ("channels", "random", "snip"), ("weights", "l2", "random")]
    each = [dict(zip(names, way, strict=True)) for way in ways]
    points = [(25.0, 0.89), (24.0, 0.7), (24.0, 0.6)]
    words = told(module, points, choices=each)
    assert words.endswith("; weights chosen at random keep 66.7 % at that cost or less (trial 2).")
    assert "at random" not in told(module, points[:1], choices={"criterion": "random"})


def test_a_run_that_goes_on_has_its_best_so_far(module: Module) -> None:
    words = told(module, [(25, 0.9)], run={"status": "running"}, choices={"criterion": "l2"})
    assert words == f"Best so far: L2 {SAID}"


@pytest.mark.parametrize(
    "changes",
    [
        {"y": "val_loss", "moreY": False},
        {"y": "proxy"},
        {"moreY": False},
        {"moreX": True},
        {"limit": 5},
    ],
)
def test_nothing_is_said_where_it_would_mean_nothing(
    module: Module, changes: dict[str, Any]
) -> None:
    assert told(module, [(25, 0.9)], **changes) == ""


def test_a_front_in_focus_still_shows_the_parent(module: Module) -> None:
    view = {"x": "parameters", "y": "val_accuracy", "log": True, "focus": True, "moreY": True}
    front = [{"number": n, "x": 10 + n, "y": 0.5 + n / 100} for n in range(4)]
    parent = {"number": "parent", "x": 1000, "y": 0.95}
    sight = module.evaluate("([f, v, p]) => sightOf(f, f, v, p)", [front, view, parent])
    assert sight["y"][1] > 0.95 and sight["x"][1] > 3.0
    assert sight["hidden"] == 0


def test_before_the_first_point_the_parent_stands_at_the_upper_right(module: Module) -> None:
    view = {"x": "parameters", "y": "val_accuracy", "log": True, "focus": True, "moreY": True}
    parent = {"number": "parent", "x": 1000, "y": 0.9}
    sight = module.evaluate("([v, p]) => sightOf([], [], v, p)", [view, parent])
    (left, right), (low, high) = sight["x"], sight["y"]
    assert left < 2 < 3 < right and low < 0.45 < 0.9 < high and sight["hidden"] == 0
    assert module.evaluate("v => sightOf([], [], v)", view) is None
    run = {"status": "running", "estimator": "pruning", "parent": {"title": "net"}}
    said = module.evaluate("run => emptyText(run, 'val_accuracy', 0)", run)
    assert said == "The first network is being pruned. Its point appears here."


def test_of_a_detector_the_map_is_told(module: Module) -> None:
    view = {"x": "macs", "y": "val_map50"}
    said = told(module, [(50, 0.873)], choices={"distillation": True}, **view)
    assert said == (
        "Pruning with distillation keeps 97.0 % of the mAP 50 at 2.0 times fewer MACs (trial 0)."
    )


def test_a_saving_of_macs_that_are_not_all_known_is_told_as_far_as_it_is(module: Module) -> None:
    said = module.evaluate(
        "savedText('macs', {x: 100, figures: {macs_uncounted: 1}}, {x: 25, figures: {}})"
    )
    assert said == "at 4.0 times fewer MACs, as far as they are known"
