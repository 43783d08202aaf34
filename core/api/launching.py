"""Run specs: reading, checking and queuing them, and what they may name."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from core import presets as _presets
from core.api.data import export_table, remove_dataset
from core.api.designing import space
from core.api.opening import GUEST, info_of, owner_named, store
from core.api.reading import run
from core.checking import advice_on, check_spec, input_of
from core.errors import CoreError, Problem
from core.estimators.catalogue import ESTIMATORS
from core.jobs import client
from core.jobs.queue import QueuedRuns, check_queue_room, waiting_of
from core.presets import read_yaml
from core.registry import Entry
from core.settings import home
from core.specs import Chosen, RunSpec, Space, named
from core.strategies.catalogue import STRATEGIES
from core.timing.estimates import TimeEstimate
from core.timing.forecast import estimate_of

_BASELINE = "random"


def presets() -> dict[str, RunSpec]:
    """Return the built-in run specs, by name."""
    return {name: check(data) for name, data in _presets.preset_mappings().items()}


def check(data: Mapping[str, Any] | RunSpec, owner: str = GUEST) -> RunSpec:
    """Return the run spec in ``data``; its ``space`` may be a mapping or the name of a known space.

    Raises:
        SpecError: ``problems`` names every field that is wrong and the way out.
    """
    return check_spec(
        data,
        space_named=lambda name: space(name, owner),
        info_of=info_of,
        home=home(),
    )


def spec_from_yaml(text: str, owner: str = GUEST) -> RunSpec:
    """Return the run spec in a YAML text (SpecError if it is not one)."""
    return check(read_yaml(text), owner)


def launch(spec: RunSpec, owner: str = GUEST) -> str:
    """Check and queue a run; returns its id. A supervisor is started if none is alive."""
    who = owner_named(owner)
    check_queue_room(store(), who)
    run_id = store().runs.add(check(spec, who), who)
    client.want_supervisor(home())
    return run_id


def waiting(owner: str = GUEST) -> QueuedRuns:
    """Return how many runs of ``owner`` wait, and how many may wait."""
    return waiting_of(store(), owner)


def advice(spec: RunSpec) -> list[Problem]:
    """Return warnings about a valid spec, by field, with the way out."""
    return advice_on(spec)


def clone(run_id: str, owner: str = GUEST) -> str:
    """Launch a run's spec again."""
    of = run(run_id)
    return launch(of.spec.model_copy(update={"name": of.name}), owner)


def baseline(spec: RunSpec) -> RunSpec | None:
    """Return the same run by random search, to compare with; None if it is that already."""
    if spec.strategy.name == _BASELINE:
        return None
    changed = {
        "name": named(spec.name, f", {_BASELINE} search"),
        "strategy": Chosen(name=_BASELINE),
    }
    return spec.model_copy(update=changed)


def estimate(spec: RunSpec) -> TimeEstimate:
    """Estimate how long the run will take on one device of this machine."""
    return estimate_of(store(), spec)


def replay_spec(run_id: str, table: str, trials_per_second: float = 0.0) -> RunSpec:
    """Return the run's spec, with a table made of it as the estimator: the same trials."""
    of = run(run_id)
    changes = {
        "name": named(of.name, ", replayed"),
        "dataset": table,
        "estimator": {"name": "table", "params": {"trials_per_second": trials_per_second}},
    }
    return check(of.spec.model_dump() | changes)


def replay(run_id: str, table: str, trials_per_second: float, owner: str = GUEST) -> str:
    """Keep a run's answers as ``table`` and launch its search on it; returns the new run's id.

    A table that nothing could be launched on does not stay. Raises as :func:`export_table` and
    :func:`launch` do.
    """
    export_table(run_id, table)
    try:
        return launch(replay_spec(run_id, table, trials_per_second), owner)
    except CoreError:
        remove_dataset(table)
        raise


def strategies() -> tuple[Entry, ...]:
    """Return the strategies, with their parameter models."""
    return STRATEGIES.entries()


def estimators() -> tuple[Entry, ...]:
    """Return the estimators, with their parameter models."""
    return ESTIMATORS.entries()


def estimators_for(space: Space, dataset: str) -> tuple[Entry, ...]:
    """Return the estimators for candidates of ``space`` on a data set."""
    given = input_of(space, info_of(dataset)).name
    return tuple(entry for entry in ESTIMATORS.entries() if entry.params.works_on == given)


def qualities_of(estimator: str) -> tuple[str, ...]:
    """Return the qualities that an estimator measures, for use as objectives."""
    return ESTIMATORS.entry(estimator).params.scores
