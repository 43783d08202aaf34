"""Spaces as other tools write them: read as meant, or refused with the list to write."""

from __future__ import annotations

from typing import Any

import pytest

from core import api
from core.checking.written import range_problems
from core.errors import SpecError
from core.specs import RunSpec, Value

pytestmark = pytest.mark.usefixtures("home")

TEXT = """name: t
dataset: digits
space: {{name: s, family: convnet, choices: {{blocks: [1], {choice}}}}}
{more}
"""


def spec(choice: str = "width_1: [4, 8]", more: str = "") -> RunSpec:
    return api.spec_from_yaml(TEXT.format(choice=choice, more=more))


@pytest.mark.parametrize(
    ("body", "listed"),
    [
        # optuna/optuna#1799, hydra-ecosystem/hydra#1132
        ("{low: 4, high: 64, log: true}", "[4, 8, 16, 32, 64]"),
        ("{type: int, low: 8, high: 32, step: 8}", "[8, 16, 24, 32]"),
        ("{bounds: [8, 24], distribution: uniform}", "[8, 12, 16, 20, 24]"),
        # hydra-ecosystem/hydra#2047
        ("{type: categorical, choices: [4, 8]}", "[4, 8]"),
        # microsoft/nni#2913, #5182, #2397, #902
        ("{_type: quniform, _value: [64, 256, 64]}", "[64, 128, 192, 256]"),
        ("{_type: choice, _value: [16, 32]}", "[16, 32]"),
        ("{_type: randint, _value: [32, 36]}", "[32, 33, 34, 35, 36]"),
        # hydra-ecosystem/hydra#825, #393, #2464
        ("'range(4,64,20)'", "[4, 24, 44, 64]"),
        ("'choice(4,8,16)'", "[4, 8, 16]"),
        # ray-project/ray#11434, #13537
        ("'tune.choice([16, 32])'", "[16, 32]"),
        ("{grid_search: [4, 8]}", "[4, 8]"),
        # Sweeps of Weights & Biases
        ("{min: 4, max: 12}", "[4, 6, 8, 10, 12]"),
        ("{distribution: q_log_uniform, min: 4, max: 64}", "[4, 8, 16, 32, 64]"),
        ("{values: {low: 1, high: 5}}", "[1, 2, 3, 4, 5]"),
        ("{sigma: 2}", "[8, 16, 32]"),
    ],
)
def test_a_range_is_refused_with_a_list_in_its_place(body: str, listed: str) -> None:
    with pytest.raises(SpecError) as caught:
        spec(f"width_1: {body}")
    (problem,) = caught.value.problems
    assert problem.field == "space.choices.width_1"
    assert problem.message.endswith(f"For instance: width_1: {listed}.")


@pytest.mark.parametrize(
    ("choice", "name", "values"),
    [
        # h2oai/h2o-llmstudio#699: types in YAML
        ("width_1: ['4', '8']", "width_1", (4, 8)),
        ("width_1: [4.0, 8]", "width_1", (4, 8)),
        ("width_1: [1e1, 1e2]", "width_1", (10, 100)),
        ("width_1: [010, 1_000]", "width_1", (10, 1000)),
        ("width_1: [8], separable_1: [yes, no]", "separable_1", (True, False)),
        ("width_1: [8], separable_1: ['on', off]", "separable_1", (True, False)),
    ],
)
def test_values_are_kept_in_the_type_that_the_family_takes(
    choice: str, name: str, values: tuple[Value, ...]
) -> None:
    found = spec(choice).space.choice(name).values
    assert [(type(v), v) for v in found] == [(type(v), v) for v in values]


