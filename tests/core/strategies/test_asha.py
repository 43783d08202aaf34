"""Asynchronous successive halving: whoever is good enough goes on at once."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest

from core.specs import Objective, Space, Trial
from core.strategies.asha import ASHA
from core.strategies.catalogue import RungParams

ACCURACY = (Objective(metric="val_accuracy", direction="maximize"),)


def asha(space: Space) -> ASHA:
    strategy = ASHA(space, ACCURACY, RungParams(min_epochs=1, reduction=3))
    strategy.plan(9)
    return strategy


def tell(
    strategy: ASHA, number: int, accuracy: float, continues: int | None = None, epochs: int = 1
) -> None:
    strategy.tell(
        Trial(
            number=number,
            status="complete" if epochs == 9 else "stopped_early",
            choices={"width_1": number},
            key=str(continues if continues is not None else number),
            metrics={"val_accuracy": accuracy},
            epochs=epochs,
            continues=continues,
        )
    )


def asked(strategy: ASHA) -> tuple[int, int | None]:
    proposal = strategy.ask(np.random.default_rng(0))
    return proposal.epochs, proposal.continues


def test_one_in_three_goes_on_as_soon_as_there_are_three(space: Space) -> None:
    strategy = asha(space)
    for number, accuracy in enumerate((0.5, 0.9)):
        tell(strategy, number, accuracy)
        assert asked(strategy) == (1, None)
    tell(strategy, 2, 0.7)
    assert asked(strategy) == (3, 1)
    tell(strategy, 3, 0.95, continues=1, epochs=3)
    assert asked(strategy) == (1, None)


def test_the_highest_rung_goes_first(space: Space) -> None:
    strategy = asha(space)
    for number in range(12):
        tell(strategy, number, number / 100)
    for number, before in ((12, 11), (13, 10), (14, 9)):
        assert asked(strategy) == (3, before)
        tell(strategy, number, number / 100, continues=before, epochs=3)
    assert asked(strategy) == (9, 14)
    tell(strategy, 15, 0.5, continues=14, epochs=9)
    assert asked(strategy) == (3, 8)


def test_a_late_better_candidate_goes_on_though_others_did_before(space: Space) -> None:
    strategy = asha(space)
    for number, accuracy in enumerate((0.1, 0.2, 0.3)):
        tell(strategy, number, accuracy)
    tell(strategy, 3, 0.4, continues=2, epochs=3)
    tell(strategy, 4, 0.9)
    assert asked(strategy) == (3, 4)


def test_closed_early_it_still_trains_the_best_fully(space: Space) -> None:
    strategy = asha(space)
    tell(strategy, 0, 0.5)
    tell(strategy, 1, 0.6)
    strategy.close()
    assert asked(strategy) == (3, 1)
    tell(strategy, 2, 0.6, continues=1, epochs=3)
    assert asked(strategy) == (9, 2)
    tell(strategy, 3, 0.6, continues=2, epochs=9)
    assert asked(strategy) == (1, None)


@pytest.mark.parametrize(
    ("candidates", "spans"),
    [
        # 27 // 3 and half the root of 27, 5 // 2, go on: 11; of these 11 // 3 and 3 // 2: 4.
        (27, {(0, 1): 27, (1, 3): 11, (3, 9): 4}),
        # At least one goes on, never more than there are.
        (2, {(0, 1): 2, (1, 3): 1, (3, 9): 1}),
        (4, {(0, 1): 4, (1, 3): 2, (3, 9): 1}),
    ],
)
def test_trainings_are_those_of_the_best_and_of_some_that_were_so_for_a_while(
    space: Space, candidates: int, spans: dict[tuple[int, int], int]
) -> None:
    assert asha(space).trainings(candidates) == Counter(spans)


def test_five_are_too_few_for_a_second_to_go_on(space: Space) -> None:
    strategy = asha(space)
    for number in range(5):
        tell(strategy, number, number / 10)
    assert asked(strategy) == (3, 4)
    tell(strategy, 5, 0.4, continues=4, epochs=3)
    assert asked(strategy) == (1, None)
    tell(strategy, 6, 0.0)
    assert asked(strategy) == (3, 3)
