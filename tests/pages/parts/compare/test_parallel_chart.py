"""What the browser is given to draw parallel coordinates."""

from __future__ import annotations

import json

from core.comparison import compare, pool
from pages.parts.compare.parallel_chart import columns
from tests.core.comparison.test_groups import run
from tests.core.comparison.test_hypervolume_history import trial
from tests.seeds import OBJECTIVES, seed_trials


def test_every_column_has_an_entry_a_trial_and_all_is_json() -> None:
    runs = [(run(strategy=name), seed_trials(30)) for name in ("nsga2", "random")]
    comparison = compare(runs, OBJECTIVES)
    drawn = pool(comparison)
    data = columns(comparison, drawn, ["blocks", "width_2", "parameters", "val_accuracy"])
    lists = [data["group"], data["run"], data["number"], data["x"]["values"]]
    lists += [axis["values"] for axis in data["axes"]]
    assert {len(each) for each in lists} == {len(drawn.drawn)}
    assert json.loads(json.dumps(data)) == data


def test_all_declared_values_have_a_place_so_that_a_late_trial_moves_none() -> None:
    early, late = seed_trials(8), seed_trials(40)
    found = [compare([(run(), trials)], OBJECTIVES) for trials in (early, late)]
    axes = [columns(one, pool(one), ["blocks", "width_3"])["axes"] for one in found]
    few, many = ([axis["texts"] for axis in each] for each in axes)
    assert few == many
    assert few[0] == ["1", "2", "3"] and few[1][0] == "–"


def test_searches_are_told_apart_by_more_than_colour() -> None:
    runs = [(run(strategy=name), seed_trials(30)) for name in ("nsga2", "random")]
    comparison = compare(runs, OBJECTIVES)
    first, second = columns(comparison, pool(comparison), ["parameters"])["groups"]
    assert first["symbol"] != second["symbol"]


def test_values_stand_in_their_order_with_the_absent_at_the_foot() -> None:
    given = [{"width": 16}, {}, {"width": 8}, {"width": 16}]
    trials = [trial(n, 0.5 + n / 10, 10.0 + n, choices=own) for n, own in enumerate(given)]
    comparison = compare([(run(), trials)], OBJECTIVES)
    data = columns(comparison, pool(comparison), ["width"])
    (axis,) = data["axes"]
    shown = {n: axis["texts"][p] for n, p in zip(data["number"], axis["values"], strict=True)}
    assert axis["texts"] == ["–", "8", "16"]
    assert shown == {0: "16", 1: "–", 2: "8", 3: "16"}
