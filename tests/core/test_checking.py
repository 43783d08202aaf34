"""A spec that cannot run is refused before it is queued, with the field and the way out."""

from __future__ import annotations

from typing import Any

import pytest

from core import api
from core.errors import SpecError

SPEC: dict[str, Any] = {"name": "x", "dataset": "digits", "space": "convnet_small"}
WIDTHS = {
    "name": "w",
    "family": "convnet",
    "choices": {"blocks": [1], "width_1": [4, 8]},
}

pytestmark = pytest.mark.usefixtures("home")


def refusals(**changes: Any) -> dict[str, str]:
    with pytest.raises(SpecError) as caught:
        api.check(SPEC | changes)
    return {problem.field: problem.message for problem in caught.value.problems}


def space(**choices: Any) -> dict[str, Any]:
    return WIDTHS | {"choices": WIDTHS["choices"] | choices}


def test_a_sound_spec_passes_and_fills_in_defaults() -> None:
    spec = api.check(SPEC)
    assert spec.space.name == "convnet_small" and spec.budget.trials == 40


@pytest.mark.parametrize(
    ("changes", "field", "words"),
    [
        ({"dataset": "digit"}, "dataset", "digits"),
        ({"space": "convnot"}, "space", "Unknown space 'convnot'. Known: "),
        ({"strategy": "evoluton"}, "strategy.name", "Unknown strategy 'evoluton'. Known: "),
        (
            {"strategy": {"name": "nsga2", "params": {"popul": 3}}},
            "strategy.params.popul",
            "Known: crossover, population.",
        ),
        (
            {"strategy": {"name": "nsga2", "params": {"population": 1}}},
            "strategy.params.population",
            "greater than or equal to 2",
        ),
        ({"estimator": "guess"}, "estimator.name", "Unknown estimator 'guess'."),
        (
            {"estimator": {"name": "training", "params": {"epochs": 0}}},
            "estimator.params.epochs",
            "got 0",
        ),
        (
            {"strategy": {"name": "asha", "params": {"min_epochs": 8}}},
            "strategy.params.min_epochs",
            "must be less than the 8 epochs of a full training; got 8.",
        ),
        ({"objectives": ["beauty"]}, "objectives.0.metric", "Unknown metric 'beauty'."),
        ({"objectives": ["test_accuracy"]}, "objectives.0.metric", "Unknown metric"),
        ({"objectives": ["macs", "macs"]}, "objectives.1.metric", "listed twice"),
        ({"objectives": []}, "objectives", "at least 1"),
        ({"budget": {"trials": 0}}, "budget.trials", "greater than 0"),
        ({"budget": {"trials": "many"}}, "budget.trials", "'many'"),
        (
            {"limits": {"parameters": 3}},
            "limits.parameters",
            "No candidate is that small: the least parameters found",
        ),
        ({"seed": -1}, "seed", "greater than or equal to 0"),
        ({"colour": "red"}, "colour", "is not known here. Known: budget, dataset"),
        ({"budget": {"trails": 5}}, "budget.trails", "Known: epochs, minutes, trials."),
        ({"space": {**WIDTHS, "choises": {}}}, "space.choises", "Known: choices, family, name"),
        ({"space": space(width_1=[])}, "space.choices.width_1", "at least one value"),
        (
            {"space": space(kernel_1={"values": [3], "when": {"depth": 2}})},
            "space.choices.kernel_1.when",
            "not a choice declared before",
        ),
        ({"space": space(width_1=[0])}, "space.choices.width_1", "0"),
        ({"space": space(colour=[1, 2])}, "space.choices.colour", "colour"),
        ({"space": WIDTHS | {"family": "resnot"}}, "space.family", "Unknown family 'resnot'"),
    ],
)
def test_a_fault_names_its_field_and_the_way_out(
    changes: dict[str, Any], field: str, words: str
) -> None:
    found = refusals(**changes)
    assert field in found, found
    assert words in found[field]


def test_earlier_names_become_the_present_ones() -> None:
    old = {"strategy": "sieve", "estimator": {"name": "sieve", "params": {"epochs": 4}}}
    spec = api.check(SPEC | old)
    assert (spec.strategy.name, spec.estimator.name) == ("screening", "proxy_then_training")
    assert spec.estimator.params == {"epochs": 4}


def test_a_missing_field_is_named() -> None:
    with pytest.raises(SpecError, match="dataset: is missing. Give it a value."):
        api.check({"name": "x", "space": "convnet_small"})


def test_all_faults_are_reported_at_once() -> None:
    found = refusals(strategy="evoluton", dataset="digit", objectives=["beauty"])
    assert found.keys() == {"strategy.name", "dataset", "objectives.0.metric"}


def test_faults_of_form_and_of_meaning_are_reported_together() -> None:
    found = refusals(strategy="evoluton", budget={"trials": 0}, colour="red")
    assert found.keys() == {"budget.trials", "colour", "strategy.name"}


def test_a_limit_that_something_meets_passes() -> None:
    least = 400
    assert api.check(SPEC | {"limits": {"parameters": least * 5}}).limits.parameters == 2000


def test_a_refused_spec_is_not_queued() -> None:
    bad = api.check(SPEC).model_copy(update={"dataset": "nope"})
    with pytest.raises(SpecError):
        api.launch(bad)
    assert api.runs() == []


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"dataset": "fashion_scenes"}, "tells classes apart, and 'fashion_scenes' asks where"),
        ({"space": "tiny_yolo"}, "finds objects, and 'digits' asks which class"),
    ],
)
def test_a_space_of_the_other_task_is_refused_beside_it(
    changes: dict[str, Any], words: str
) -> None:
    problems = refusals(**changes)
    assert list(problems) == ["space"] and words in problems["space"]


def test_detectors_on_scenes_pass_with_the_goals_that_they_measure() -> None:
    scenes = {"dataset": "fashion_scenes", "space": "tiny_yolo", "estimator": "detection"}
    spec = api.check(SPEC | scenes | {"objectives": ["val_map50", "macs"]})
    assert spec.estimator.name == "detection"
    problems = refusals(**scenes, objectives=["val_accuracy"])
    assert list(problems) == ["objectives.0.metric"]
