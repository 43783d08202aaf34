"""Epochs and shares, spread over rounds."""

from __future__ import annotations

import math

import pytest

from core.errors import EvaluationError
from core.estimators.compression.rounds import gone_after, rounds_of, taken_in
from core.models.pruned_options import PrunedOptions


def options(**settings: object) -> PrunedOptions:
    return PrunedOptions.model_validate({"parent": "net", "granularity": "weights", **settings})


@pytest.mark.parametrize(
    ("schedule", "rounds", "epochs", "lengths"),
    [
        ("one_shot", 3, 8, [8]),
        ("linear", 3, 8, [2, 2, 4]),
        ("cubic", 2, 8, [4, 4]),
        ("cubic", 5, 2, [1, 1]),
        ("linear", 3, 0, [0]),
        ("lottery", 3, 2, [2, 2, 2]),
        ("lottery", 3, 0, [0]),
    ],
)
def test_epochs_are_spread_over_rounds_that_train(
    schedule: str, rounds: int, epochs: int, lengths: list[int]
) -> None:
    found = rounds_of(options(schedule=schedule, rounds=rounds), epochs)
    assert [turn.epochs for turn in found] == lengths
    assert [turn.number for turn in found] == list(range(len(lengths)))


def test_every_round_begins_where_the_last_one_ends() -> None:
    found = rounds_of(options(schedule="linear", rounds=4), 11)
    assert [turn.begins for turn in found] == [0, *(turn.ends for turn in found[:-1])]
    assert found[-1].ends == 11


@pytest.mark.parametrize("schedule", ["linear", "cubic", "lottery"])
def test_shares_of_the_rest_come_to_the_share_of_the_whole(schedule: str) -> None:
    settings = options(schedule=schedule)
    for at in range(4):
        left = math.prod(1 - taken_in(settings, 0.7, turn, 4) for turn in range(at + 1))
        assert 1 - left == pytest.approx(gone_after(settings, 0.7, at, 4))
    assert gone_after(settings, 0.7, 3, 4) == pytest.approx(0.7)


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({"granularity": "2:4", "schedule": "cubic"}, "must be one_shot for the granularity 2:4"),
        ({"granularity": "channels", "schedule": "lottery"}, "for channels; got lottery"),
    ],
)
def test_schedules_that_do_not_go_with_what_is_pruned_are_refused(
    settings: dict[str, object], said: str
) -> None:
    with pytest.raises(EvaluationError, match=said):
        rounds_of(options(**settings), 3)
