"""Which spaces a family accepts, and what it says of the others."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from core.candidates.catalogue import kind_of
from core.errors import EvaluationError
from core.models import sketch
from core.models.catalogue import FAMILIES
from core.presets import preset_spaces
from core.spaces import sample
from core.specs import Space

SHAPES = {"classification": (8, 8, 1), "detection": (96, 96, 3)}
GOOD: dict[str, Any] = {
    "blocks": [1, 2],
    "width_1": [4, 8],
    "width_2": {"values": [4, 8], "when": {"blocks": 2}},
}


def space(options: dict[str, Any] | None = None, **changes: Any) -> Space:
    choices = {name: body for name, body in (GOOD | changes).items() if body is not None}
    return Space.model_validate(
        {"name": "a", "family": "convnet", "choices": choices, "options": options or {}}
    )


def fields(checked: Space) -> list[str]:
    return [problem.field for problem in kind_of(checked).space_problems()]


def test_a_good_space_has_no_problems() -> None:
    assert kind_of(space()).space_problems() == []


@pytest.mark.parametrize("name", sorted(preset_spaces()))
def test_presets_are_accepted_and_samples_can_be_drawn(name: str) -> None:
    preset = preset_spaces()[name]
    shape = SHAPES[FAMILIES.entry(preset.family).params.task]
    assert kind_of(preset).space_problems() == []
    rng = np.random.default_rng(0)
    refused = 0
    for _ in range(30):
        choices = sample(preset, rng)
        try:
            drawn = sketch(
                preset.family, choices, input_shape=shape, classes=3, options=preset.options
            )
        except EvaluationError:
            refused += 1
        else:
            assert drawn.parameters > 0
    # 341 of NAS-Bench-201's 15,625 cells have no path from input to output.
    assert refused <= (3 if name == "nasbench201" else 0)


def test_unknown_family_is_a_problem_of_the_family() -> None:
    assert fields(space().model_copy(update={"family": "resnot"})) == ["space.family"]


def test_unknown_choice_is_named_with_those_known() -> None:
    (problem,) = kind_of(space(width_9=[4])).space_problems()
    assert problem.field == "space.choices.width_9"
    assert "width_1" in problem.message


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("kernel_1", [3, 99]),
        ("kernel_1", [True]),
        ("separable_1", [1]),
        ("width_1", [8.0]),
        ("repeats_1", [0]),
        ("stride_1", ["2"]),
    ],
)
def test_value_out_of_bounds_is_a_problem(name: str, values: list[Any]) -> None:
    assert fields(space(**{name: values})) == [f"space.choices.{name}"]


@pytest.mark.parametrize("name", ["width_1", "width_2"])
def test_missing_width_is_a_problem(name: str) -> None:
    assert fields(space(**{name: None})) == [f"space.choices.{name}"]


def test_missing_depth_is_a_problem() -> None:
    assert fields(space(blocks=None, width_2=None)) == ["space.choices.blocks"]


def test_condition_that_hides_a_needed_width_is_a_problem() -> None:
    (problem,) = kind_of(
        space(blocks=[1, 2, 3], width_2=[4], width_3=GOOD["width_2"])
    ).space_problems()
    assert problem.field == "space.choices.width_3"
    assert "blocks is 3" in problem.message


def test_choice_of_a_block_that_is_not_there_is_a_problem() -> None:
    (problem,) = kind_of(space(width_2=[8, 16])).space_problems()
    assert problem.field == "space.choices.width_2"
    assert "gives one network two names. Let it exist when blocks is 2." in problem.message


def test_unknown_option_is_a_problem() -> None:
    assert fields(space(options={"depth": 2})) == ["space.options.depth"]


def test_option_out_of_bounds_is_a_problem() -> None:
    assert fields(space(options={"kernel": 0})) == ["space.options.kernel"]


def test_rules_are_reported_for_every_family() -> None:
    for entry in FAMILIES.entries():
        assert entry.params.rules
        assert all(rule.summary for rule in entry.params.rules)
