"""Which values a choice's rule admits, and how a family counts its blocks."""

from __future__ import annotations

from typing import Any

import pytest

from core.candidates.catalogue import kind_of
from core.models.rules import ChoiceRule
from core.specs import Space, Value

NAMED = ChoiceRule("activation", "function", values=("relu", "swish"))
STRIDE = ChoiceRule("output_stride", "shrinking", values=(1, 2, 4))
WHOLE = ChoiceRule("width", "channels", 1, 64)
FACTOR = ChoiceRule("phi", "coefficient", 0.5, 2.0)
SWITCH = ChoiceRule("squeeze", "weigh channels")


@pytest.mark.parametrize(
    ("rule", "good", "bad"),
    [
        (NAMED, ["relu"], ["tanh", 1, True]),
        (STRIDE, [4], [3, "4", True, 1.0]),
        (WHOLE, [1, 64], [0, 65, 1.0, True, "1"]),
        (FACTOR, [0.5, 1, 2.0], [0.4, 3, True, "1"]),
        (SWITCH, [True, False], [0, 1, "true"]),
    ],
)
def test_values_are_admitted_by_kind_and_bounds(
    rule: ChoiceRule, good: list[Value], bad: list[Value]
) -> None:
    assert [rule.admits(value) for value in good] == [True] * len(good)
    assert [rule.admits(value) for value in bad] == [False] * len(bad)


def test_expectations_are_said_in_words() -> None:
    assert NAMED.expects() == "one of relu, swish"
    assert WHOLE.expects() == "a whole number from 1 to 64"
    assert FACTOR.expects() == "a number from 0.5 to 2.0"
    assert SWITCH.expects() == "true or false"


def mobile(**choices: Any) -> Space:
    return Space.model_validate({"name": "a", "family": "mobilenet_v2", "choices": choices})


def test_stage_that_may_be_missing_must_not_vary() -> None:
    (problem,) = kind_of(mobile(stages=[2, 3], kernel_3=[3, 5])).space_problems()
    assert "no stage 3" in problem.message
    assert "Let it exist when stages is 3." in problem.message


def test_stage_that_is_never_there_is_to_be_taken_out() -> None:
    (problem,) = kind_of(mobile(stages=[2], kernel_3=[3, 5])).space_problems()
    assert problem.message.endswith("Take it out.")


def test_stage_beyond_the_familys_last_is_unknown() -> None:
    (problem,) = kind_of(mobile(kernel_8=[3, 5])).space_problems()
    assert "has no choice 'kernel_8'" in problem.message


def test_unknown_activation_is_a_problem_that_lists_the_known() -> None:
    (problem,) = kind_of(mobile(activation_1=["relu", "softplus"])).space_problems()
    assert "one of relu, relu6, hard_swish, swish; got 'softplus'" in problem.message
