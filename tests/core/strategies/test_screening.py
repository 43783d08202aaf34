"""Screening: a brief trial of a round of candidates, a full training for its front."""

from __future__ import annotations

import numpy as np
import pytest

from core.pareto import front_mask
from core.spaces import key
from core.specs import Objective, Proposal, Space, Trial
from core.strategies.catalogue import ScreeningParams
from core.strategies.screening import Screening

ACCURACY = Objective(metric="val_accuracy", direction="maximize")
PARAMETERS = Objective(metric="parameters", direction="minimize")
# Proxy score and parameters of eight brief trials; those at 0, 2, 5 and 7 form the front.
BRIEF = ((9, 90), (5, 60), (8, 50), (3, 40), (4, 45), (6, 30), (1, 20), (2, 10))


def screening(space: Space, *objectives: Objective, reduction: int = 2) -> Screening:
    params = ScreeningParams(candidates=len(BRIEF), reduction=reduction)
    made = Screening(space, objectives or (ACCURACY, PARAMETERS), params)
    made.plan(8)
    return made


def tried_briefly(strategy: Screening, number: int, score: float, parameters: float) -> Trial:
    proposal = strategy.ask(np.random.default_rng(number))
    metrics = {"proxy": score, "parameters": parameters, "seconds": 0.1}
    outcome = proposal.model_dump() | {"epochs": 0, "status": "stopped_early", "metrics": metrics}
    return Trial(number=number, key=key(strategy.space, proposal.choices), **outcome)


def after_the_brief_trials(strategy: Screening) -> list[Trial]:
    trials = []
    for number, scores in enumerate(BRIEF):
        trials.append(tried_briefly(strategy, number, *scores))
        strategy.tell(trials[-1])
    return trials


def promoted(strategy: Screening, trials: list[Trial]) -> list[Proposal]:
    """What goes on, each trained to the end."""
    onward: list[Proposal] = []
    while (asked := strategy.ask(np.random.default_rng(0))).continues is not None:
        onward.append(asked)
        number = len(trials) + len(onward) - 1
        metrics = {"val_accuracy": 0.5, "parameters": 10.0, "proxy": 1.0}
        outcome = asked.model_dump() | {"status": "complete", "metrics": metrics}
        strategy.tell(Trial(number=number, key=trials[asked.continues or 0].key, **outcome))
    return onward


def test_the_fewest_epochs_are_requested_first(space: Space) -> None:
    assert screening(space).ask(np.random.default_rng(0)).epochs == 1


def test_those_on_the_front_of_score_and_cost_are_trained_fully(space: Space) -> None:
    strategy = screening(space)
    onward = promoted(strategy, after_the_brief_trials(strategy))
    beaten_by_none = front_mask(np.array([[-score, cost] for score, cost in BRIEF], float))
    assert {proposal.continues for proposal in onward} == set(np.flatnonzero(beaten_by_none))
    assert {proposal.epochs for proposal in onward} == {8}


def test_fewer_than_the_front_holds_are_spread_along_it(space: Space) -> None:
    strategy = screening(space, reduction=4)
    onward = promoted(strategy, after_the_brief_trials(strategy))
    assert {proposal.continues for proposal in onward} == {0, 7}


def test_with_quality_alone_the_best_scores_are_trained(space: Space) -> None:
    strategy = screening(space, ACCURACY, reduction=4)
    onward = promoted(strategy, after_the_brief_trials(strategy))
    assert [proposal.continues for proposal in onward] == [0, 2]


def test_another_round_follows(space: Space) -> None:
    strategy = screening(space)
    trials = after_the_brief_trials(strategy)
    promoted(strategy, trials)
    following = strategy.ask(np.random.default_rng(1))
    assert (following.continues, following.epochs) == (None, 1)


@pytest.mark.parametrize("tried", [1, 3])
def test_a_round_that_is_cut_short_still_trains_its_best(space: Space, tried: int) -> None:
    strategy = screening(space)
    for number in range(tried):
        strategy.tell(tried_briefly(strategy, number, *BRIEF[number]))
    assert strategy.ask(np.random.default_rng(0)).continues is None
    strategy.close()
    assert strategy.ask(np.random.default_rng(0)).continues is not None


def test_the_look_is_no_longer_than_a_full_training(space: Space) -> None:
    params = ScreeningParams(candidates=4, reduction=2, min_epochs=5)
    strategy = Screening(space, (ACCURACY,), params)
    for epochs, rungs in ((8, (5, 8)), (5, (5,)), (3, (3,))):
        strategy.plan(epochs)
        assert strategy.shape(0) == (rungs, 4)
