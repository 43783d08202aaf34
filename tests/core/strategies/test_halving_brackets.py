"""Successive halving: rounds of one size, each trained on rung by rung."""

from __future__ import annotations

from collections import Counter

import numpy as np

from core.spaces import key
from core.specs import Objective, Space, Trial
from core.strategies import Strategy
from core.strategies.catalogue import HalvingParams, RungParams
from core.strategies.halving import SuccessiveHalving
from core.strategies.hyperband import Hyperband

ACCURACY = (Objective(metric="val_accuracy", direction="maximize"),)


def run(strategy: Strategy, trials: int, fail: frozenset[int] = frozenset()) -> list[Trial]:
    """Trials of a fixed outcome: the later a candidate started, the better it is."""
    strategy.plan(9)
    past: list[Trial] = []
    for number in range(trials):
        asked = strategy.ask(np.random.default_rng(number))
        first = number if asked.continues is None else asked.continues
        accuracy = past[first].metrics["val_accuracy"] if first < number else number / 1000
        status = "complete" if asked.epochs == 9 else "stopped_early"
        outcome = {"status": "failed" if number in fail else status}
        outcome |= {"metrics": {"val_accuracy": accuracy}}
        name = key(strategy.space, asked.choices)
        past.append(
            Trial.model_validate(asked.model_dump() | outcome | {"number": number, "key": name})
        )
        strategy.tell(past[-1])
    return past


def halving(space: Space, candidates: int = 9) -> SuccessiveHalving:
    return SuccessiveHalving(
        space, ACCURACY, HalvingParams(min_epochs=1, reduction=3, candidates=candidates)
    )


def test_a_round_is_halved_rung_by_rung_and_then_another_begins(space: Space) -> None:
    trials = run(halving(space), 14)
    assert [trial.epochs for trial in trials] == [1] * 9 + [3] * 3 + [9] + [1]
    assert [trial.continues for trial in trials[9:]] == [8, 7, 6, 9, None]


def test_a_failure_on_the_way_leaves_its_place_to_nobody_and_blocks_nothing(space: Space) -> None:
    trials = run(halving(space), 14, fail=frozenset({0, 9}))
    assert [trial.epochs for trial in trials] == [1] * 9 + [3] * 3 + [9] + [1]
    assert trials[12].continues == 10


def test_infeasible_candidates_take_no_place(space: Space) -> None:
    strategy = halving(space, candidates=2)
    strategy.plan(9)
    for number in range(5):
        over = Trial(number=number, status="infeasible", choices={}, key=str(number))
        strategy.tell(over)
        assert strategy.ask(np.random.default_rng(0)).continues is None
    assert strategy.resumable() == frozenset()


def test_a_closed_round_goes_on_with_what_it_has(space: Space) -> None:
    strategy = halving(space)
    run(strategy, 2)
    assert strategy.ask(np.random.default_rng(0)).continues is None
    strategy.close()
    assert strategy.ask(np.random.default_rng(0)).continues == 1


def test_hyperbands_brackets_start_ever_higher(space: Space) -> None:
    trials = run(Hyperband(space, ACCURACY, RungParams(min_epochs=1, reduction=3)), 23)
    # Li et al. 2018, algorithm 1, with R = 9 and a reduction of 3: 9, 5 and 3 candidates.
    first, second, third = [1] * 9 + [3] * 3 + [9], [3] * 5 + [9], [9] * 3
    assert [trial.epochs for trial in trials] == first + second + third + [1]


def test_trainings_of_two_rounds_the_second_of_which_is_not_full(space: Space) -> None:
    strategy = halving(space)
    strategy.plan(9)
    # 9, 3, 1; then 4, 1, 1: one goes on at least.
    expected = {(0, 1): 9 + 4, (1, 3): 3 + 1, (3, 9): 1 + 1}
    assert strategy.trainings(13) == Counter(expected)
    assert strategy.trainings(9) == Counter({(0, 1): 9, (1, 3): 3, (3, 9): 1})


def test_trainings_of_hyperband_are_those_of_its_brackets(space: Space) -> None:
    strategy = Hyperband(space, ACCURACY, RungParams(min_epochs=1, reduction=3))
    strategy.plan(9)
    expected = {(0, 1): 9, (1, 3): 3, (3, 9): 1 + 1, (0, 3): 5, (0, 9): 3}
    assert strategy.trainings(17) == Counter(expected)


def test_hyperbands_brackets_of_four_rungs_are_those_of_the_paper(space: Space) -> None:
    strategy = Hyperband(space, ACCURACY, RungParams(min_epochs=1, reduction=3))
    strategy.plan(81)
    # Li et al. 2018, table 1: R = 81, a reduction of 3.
    sizes = [strategy.shape(bracket)[1] for bracket in range(6)]
    assert sizes == [81, 34, 15, 8, 5, 81]
    assert [strategy.shape(bracket)[0][0] for bracket in range(5)] == [1, 3, 9, 27, 81]


def test_a_small_bracket_trains_one_on_at_least(space: Space) -> None:
    trials = run(halving(space, candidates=2), 5)
    assert [trial.epochs for trial in trials] == [1, 1, 3, 9, 1]
