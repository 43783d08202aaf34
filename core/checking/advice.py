"""What can run, but will hardly do what was meant: a sentence a case, with the way out."""

from __future__ import annotations

from collections.abc import Iterator

from core.errors import Problem
from core.specs import RunSpec
from core.strategies.catalogue import STRATEGIES

# A budget of so many times that is one in which learning counts.
_ENOUGH = 2


def advice_on(spec: RunSpec) -> list[Problem]:
    """Return warnings about a valid ``spec``; empty without any."""
    return list(_nearly_random(spec))


def _nearly_random(spec: RunSpec) -> Iterator[Problem]:
    name, drawn = STRATEGIES.params(spec.strategy.name, spec.strategy.params).first_drawn
    trials = spec.budget.trials
    if not name or trials >= _ENOUGH * drawn:
        return
    title = STRATEGIES.entry(spec.strategy.name).title
    share = "all" if trials <= drawn else f"the first {drawn}"
    fitting = max(2, trials // 4)
    way = f"Lower {name} to {fitting}, or train" if fitting < drawn else "Train"
    yield Problem(
        "budget.trials",
        f"This is {'a' if trials <= drawn else 'nearly a'} random search: of {trials} networks "
        f"{title} draws {share} at random ({name} is {drawn}). "
        f"{way} {_ENOUGH * drawn} networks or more.",
    )
