"""What the base class promises, held for every registered strategy."""

from __future__ import annotations

import numpy as np
import pytest

from core.spaces import key, restrict
from core.specs import Proposal, Space, Trial
from core.strategies import STRATEGIES, ExhaustedError, Strategy, propose
from tests.seeds import OBJECTIVES

EPOCHS = 9


def build(name: str, space: Space) -> Strategy:
    params = STRATEGIES.entry(name).params
    small = {"population": 4, "sample": 2, "candidates": 7, "min_epochs": 1, "reduction": 3}
    chosen = {field: small[field] for field in params.model_fields if field in small}
    strategy: Strategy = STRATEGIES.load(name)(space, OBJECTIVES, params(**chosen))
    strategy.plan(EPOCHS)
    return strategy


def judge(number: int, proposal: Proposal, name: str) -> Trial:
    """A made-up but fixed outcome; every seventh fails, every fifth new one breaks a limit."""
    width, epochs = float(proposal.choices["width_1"]), proposal.epochs or EPOCHS
    status = "complete" if epochs == EPOCHS else "stopped_early"
    if number % 7 == 6:
        status = "failed"
    elif number % 5 == 4 and proposal.continues is None:
        status = "infeasible"
    scores = {"val_accuracy": epochs / (epochs + 1) * width / (width + 3), "parameters": width}
    metrics = scores if status in ("complete", "stopped_early") else {}
    fields = proposal.model_dump() | {"status": status, "metrics": metrics, "epochs": epochs}
    return Trial(number=number, key=name, **fields)


def search(strategy: Strategy, past: list[Trial], upto: int, seed: int = 5) -> list[Trial]:
    trials = list(past)
    for trial in past:
        strategy.tell(trial)
    while len(trials) < upto:
        proposal, name = following(strategy, trials, seed)
        trials.append(judge(len(trials), proposal, name))
        strategy.tell(trials[-1])
    return trials


def following(
    strategy: Strategy, trials: list[Trial], seed: int = 5, fresh: bool = True
) -> tuple[Proposal, str]:
    tried = {trial.key for trial in trials}
    proposed = propose(strategy, tried, seed=seed, number=len(trials), fresh=fresh)
    assert proposed is not None
    return proposed


def drain(strategy: Strategy, trials: list[Trial]) -> list[Trial]:
    """Train on what the strategy still wants trained on when no new candidate is wanted."""
    trials = list(trials)
    tried = {trial.key for trial in trials}
    while proposed := propose(strategy, tried, seed=5, number=len(trials), fresh=False):
        trials.append(judge(len(trials), *proposed))
        strategy.tell(trials[-1])
    return trials


@pytest.fixture(params=STRATEGIES.names())
def name(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def test_proposals_lie_in_the_space_and_are_new(name: str, space: Space) -> None:
    trials = search(build(name, space), [], 30)
    assert all(restrict(space, trial.choices) == trial.choices for trial in trials)
    new = [key(space, trial.choices) for trial in trials if trial.continues is None]
    assert len(set(new)) == len(new) > 15


def test_same_seed_gives_the_same_search(name: str, space: Space) -> None:
    one, two = (search(build(name, space), [], 20) for _ in range(2))
    other = search(build(name, space), [], 20, seed=6)
    assert one == two
    assert [t.choices for t in one] != [t.choices for t in other]


@pytest.mark.parametrize("killed_after", [1, 9, 16])
def test_a_rebuilt_strategy_goes_on_where_it_was(
    name: str, space: Space, killed_after: int
) -> None:
    whole = search(build(name, space), [], 25)
    assert search(build(name, space), whole[:killed_after], 25) == whole


def test_the_whole_space_is_found_and_then_no_more(name: str, space: Space) -> None:
    strategy, trials = build(name, space), list[Trial]()
    with pytest.raises(ExhaustedError, match="All 42 combinations"):
        for _ in range(200):
            trials.append(judge(len(trials), *following(strategy, trials)))
            strategy.tell(trials[-1])
    assert len({trial.key for trial in trials}) == 42


def test_global_randomness_is_left_alone(name: str, space: Space) -> None:
    before = np.random.get_state()[1].copy()
    search(build(name, space), [], 10)
    assert (np.random.get_state()[1] == before).all()


def test_failures_alone_do_not_stop_it(name: str, space: Space) -> None:
    strategy = build(name, space)
    for number in range(10):
        proposal, found = following(strategy, [])
        outcome = Trial(number=number, status="failed", key=found, **proposal.model_dump())
        strategy.tell(outcome)
    assert restrict(space, following(strategy, [])[0].choices)


def test_asking_changes_nothing(name: str, space: Space) -> None:
    strategy = build(name, space)
    for number in range(20):
        one, two = (strategy.ask(np.random.default_rng([3, number])) for _ in range(2))
        assert one == two
        strategy.tell(judge(number, one, key(space, one.choices)))


def test_what_continues_was_stopped_early_keeps_its_choices_and_trains_longer(
    name: str, space: Space
) -> None:
    strategy = build(name, space)
    trials = drain(strategy, search(strategy, [], 40))
    onward = [trial for trial in trials if trial.continues is not None]
    for trial in onward:
        before = trials[trial.continues]
        assert (before.status, before.choices) == ("stopped_early", trial.choices)
        assert before.number < trial.number and before.epochs < trial.epochs <= EPOCHS
        assert trial.parents == (before.number,)
    assert len({trial.continues for trial in onward}) == len(onward)


@pytest.mark.parametrize("candidates", [1, 2, 12, 25])
def test_however_few_candidates_there_are_some_are_trained_fully(
    name: str, space: Space, candidates: int
) -> None:
    strategy = build(name, space)
    trials = drain(strategy, search(strategy, [], candidates))
    assert any(trial.status == "complete" for trial in trials)


def test_a_rebuilt_strategy_finishes_what_was_begun_in_the_same_way(
    name: str, space: Space
) -> None:
    begun = search(build(name, space), [], 11)
    whole = drain(strategy := build(name, space), search(strategy, begun, 11))
    for upto in range(11, len(whole) + 1):
        again = build(name, space)
        assert drain(again, search(again, whole[:upto], upto)) == whole


def test_the_weights_of_what_is_continued_were_worth_keeping(name: str, space: Space) -> None:
    strategy = build(name, space)
    trials = search(strategy, [], 30)
    for _ in range(10):
        kept = strategy.resumable()
        assert all(trials[number].status == "stopped_early" for number in kept)
        proposal, found = following(strategy, trials)
        assert proposal.continues is None or proposal.continues in kept
        trials.append(judge(len(trials), proposal, found))
        strategy.tell(trials[-1])
        assert proposal.continues not in strategy.resumable()
