"""What the base class promises, held for every registered strategy."""

from __future__ import annotations

import numpy as np
import pytest

from core.spaces import key, restrict
from core.specs import Objective, Proposal, Space, Trial
from core.strategies import STRATEGIES, ExhaustedError, Strategy, propose

OBJECTIVES = (
    Objective(metric="val_accuracy", direction="maximize"),
    Objective(metric="parameters", direction="minimize"),
)


def build(name: str, space: Space) -> Strategy:
    params = STRATEGIES.entry(name).params
    small = {"population": 4, "sample": 2}
    chosen = {field: small[field] for field in params.model_fields if field in small}
    strategy: Strategy = STRATEGIES.load(name)(space, OBJECTIVES, params(**chosen))
    return strategy


def judge(number: int, proposal: Proposal, name: str) -> Trial:
    """A made-up but fixed outcome; every seventh fails, every fifth breaks a limit."""
    width = float(proposal.choices["width_1"])
    status = "failed" if number % 7 == 6 else "infeasible" if number % 5 == 4 else "complete"
    scores = {"val_accuracy": width / (width + 3.0), "parameters": 100.0 * width}
    metrics = scores if status == "complete" else {}
    return Trial(number=number, status=status, key=name, metrics=metrics, **proposal.model_dump())


def search(strategy: Strategy, told: list[Trial], upto: int, seed: int = 5) -> list[Trial]:
    trials = list(told)
    for trial in told:
        strategy.tell(trial)
    while len(trials) < upto:
        tried = {trial.key for trial in trials}
        proposal, name = propose(strategy, tried, seed=seed, number=len(trials))
        trials.append(judge(len(trials), proposal, name))
        strategy.tell(trials[-1])
    return trials


@pytest.fixture(params=STRATEGIES.names())
def name(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def test_proposals_lie_in_the_space_and_are_new(name: str, space: Space) -> None:
    trials = search(build(name, space), [], 30)
    assert all(restrict(space, trial.choices) == trial.choices for trial in trials)
    assert len({key(space, trial.choices) for trial in trials}) == 30


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
    trials = search(build(name, space), [], 42)
    with pytest.raises(ExhaustedError, match="All 42 architectures"):
        propose(build(name, space), {t.key for t in trials}, seed=0, number=42)


def test_global_randomness_is_left_alone(name: str, space: Space) -> None:
    before = np.random.get_state()[1].copy()
    search(build(name, space), [], 10)
    assert (np.random.get_state()[1] == before).all()


def test_failures_alone_do_not_stop_it(name: str, space: Space) -> None:
    strategy = build(name, space)
    for number in range(10):
        proposal, found = propose(strategy, set(), seed=1, number=number)
        outcome = Trial(number=number, status="failed", key=found, **proposal.model_dump())
        strategy.tell(outcome)
    assert restrict(space, propose(strategy, set(), seed=1, number=10)[0].choices)
