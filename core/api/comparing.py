"""Several runs side by side, and a run again under other seeds."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from core.api.launching import launch
from core.api.opening import GUEST, owner_named, store
from core.api.reading import run, runs, trials
from core.comparison import Comparison, compare, repeats
from core.errors import StateError
from core.jobs.queue import check_queue_room
from core.metrics import METRICS
from core.specs import Objective

# Each holds all its runs' trials, about 3.5 kB a trial.
KEPT_COMPARISONS = 2
FEWEST_REPEATS, MOST_REPEATS = 2, 20


def comparison(run_ids: Sequence[str], across: str, up: str) -> Comparison:
    """Compare several runs on two metrics; runs that differ only in seed are one group."""
    found = [run(run_id) for run_id in run_ids]
    stamps = tuple((of.id, of.revision) for of in found)
    # One that still changes would only push out what can be shown again.
    measured = _kept if all(of.has_ended for of in found) else _measured
    return measured(stamps, across, up)


def _measured(stamps: tuple[tuple[str, int], ...], across: str, up: str) -> Comparison:
    """Return the comparison of runs at these revisions, or later."""
    pairs = [(run(run_id), trials(run_id)) for run_id, _ in stamps]
    return compare(pairs, [_objective(up), _objective(across)])


_kept = lru_cache(maxsize=KEPT_COMPARISONS)(_measured)


def _objective(metric: str) -> Objective:
    return Objective(metric=metric, direction=METRICS[metric].direction)


def repeat(run_id: str, seeds: int, owner: str = GUEST) -> list[str]:
    """Launch a run again under the next ``seeds`` seeds that it was not yet run with.

    Returns:
        The new runs' ids; each is named after its seed.

    Raises:
        StateError: ``seeds`` is not in [2, 20], or fewer runs of the owner may wait.
    """
    if not FEWEST_REPEATS <= seeds <= MOST_REPEATS:
        raise StateError(
            f"seeds must be from {FEWEST_REPEATS} to {MOST_REPEATS}; got {seeds}. "
            "To run it once more, use Run again."
        )
    check_queue_room(store(), owner_named(owner), seeds)
    return [launch(spec, owner) for spec in repeats(run(run_id), runs(), seeds)]
