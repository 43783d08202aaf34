"""Proposals that were not tried before; raises when none is left."""

from __future__ import annotations

from collections.abc import Collection

import numpy as np

from core.errors import CoreError
from core.spaces import Part, count_architectures, key, sample
from core.specs import Proposal
from core.strategies.base import Strategy

TRIES = 50


Proposed = tuple[Proposal, str]


class ExhaustedError(CoreError):
    """Every architecture of the space was tried."""


def propose_within(
    part: Part | None,
    strategy: Strategy,
    tried: Collection[str],
    *,
    seed: int,
    number: int,
    fresh: bool = True,
) -> Proposed | None:
    """Propose as :func:`propose`, but only what ``part`` has a score of: else the nearest.

    Raises:
        ExhaustedError: also where all that ``part`` has a score of were tried.
    """
    found = propose(strategy, tried, seed=seed, number=number, fresh=fresh)
    if part is None or found is None or found[0].continues is not None or found[1] in part:
        return found
    proposal, rng = found[0], np.random.default_rng([seed, number, 1])
    choices = part.nearest(proposal.choices, tried, rng)
    if choices is not None:
        moved = proposal.model_copy(update={"choices": choices})
        return moved, key(strategy.space, choices)
    strategy.close()
    onward = strategy.ask(np.random.default_rng([seed, number]))
    if onward.continues is None:
        raise ExhaustedError(f"All {len(part):,} networks that the table answers for were tried.")
    return onward, key(strategy.space, onward.choices)


def propose(
    strategy: Strategy, tried: Collection[str], *, seed: int, number: int, fresh: bool = True
) -> Proposed | None:
    """Return the proposal for trial ``number`` and its key.

    It continues a trial, or its key is not among ``tried``: then the strategy is asked up to
    ``TRIES`` times; after that an untried architecture is drawn from the whole space. The generator
    is made from the seed and the number, so the answer is the same whichever process asks.

    Args:
        fresh: whether new candidates are wanted. If not, the strategy is closed, and the answer is
            None when it continues no trial.

    Raises:
        ExhaustedError: all combinations of the space were tried, and none is to be continued.
    """
    total = count_architectures(strategy.space)
    exhausted = len(tried) >= total
    if exhausted or not fresh:
        strategy.close()
    rng = np.random.default_rng([seed, number])
    for _ in range(TRIES):
        proposal = strategy.ask(rng)
        name = key(strategy.space, proposal.choices)
        if proposal.continues is not None:
            return proposal, name
        if not fresh:
            return None
        if exhausted:
            raise ExhaustedError(f"All {total:,} combinations of the space were tried.")
        if name not in tried:
            return proposal, name
    return _untried(strategy, tried, rng, proposal.epochs)


def _untried(
    strategy: Strategy, tried: Collection[str], rng: np.random.Generator, epochs: int
) -> tuple[Proposal, str]:
    # Ends with certainty one: at least one architecture is untried and each is equally likely.
    while True:
        choices = sample(strategy.space, rng)
        name = key(strategy.space, choices)
        if name not in tried:
            return Proposal(choices=choices, epochs=epochs), name
