"""When a strategy keeps repeating itself, something new is found all the same."""

from __future__ import annotations

import numpy as np

from core.registry import Params
from core.spaces import key
from core.specs import Proposal, Space, Trial
from core.strategies import Strategy, propose

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
