"""Specs of pruning runs: a space for a parent, and recommended settings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from core.api.designing import count
from core.api.launching import estimators_for
from core.candidates.pruning_goals import PruningGoal, pruning_goal
from core.candidates.pruning_space import pruning_space as _pruning_space
from core.parents.info import ParentInfo
from core.parents.repository import parent
from core.settings import home
from core.specs import LONGEST_NAME, Space, Value

FIRST_TRIALS = 64


def pruning_space(
    name: str,
    choices: Mapping[str, Sequence[Value]] | None = None,
    *,
    by_group: bool = False,
) -> Space:
    """Return a space of prunings of ``name``: the recommended one or the given ``choices``.

    What matters only under some values of another choice exists only under these
    (:mod:`core.candidates.pruning_space`).

    Args:
        by_group: each group of channels loses one of the ratios, or nothing, whatever the others
            lose (as AMC searches, He et al. 2018).

    Raises:
        NotFoundError: there is no such parent.
        SpecError: by group something else than channels is to go.
    """
    return _pruning_space(parent(name, home()), choices, by_group=by_group)


def pruning_start(name: str, space: Space | None = None, *, goal: str = "sweep") -> dict[str, Any]:
    """Return a run that prunes the parent ``name`` as it is launched with nothing else said.

    Args:
        space: the ways to try; by default those of the goal.
        goal: what is wanted of the pruned network, one of ``GOALS``.

    Returns:
        A spec as it is written, for :func:`core.api.check`.

    Raises:
        NotFoundError: there is no such parent, or no such goal.
    """
    of, wanted = parent(name, home()), pruning_goal(goal)
    space = pruning_space(name, wanted.choices(of)) if space is None else space
    by_group = any(choice.name.startswith("ratio_") for choice in space.choices)
    goes = next((one.values for one in space.choices if one.name == "granularity"), ("channels",))
    return {
        "name": f"Prune {of.title}"[:LONGEST_NAME],
        "dataset": of.dataset,
        "space": space,
        # Of millions of combinations a grid tries only a corner.
        "strategy": "nsga2" if by_group else "grid",
        "estimator": _estimator(space, of, wanted),
        # Zeros take as long to multiply as other weights: only whole channels save MACs or time.
        "objectives": [
            of.quality,
            (wanted.cost or "macs") if set(goes) == {"channels"} else "nonzeros",
        ],
        "budget": {"trials": min(count(space), FIRST_TRIALS) or FIRST_TRIALS},
    }


def _estimator(space: Space, of: ParentInfo, goal: PruningGoal) -> dict[str, Any]:
    params = {} if goal.epochs is None else {"epochs": goal.epochs}
    return {"name": estimators_for(space, of.dataset)[0].name, "params": params}