@pytest.mark.parametrize(
    ("choice", "words"),
    [
        ("width_1: [x]", "width_1: width_1 must be a whole number from 1 to 1024; got 'x'."),
        ("width_1: [4.5]", "got 4.5."),
        ("width_1: 8", "space.choices.width_1: must be a list; got 8. Write [8] for one alone."),
        ("width_1: [[4]]", "space.choices.width_1.values.0: must be a number, a text"),
        ("width_1: [4], 1st: [2]", "space.choices.1st: must begin with a letter"),
        ("width_1: [4, '4']", "must not repeat a value"),
        ("width_1: ~", "space.choices.width_1: must be a list; got None."),
        ("width_1: '4, 8'", "must be a list; got '4, 8'. Write [4, 8]."),
        ("width_1: 4..32", "as ranges and distributions are not read; got '4..32'"),
        ("width_1: 4-32", "For instance: width_1: [4, 11, 18, 25, 32]."),
        ("width_1: [4 to 32]", "For instance: width_1: [4, 11, 18, 25, 32]."),
        ("width_1: {values: '4:32:4'}", "For instance: width_1: [4, 12, 20, 28]."),
        ("width_1: {value: [4, 8]}", "For instance: width_1: [4, 8]."),
    ],
)
def test_other_faults_name_the_choice_as_it_is_written(choice: str, words: str) -> None:
    with pytest.raises(SpecError) as caught:
        spec(choice)
    assert words in str(caught.value)


@pytest.mark.parametrize(
    ("more", "kept"),
    [
        ("{epochs: '2.0', latency: 'no'}", {"epochs": 2, "latency": False}),
        ("{epochs: 2.0, latency: on}", {"epochs": 2, "latency": True}),
        ("{learning_rate: 1e-3}", {"learning_rate": 0.001}),
        ("{learning_rate: '5e-4'}", {"learning_rate": 0.0005}),
    ],
)
def test_parameters_are_kept_as_they_were_validated(more: str, kept: dict[str, Any]) -> None:
    params = spec(more=f"estimator: {{name: training, params: {more}}}").estimator.params
    assert params == kept and [*map(type, params.values())] == [*map(type, kept.values())]


def test_strategy_budget_and_options_are_kept_as_they_were_validated() -> None:
    more = "strategy: {name: nsga2, params: {population: '6'}}\nbudget: {trials: '7', minutes: '2'}"
    found = spec(more=more)
    assert found.strategy.params == {"population": 6} and found.budget.trials == 7
    assert type(found.budget.minutes) is float
    written = {"name": "s", "family": "convnet", "choices": {"blocks": [1], "width_1": [8]}}
    space = api.check_space(written | {"options": {"kernel": "5", "separable": "yes"}})
    assert space.options == {"kernel": 5, "separable": True}


def test_conditions_follow_the_values_that_they_are_about() -> None:
    choices = {
        "blocks": ["1", "2"],
        "width_1": [8],
        "width_2": {"values": [8], "when": {"blocks": "2"}},
    }
    space = api.check_space({"name": "s", "family": "convnet", "choices": choices})
    assert space.choice("width_2").when == {"blocks": (2,)} and api.count(space) == 2


def test_thousands_of_faults_are_reported_in_a_moment_and_on_a_page() -> None:
    choices = "".join(f"  w{n}: {{low: 1, high: 9}}\n" for n in range(2000))
    with pytest.raises(SpecError) as caught:
        api.space_from_yaml(f"name: s\nfamily: convnet\nchoices:\n{choices}")
    assert len(caught.value.problems) == 2000
    lines = str(caught.value).splitlines()
    assert len(lines) == 51 and lines[-1] == "1,950 more like these."


def test_what_was_stored_as_it_was_written_opens_and_is_launched_as_meant(
    no_supervisor: None,
) -> None:
    old = spec().model_copy(
        update={"estimator": spec().estimator.model_copy(update={"params": {"epochs": "2.0"}})}
    )
    run = api.run(api.store().runs.add(old, "ada"))
    assert run.spec.estimator.params == {"epochs": "2.0"}
    assert api.run(api.clone(run.id)).spec.estimator.params == {"epochs": 2}


@pytest.mark.parametrize("values", [["2:4"], "2:4", ["weights", "2:4"], {"values": ["2:4"]}])
def test_a_pattern_of_weights_is_no_range(values: Any) -> None:
    assert range_problems({"choices": {"granularity": values}}) == []
