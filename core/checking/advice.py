"""What can run, but will hardly do what was meant: a sentence a case, with the way out."""

from __future__ import annotations

from collections.abc import Iterator

from core.errors import Problem
from core.specs import RunSpec
from core.strategies.catalogue import STRATEGIES

# The parameters that say how many candidates a strategy draws at random before it learns.
_FIRST_DRAWN = ("population", "startup", "warmup", "starts")
# A budget of so many times that is one in which learning counts.
_ENOUGH = 2


def advice_on(spec: RunSpec) -> list[Problem]:
    """Return warnings about a valid ``spec``; empty without any."""
    return list(_nearly_random(spec))


def _nearly_random(spec: RunSpec) -> Iterator[Problem]:
    params = STRATEGIES.entry(spec.strategy.name).params(**spec.strategy.params)
    name = next((name for name in _FIRST_DRAWN if hasattr(params, name)), None)
    trials = spec.budget.trials
    if name is None or trials >= _ENOUGH * (drawn := int(getattr(params, name))):
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
