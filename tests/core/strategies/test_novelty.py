"""What is known already is moved on until it is new; a strategy needs to be asked once only."""

from __future__ import annotations

import numpy as np
import pytest

from core.spaces import key, restrict
from core.specs import Choices, Objective, Proposal, Space, Trial
from core.strategies import STRATEGIES, propose
from core.strategies.novelty import moved_on

OBJECTIVES = (
    Objective(metric="val_accuracy", direction="maximize"),
    Objective(metric="parameters", direction="minimize"),
)
SPACE = Space.model_validate(
    {"name": "s", "family": "c", "choices": {f"x{i}": [0, 1, 2] for i in range(5)}}
)
START = {f"x{i}": 0 for i in range(5)}


def test_a_new_candidate_stays_as_it_is() -> None:
    assert moved_on(SPACE, START, {"other"}, np.random.default_rng(0)) == START


def test_a_known_candidate_becomes_a_new_one_of_the_space(space: Space) -> None:
    known: set[str] = set()
    start = {"blocks": 1, "separable_1": True, "width_1": 4}
    for seed in range(30):
        moved = moved_on(space, start, known, np.random.default_rng(seed))
        name = key(space, moved)
        assert name not in known and restrict(space, moved) == moved
        known.add(name)


def test_one_change_is_enough_where_the_neighbours_are_new() -> None:
    for seed in range(10):
        moved = moved_on(SPACE, START, {key(SPACE, START)}, np.random.default_rng(seed))
        assert sum(moved[name] != START[name] for name in START) == 1


def test_a_space_that_is_known_in_full_gives_it_up() -> None:
    class All:
        def __contains__(self, name: object) -> bool:
            return True

    assert restrict(SPACE, moved_on(SPACE, START, All(), np.random.default_rng(0)))


def judged(number: int, choices: Choices, name: str) -> Trial:
    values = np.array(list(choices.values()), dtype=float)
    metrics = {"val_accuracy": 1.0 / (1.0 + float(values.sum())), "parameters": values.sum() + 1.0}
    return Trial(number=number, status="complete", choices=choices, key=name, metrics=metrics)


@pytest.mark.parametrize("name", ["nsga2", "tpe", "reinforce"])
def test_half_of_a_space_is_searched_with_one_question_a_proposal(name: str) -> None:
    strategy = STRATEGIES.load(name)(SPACE, OBJECTIVES, STRATEGIES.entry(name).params())
    asked, ask = list[Proposal](), strategy.ask

    def counted(rng: np.random.Generator) -> Proposal:
        asked.append(ask(rng))
        return asked[-1]

    strategy.ask = counted
    tried: set[str] = set()
    for number in range(120):
        proposed = propose(strategy, tried, seed=1, number=number)
        assert proposed is not None
        strategy.tell(judged(number, proposed[0].choices, proposed[1]))
        tried.add(proposed[1])
    # Only random candidates at the start, which nothing moves on, may have to be drawn again.
    assert len(asked) <= 125
