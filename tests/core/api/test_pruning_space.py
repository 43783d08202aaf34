"""Spaces of prunings: the sweep, and the conditions under which a choice matters at all."""

from __future__ import annotations

from pathlib import Path

import pytest

from core import api
from core.errors import NotFoundError, SpecError
from tests.prunings import seed_parent


@pytest.fixture(autouse=True)
def parent(home: Path) -> None:
    seed_parent(home)


def test_recommended_sweep_has_no_conditions() -> None:
    space = api.check_space(api.pruning_space("net"))
    assert {choice.name: choice.values for choice in space.choices} == dict(api.SWEEP)
    assert not any(choice.when for choice in space.choices)


def test_a_run_starts_as_a_grid_over_the_sweep_that_weighs_accuracy_against_macs() -> None:
    spec = api.check(api.pruning_start("net"))
    assert (spec.name, spec.space) == ("Prune Digits, trial 3", api.pruning_space("net"))
    assert (spec.strategy.name, spec.budget.trials, spec.dataset) == ("grid", 64, "digits")
    assert [goal.metric for goal in spec.objectives] == ["val_accuracy", "macs"]


def test_where_weights_go_zeros_are_counted_and_shares_by_group_are_searched_for() -> None:
    weights = api.pruning_space("net", {"granularity": ["weights"], "ratio": [0.5, 0.7]})
    spec = api.check(api.pruning_start("net", weights))
    assert (spec.objectives[1].metric, spec.budget.trials) == ("nonzeros", 2)
    grouped = api.pruning_space("net", {"ratio": [0.3, 0.5]}, by_group=True)
    assert api.check(api.pruning_start("net", grouped)).strategy.name == "nsga2"


def test_criteria_exist_only_where_what_they_judge_goes() -> None:
    tried = {
        "criterion": ["l2"],
        "weight_criterion": ["snip"],
        "granularity": ["channels", "weights", "2:4"],
        "ratio": [0.5, 0.7],
    }
    space = api.check_space(api.pruning_space("net", tried))
    conditions = {choice.name: choice.when for choice in space.choices}
    assert conditions["criterion"] == {"granularity": ("channels",)}
    assert conditions["weight_criterion"] == {"granularity": ("weights", "2:4")}
    # Two of every four is always half.
    assert conditions["ratio"] == {"granularity": ("channels", "weights")}
    assert api.count(space) == 2 + 2 + 1


def test_rounds_exist_only_under_a_schedule_that_has_some() -> None:
    tried = {"rounds": [2, 4], "schedule": ["one_shot", "cubic"], "ratio": [0.5]}
    space = api.check_space(api.pruning_space("net", tried))
    assert space.choice("rounds").when == {"schedule": ("cubic",)}
    assert api.count(space) == 1 + 2


def test_rounds_need_what_their_schedule_needs() -> None:
    tried = {"granularity": ["weights", "2:4"], "schedule": ["linear", "cubic"], "rounds": [2, 4]}
    space = api.check_space(api.pruning_space("net", tried))
    assert space.choice("rounds").when == {"granularity": ("weights",)}
    assert api.count(space) == 2 * 2 + 1


def test_teacher_matters_only_where_there_is_training() -> None:
    tried = {"distillation": [False, True], "epochs": [0, 4]}
    space = api.check_space(api.pruning_space("net", tried))
    assert space.choice("distillation").when == {"epochs": (4,)}


def test_choice_that_never_matters_is_left_out() -> None:
    tried = {"granularity": ["2:4"], "schedule": ["cubic"], "rounds": [2], "criterion": ["l2"]}
    space = api.pruning_space("net", tried)
    assert [choice.name for choice in space.choices] == ["granularity"]


def test_parent_must_be_there() -> None:
    with pytest.raises(NotFoundError, match="lost"):
        api.pruning_space("lost")


def test_every_group_that_can_be_cut_gets_a_share_of_its_own() -> None:
    tried = {"criterion": ["l2", "random"], "scope": ["global"], "ratio": [0.3, 0.6]}
    space = api.check_space(api.pruning_space("net", tried, by_group=True))
    values = {choice.name: choice.values for choice in space.choices}
    assert values == {
        "criterion": ("l2", "random"),
        "ratio": (0.0,),
        # The third group of the parent makes the output.
        "ratio_1": (0.0, 0.3, 0.6),
        "ratio_2": (0.0, 0.3, 0.6),
    }


@pytest.mark.parametrize("goes", [["weights"], ["channels", "2:4"]])
def test_shares_of_groups_are_of_channels_only(goes: list[str]) -> None:
    with pytest.raises(SpecError, match="granularity: must be channels .*Leave by_group out"):
        api.pruning_space("net", {"granularity": goes, "ratio": [0.5]}, by_group=True)
    space = api.pruning_space("net", {"granularity": ["channels"]}, by_group=True)
    assert space.choice("ratio_1").values == (0.0, 0.3, 0.5, 0.7, 0.85)


def test_the_usual_way_to_prune_is_not_a_choice() -> None:
    usual = {"granularity": ["channels"], "target": ["macs"], "schedule": ["one_shot"]}
    assert api.pruning_space("net", usual | dict(api.SWEEP)) == api.pruning_space("net")
    other = api.pruning_space("net", {"target": ["parameters"], "ratio": [0.3, 0.5]})
    assert [choice.name for choice in other.choices] == ["target", "ratio"]
    assert api.count(api.check_space(api.pruning_space("net", usual))) == 1


@pytest.mark.parametrize("goal", [goal.name for goal in api.GOALS])
def test_every_goal_can_be_launched(goal: str) -> None:
    spec = api.check(api.pruning_start("net", goal=goal))
    assert 8 <= spec.budget.trials <= api.count(spec.space)
    assert "random" in spec.space.choice("criterion").values


def test_goal_decides_how_much_goes_what_counts_and_how_long_it_learns() -> None:
    half, tenth, fast = (
        api.check(api.pruning_start("net", goal=goal)) for goal in ("half", "tenth", "fast")
    )
    assert half.space.choice("ratio").values == (0.5,)
    assert tenth.estimator.params["epochs"] == 8
    assert tenth.space.choice("rounds").when == {"schedule": ("linear",)}
    assert fast.objectives[1].metric == "latency_batch_ms"
    # The widest group has 32 channels: none could be cut to keep that many.
    assert fast.space.choice("round_to").values == (8, 16)


def test_unknown_goal_is_reported_with_those_there_are() -> None:
    with pytest.raises(NotFoundError, match="Unknown goal 'free'. Known: sweep, half"):
        api.pruning_start("net", goal="free")
