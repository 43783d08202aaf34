"""The rungs of a ladder, and who goes on to the next."""

from __future__ import annotations

from collections import Counter

import pytest

from core.specs import Proposal, Trial
from core.strategies.halving_rungs import KEPT, Ladder, climb, levels
from tests.conftest import make_trial
from tests.seeds import OBJECTIVES


def short(number: int, accuracy: float, parameters: float = 1.0, **changes: object) -> Trial:
    fields = {"status": "stopped_early", "epochs": 1, **changes}
    return make_trial(number, accuracy, parameters).model_copy(update=fields)


def ladder_of(*trials: Trial) -> Ladder:
    ladder = Ladder((1, 3, 9), OBJECTIVES)
    for trial in trials:
        ladder.take(trial)
    return ladder


@pytest.mark.parametrize(
    ("epochs", "least", "reduction", "expected"),
    [
        (9, 1, 3, (1, 3, 9)),
        (8, 1, 3, (1, 3, 8)),
        (8, 2, 2, (2, 4, 8)),
        (200, 12, 16, (12, 200)),
        (5, 5, 3, (5,)),
        (0, 1, 3, (0,)),
        # A half is rounded to the even number, as Python does: 2.5 to 2, 3.5 to 4.
        (10, 1, 4, (1, 2, 10)),
        (14, 1, 4, (1, 4, 14)),
    ],
)
def test_rungs_divide_the_full_training_and_none_is_below_the_least(
    epochs: int, least: int, reduction: int, expected: tuple[int, ...]
) -> None:
    assert levels(epochs, least, reduction) == expected


def test_the_best_goes_on_with_its_choices_to_the_next_rung() -> None:
    ladder = ladder_of(short(0, 0.5), short(1, 0.9), short(2, 0.7))
    best = short(1, 0.9)
    assert ladder.promote(0, quota=1) == Proposal(
        choices=best.choices, generation=1, parents=(1,), epochs=3, continues=1
    )
    assert ladder.promote(0, quota=0) is None


def test_ranking_is_by_all_objectives() -> None:
    # Trial 2 is more accurate than trial 1, but trial 0 beats it in both.
    ladder = ladder_of(short(0, 0.9, 50.0), short(1, 0.5, 10.0), short(2, 0.8, 60.0))
    chosen = []
    for number in (3, 4):
        onward = ladder.promote(0, quota=2)
        assert onward is not None and onward.continues is not None
        chosen.append(onward.continues)
        ladder.take(short(number, 0.9, continues=onward.continues))
    assert set(chosen) == {0, 1} and ladder.promote(0, quota=2) is None


def test_a_failure_counts_on_its_rung_but_neither_goes_on_nor_blocks() -> None:
    ladder = ladder_of(
        short(0, 0.9),
        short(1, 0.8),
        short(2, 0.0, status="failed", metrics={}),
        short(3, 0.0, status="failed", metrics={}, continues=0),
        short(4, 0.8, continues=1),
    )
    assert [len(rung) for rung in ladder.rungs] == [3, 2, 0]
    assert ladder.promote(0, quota=3) is None
    onward = ladder.promote(1, quota=1)
    assert onward is not None and onward.continues == 4


def test_what_went_on_is_no_longer_worth_keeping() -> None:
    ladder = ladder_of(short(0, 0.9), short(1, 0.8), short(2, 0.9, continues=0))
    assert ladder.resumable() == {1, 2}


def test_only_the_best_of_a_rung_are_worth_keeping() -> None:
    ladder = ladder_of(*(short(number, number / 100) for number in range(KEPT + 10)))
    assert ladder.resumable() == set(range(10, KEPT + 10))


def test_a_climb_halves_what_is_on_the_rung_below() -> None:
    found = climb((1, 3, 9), 20, lambda n: n // 4)
    assert found == Counter({(0, 1): 20, (1, 3): 5, (3, 9): 1})
    assert climb((9,), 20, lambda n: n // 4) == Counter({(0, 9): 20})


def test_what_continues_a_stranger_starts_below_and_what_is_above_the_last_rung_stays_there() -> (
    None
):
    ladder = ladder_of(short(0, 0.5, continues=99), short(1, 0.6, continues=0))
    assert [len(rung) for rung in ladder.rungs] == [1, 1, 0]
    for number in (2, 3):
        ladder.take(short(number, 0.6, continues=number - 1))
    assert [len(rung) for rung in ladder.rungs] == [1, 1, 2]
