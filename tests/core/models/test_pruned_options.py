"""The words for a pruned network: those that the pruner itself knows."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from core.models.pruned_options import MAX_GROUPS, PrunedOptions
from core.models.pruning_methods import CRITERIA, SCHEDULES, WEIGHT_CRITERIA
from core.registry import Registry


@pytest.mark.parametrize(
    ("choice", "registry"),
    [("criterion", CRITERIA), ("weight_criterion", WEIGHT_CRITERIA), ("schedule", SCHEDULES)],
)
def test_methods_are_those_of_the_registry_and_no_others(choice: str, registry: Registry) -> None:
    rule = PrunedOptions.rule_of(choice)
    assert rule is not None and rule.values == registry.names()
    for name in registry.names():
        assert (
            getattr(PrunedOptions.model_validate({"parent": "net", choice: name}), choice) == name
        )
    with pytest.raises(ValidationError, match=f"must be one of .*'{name}'.*; got 'l7'"):
        PrunedOptions.model_validate({"parent": "net", choice: "l7"})


def test_every_option_but_the_parent_can_be_chosen() -> None:
    chosen = {rule.stem for rule in PrunedOptions.rules if not rule.per_block}
    assert chosen == set(PrunedOptions.model_fields) - {"parent"}


def test_bounds_of_a_choice_are_bounds_of_the_option() -> None:
    for rule in PrunedOptions.rules:
        for value in (rule.low, rule.high, *rule.values):
            if value is not None:
                whole = int(value) if rule.stem in ("rounds", "epochs", "round_to") else value
                options = PrunedOptions.model_validate({"parent": "net", rule.stem: whole})
                assert getattr(options, rule.stem) == whole


def test_ratios_of_groups_are_the_choices_that_are_numbered() -> None:
    assert [rule.stem for rule in PrunedOptions.rules if rule.per_block] == ["ratio"]
    assert PrunedOptions.max_blocks == MAX_GROUPS


@pytest.mark.parametrize(
    "wrong",
    [
        {"parent": "../net"},
        {"parent": "Net"},
        {"parent": "net", "ratio": 1.0},
        {"parent": "net", "granularity": "4:2"},
        {"parent": "net", "rounds": 0},
        {},
    ],
)
def test_what_no_pruner_could_do_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        PrunedOptions.model_validate(wrong)
