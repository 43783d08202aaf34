"""Which runs a table can answer, and what is said of the others."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from core import api
from core.datasets import DatasetInfo
from core.errors import SpecError
from core.specs import Space
from core.tables import import_table
from tests.core.tables.conftest import OWN, Write

WHEN = {"values": [8], "when": {"blocks": 2}}


@pytest.fixture
def spec(home: Path, write: Write, four: Space, digits: DatasetInfo) -> dict[str, Any]:
    import_table(write(OWN), name="mine", home=home, space=four, images=digits)
    return {"name": "x", "dataset": "mine", "space": four.model_dump(), "estimator": "table"}


def refusal(spec: dict[str, Any], **changes: Any) -> dict[str, str]:
    with pytest.raises(SpecError) as caught:
        api.check(spec | changes)
    return {problem.field: problem.message for problem in caught.value.problems}


def test_a_part_of_the_space_is_answered(spec: dict[str, Any]) -> None:
    spec["space"]["choices"]["width_1"] = [8]
    assert api.check(spec).space.choices[1].values == (8,)


def test_training_on_a_table_is_refused_and_looking_up_images(spec: dict[str, Any]) -> None:
    words = refusal(spec, estimator="training")
    assert "a table of finished answers" in words["estimator.name"]
    assert "Choose 'table'" in words["estimator.name"]
    words = refusal(spec, dataset="digits")
    assert "Choose 'training'" in words["estimator.name"]


@pytest.mark.parametrize(
    ("choices", "message"),
    [
        ({"blocks": [1], "width_1": [4], "kernel_1": [3]}, "kernel_1 does not exist under"),
        ({"blocks": [1, 2], "width_1": [16], "width_2": WHEN}, r"width_1 must be one of \[4, 8\]"),
        ({"blocks": [1, 2], "width_1": [4], "width_2": [8]}, "width_2 does not exist under"),
    ],
)
def test_another_space_is_refused(
    spec: dict[str, Any], choices: dict[str, Any], message: str
) -> None:
    space = {"name": "other", "family": "convnet", "choices": choices}
    with pytest.raises(SpecError, match=f"space.choices: {message}.* for the space 'four'"):
        api.check(spec | {"space": space})


def test_one_network_of_the_space_is_answered(spec: dict[str, Any]) -> None:
    choices = {"blocks": [2], "width_1": [4], "width_2": [8]}
    spec["space"] = {"name": "one", "family": "convnet", "choices": choices}
    assert api.check(spec).dataset == "mine"


def test_other_options_are_refused(spec: dict[str, Any]) -> None:
    words = refusal(spec, space=spec["space"] | {"options": {"kernel": 5}})
    assert "with the options {}" in words["space"]


def test_metrics_that_the_table_lacks_are_refused(spec: dict[str, Any]) -> None:
    words = refusal(spec, objectives=["val_accuracy", "macs"], limits={"size_bytes": 5})
    assert words == {
        "objectives.1.metric": "The table has no macs. "
        "As objectives it has: val_accuracy, parameters.",
        "limits.size_bytes": "The table has no file size (keras). Leave this limit out.",
    }


@pytest.mark.parametrize(
    ("metric", "cells", "lack"),
    [
        ("val_loss@1", "1.5", "no val_loss after 4 epochs"),
        ("seconds", "", "seconds for some of its networks only"),
    ],
)
def test_an_objective_that_not_all_answers_have_is_refused(
    spec: dict[str, Any],
    home: Path,
    write: Write,
    four: Space,
    digits: DatasetInfo,
    metric: str,
    cells: str,
    lack: str,
) -> None:
    lines = [f"{OWN[0]},{metric}", f"{OWN[1]},2.5", *(f"{line},{cells}" for line in OWN[2:])]
    import_table(write(lines), name="holes", home=home, space=four, images=digits)
    asked = [metric.split("@")[0], "parameters"]
    words = refusal(spec, dataset="holes", objectives=asked)
    assert words["objectives.0.metric"].startswith(f"The table has {lack}. As objectives it has: ")


def test_a_rung_without_the_score_that_is_an_objective_is_refused(
    spec: dict[str, Any], home: Path, write: Write, four: Space, digits: DatasetInfo
) -> None:
    lines = [f"{OWN[0]},val_loss@4", *(f"{line},2.5" for line in OWN[1:])]
    import_table(write(lines), name="late", home=home, space=four, images=digits)
    asha = {"name": "asha", "params": {"min_epochs": 1, "reduction": 4}}
    late = {"dataset": "late", "objectives": ["val_loss", "parameters"], "strategy": asha}
    assert "has all scores after 4." in refusal(spec, **late)["strategy.params.min_epochs"]


def test_a_limit_below_all_and_epochs_that_nobody_trained_are_refused(
    spec: dict[str, Any],
) -> None:
    estimator = {"name": "table", "params": {"epochs": 2}}
    words = refusal(spec, limits={"parameters": 99}, estimator=estimator)
    assert "the least parameters in the table is 100; got 99" in words["limits.parameters"]
    assert "after 1, 4 epochs; got 2" in words["estimator.params.epochs"]


def test_rungs_without_answers_are_refused(spec: dict[str, Any]) -> None:
    asha = {"name": "asha", "params": {"min_epochs": 1, "reduction": 4}}
    assert api.check(spec | {"strategy": asha}).strategy.name == "asha"
    asha["params"] = {"min_epochs": 1, "reduction": 2}
    words = refusal(spec, strategy=asha)["strategy.params.min_epochs"]
    assert "would train for 1, 2, 4 epochs; the table has all scores after 1, 4" in words


def test_a_table_that_is_not_here_yet_says_how_to_get_it(home: Path) -> None:
    spec = {"name": "x", "dataset": "nasbench201", "space": "nasbench201", "estimator": "table"}
    assert "tables import FILE --name nasbench201" in refusal(spec)["dataset"]
