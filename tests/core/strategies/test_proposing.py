"""When a strategy keeps repeating itself, something new is found all the same."""

from __future__ import annotations

import numpy as np
import pytest

from core.registry import Params
from core.spaces import key
from core.specs import Proposal, Space, Trial
from core.strategies import ExhaustedError, Strategy, propose

STUBBORN = {"blocks": 1, "separable_1": True, "width_1": 4}


class Stubborn(Strategy):
    """Has one idea only."""

    def ask(self, rng: np.random.Generator) -> Proposal:
        return Proposal(choices=STUBBORN)

    def tell(self, trial: Trial) -> None:
        del trial


def test_a_repeated_proposal_is_replaced_by_an_untried_one(space: Space) -> None:
    strategy = Stubborn(space, (), Params())
    tried: set[str] = set()
    for number in range(42):
        proposal, name = propose(strategy, tried, seed=0, number=number)
        assert name == key(space, proposal.choices) and name not in tried
        tried.add(name)
    assert len(tried) == 42


def test_the_answer_depends_on_seed_and_number_alone(space: Space) -> None:
    tried = {key(space, STUBBORN)}
    one, two = (propose(Stubborn(space, (), Params()), tried, seed=3, number=9) for _ in range(2))
    other = propose(Stubborn(space, (), Params()), tried, seed=3, number=10)
    assert one == two and one != other


class Onward(Stubborn):
    """Has one idea too, and wants it trained on as long as ``left`` is not spent."""

    left = 1

    def ask(self, rng: np.random.Generator) -> Proposal:
        if not self.closed or not self.left:
            return Proposal(choices=STUBBORN, epochs=2)
        return Proposal(choices=STUBBORN, epochs=4, continues=0)


def test_a_drawn_replacement_is_trained_as_long_as_what_it_replaces(space: Space) -> None:
    strategy = Onward(space, (), Params())
    proposed = propose(strategy, {key(space, STUBBORN)}, seed=0, number=1)
    assert proposed is not None and proposed[0].epochs == 2
    assert proposed[0].choices != STUBBORN and not strategy.closed


def test_without_new_candidates_only_what_continues_is_proposed(space: Space) -> None:
    strategy, tried = Onward(space, (), Params()), {key(space, STUBBORN)}
    proposed = propose(strategy, tried, seed=0, number=1, fresh=False)
    assert proposed is not None and proposed[0].continues == 0 and proposed[1] in tried
    strategy.left = 0
    assert propose(strategy, tried, seed=0, number=2, fresh=False) is None


def test_an_exhausted_space_may_still_be_trained_on(space: Space) -> None:
    strategy = Onward(space, (), Params())
    tried = {key(space, STUBBORN), *map(str, range(41))}
    proposed = propose(strategy, tried, seed=0, number=42)
    assert proposed is not None and proposed[0].continues == 0
    strategy.left = 0
    with pytest.raises(ExhaustedError, match="All 42 combinations"):
        propose(strategy, tried, seed=0, number=43)
