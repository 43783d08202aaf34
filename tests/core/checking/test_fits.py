"""The parts of a spec that must fit each other: space, data, estimator, goals, rungs."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from core import api
from core.datasets import info
from core.errors import SpecError
from core.tables import import_table
from tests.core.tables.conftest import FOUR, OWN
from tests.prunings import SPACE, seed_detector_parent, seed_parent

PRUNE: dict[str, Any] = {
    "name": "prune",
    "dataset": "digits",
    "space": SPACE.model_dump(),
    "estimator": "pruning",
}


@pytest.fixture(autouse=True)
def parent(home: Path) -> None:
    seed_parent(home)


@pytest.fixture
def table(home: Path, tmp_path: Path) -> None:
    """A table of finished answers called ``mine``."""
    file = tmp_path / "own.csv"
    file.write_text("\n".join(OWN))
    import_table(file, name="mine", home=home, space=FOUR, images=info("digits", home))


def refusals(**changes: Any) -> dict[str, str]:
    with pytest.raises(SpecError) as caught:
        api.check(PRUNE | changes)
    return {problem.field: problem.message for problem in caught.value.problems}


def pruned(choices: dict[str, Any], **options: Any) -> dict[str, Any]:
    return {**SPACE.model_dump(), "choices": choices, "options": {"parent": "net", **options}}


def test_a_sound_spec_of_prunings_passes() -> None:
    assert api.check(PRUNE).estimator.name == "pruning"


@pytest.mark.parametrize("estimator", ["training", "proxy", "proxy_then_training", "table"])
def test_prunings_are_scored_by_nothing_else(estimator: str) -> None:
    goals = ["proxy", "macs"] if estimator == "proxy" else ["val_accuracy", "macs"]
    problems = refusals(estimator=estimator, objectives=goals)
    assert problems == {
        "estimator.name": "The space 'prune net' is prunings of a trained network, which "
        f"'{estimator}' cannot use. Choose 'pruning'."
    }


def test_architectures_cannot_be_pruned_before_they_are_trained() -> None:
    problems = refusals(space="convnet_small")
    assert list(problems) == ["estimator.name"]
    assert problems["estimator.name"].startswith("The data 'digits' is images to train on, which")
    assert problems["estimator.name"].endswith(
        "or take a space of prunings: from the Prune page, or python -m core prune."
    )


@pytest.mark.usefixtures("table")
def test_a_table_cannot_be_pruned() -> None:
    problems = refusals(dataset="mine", space=FOUR.model_dump())
    assert "'mine' is a table of finished answers" in problems["estimator.name"]
    assert "Choose 'table'" in problems["estimator.name"]


@pytest.mark.usefixtures("table")
def test_a_table_does_not_answer_for_prunings() -> None:
    problems = refusals(dataset="mine", estimator="table")
    assert any(field.startswith("space") for field in problems)


def test_an_unknown_parent_is_refused_beside_its_field() -> None:
    problems = refusals(space=pruned({"ratio": [0.5]}, parent="gone"))
    assert list(problems) == ["space.options.parent"]
    assert "Unknown parent 'gone'" in problems["space.options.parent"]
    assert "python -m core parents list" in problems["space.options.parent"]


@pytest.mark.parametrize("options", [{}, {"parent": ""}, {"parent": "../net"}, {"parent": 3}])
def test_a_space_without_a_parent_is_refused_beside_its_field(options: dict[str, Any]) -> None:
    space = {**SPACE.model_dump(), "options": options}
    assert list(refusals(space=space)) == ["space.options.parent"]


def test_the_parent_of_another_data_set_is_refused_with_its_own() -> None:
    assert refusals(dataset="fashion_mnist") == {
        "dataset": "The parent 'Digits, trial 3' knows the images of 'digits'; got "
        "'fashion_mnist'. Choose 'digits'."
    }


def test_a_share_for_a_group_that_the_parent_has_not_is_refused() -> None:
    groups = len(api.parent("net").groups)
    shares = {f"ratio_{number}": [0.1, 0.2] for number in range(1, groups + 2)}
    problems = refusals(space=pruned(shares))
    assert list(problems) == [f"space.choices.ratio_{groups + 1}"]
    assert f"has {groups} groups of channels; got a share for group {groups + 1}" in str(problems)


def test_latency_is_a_goal_only_where_it_is_measured() -> None:
    goals = ["val_accuracy", "latency_ms"]
    assert api.check(PRUNE | {"objectives": goals}).objectives[1].metric == "latency_ms"
    unmeasured = {"name": "pruning", "params": {"latency": False}}
    assert refusals(objectives=goals, estimator=unmeasured) == {
        "objectives.1.metric": "latency_ms is not measured by 'pruning' as it is set. Switch its "
        "parameter latency on, or choose another goal."
    }


def finder(home: Path, **changes: Any) -> dict[str, Any]:
    """A sound spec that prunes a detector."""
    name = seed_detector_parent(home).name
    return {
        "name": "prune",
        "dataset": "fashion_scenes",
        "space": api.pruning_space(name).model_dump(),
        "estimator": "detector_pruning",
        "objectives": ["val_map50", "macs"],
        **changes,
    }


def test_prunings_of_a_detector_are_judged_by_what_it_finds(home: Path) -> None:
    spec = api.check(finder(home))
    assert api.task(spec.space) == "detection"
    [entry] = api.estimators_for(spec.space, spec.dataset)
    assert entry.name == "detector_pruning" and "val_map50" in api.qualities_of(entry.name)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"objectives": ["val_accuracy", "macs"]}, "does not measure val_accuracy"),
        ({"estimator": "pruning", "objectives": ["macs"]}, "Choose 'detector_pruning'"),
        ({"estimator": "detection"}, "is prunings of a trained detector, which 'detection' cannot"),
    ],
)
def test_prunings_of_a_detector_are_refused_what_is_for_classifiers(
    home: Path, changes: dict[str, Any], said: str
) -> None:
    with pytest.raises(SpecError, match=said):
        api.check(finder(home, **changes))


def test_a_pruning_of_a_detector_starts_with_its_own_estimator_and_goal(home: Path) -> None:
    spec = api.check(api.pruning_start(seed_detector_parent(home).name))
    assert spec.estimator.name == "detector_pruning"
    assert [goal.metric for goal in spec.objectives] == ["val_map50", "macs"]


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


def check(choices: dict[str, Any], *, epochs: int = 4, strategy: str = "asha") -> str:
    """What is wrong with pruning by ``choices``; empty if nothing is."""
    spec = {
        "name": "prune",
        "dataset": "digits",
        "space": api.pruning_space("net", choices),
        "strategy": strategy,
        "estimator": {"name": "pruning", "params": {"epochs": epochs}},
    }
    try:
        api.check(spec)
    except SpecError as error:
        return str(error)
    return ""


RATIO = {"ratio": [0.2, 0.5]}


def test_fine_tuning_of_one_length_has_rungs() -> None:
    assert check(RATIO) == check(RATIO | {"epochs": [4]}) == ""


def test_without_fine_tuning_there_are_no_rungs() -> None:
    assert "min_epochs must be less than the 0 epochs" in check(RATIO, epochs=0)
    assert check(RATIO, epochs=0, strategy="random") == ""


@pytest.mark.parametrize(
    "uneven",
    [
        {"epochs": [2, 4]},
        {"epochs": [2]},
        {"granularity": ["weights"], "schedule": ["one_shot", "lottery"]},
    ],
)
def test_candidates_of_several_lengths_have_no_rungs(uneven: dict[str, Any]) -> None:
    assert "strategy.name: 'asha' needs every candidate" in check(RATIO | uneven)
    assert check(RATIO | uneven, strategy="random") == ""
