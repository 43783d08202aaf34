"""Runs that look real, written straight into a store: no training, the same at every call."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from sqlalchemy import insert, select, update

from core import presets, spaces
from core.datasets.prepare import Split
from core.specs import Budget, Objective, RunSpec, Trial
from core.store import Store
from core.store.tables import runs, trials
from core.store.trials import counters

OBJECTIVES = (
    Objective(metric="val_accuracy", direction="maximize"),
    Objective(metric="parameters", direction="minimize"),
)


def seed_spec(name: str, trials: int) -> RunSpec:
    space = presets.preset_spaces()["convnet_small"]
    return RunSpec(
        name=name,
        dataset="digits",
        space=space,
        objectives=OBJECTIVES,
        budget=Budget(trials=trials),
    )


def seed_trials(count: int, *, first: int = 0, seed: int = 0) -> list[Trial]:
    """``count`` trials from number ``first``: most complete, some failed, some over a limit."""
    rng = np.random.default_rng([seed, first])
    space = presets.preset_spaces()["convnet_small"]
    pool = [spaces.sample(space, rng) for _ in range(50)]
    return [_trial(number, pool[number % 50], rng) for number in range(first, first + count)]


def _trial(number: int, choices: dict[str, object], rng: np.random.Generator) -> Trial:
    parameters = int(np.exp(rng.uniform(np.log(300), np.log(90_000))))
    costs = {
        "parameters": parameters,
        "macs": int(parameters * rng.uniform(5, 60)),
        "size_bytes": parameters * 4 + 21_000,
    }
    lot = rng.random()
    base = {"number": number, "choices": choices, "key": f"{number}", "generation": number // 10}
    if lot < 0.05:
        reason = "parameters must be at most 1; got 2."
        return Trial(status="infeasible", metrics=costs, reason=reason, **base)
    if lot < 0.08:
        return Trial(status="failed", metrics=costs, reason="Loss became NaN.", **base)
    accuracy = float(np.clip(1 - parameters**-0.4 - rng.exponential(0.02), 0.1, 0.999))
    scores = {"val_accuracy": accuracy, "val_loss": 1.05 - accuracy, "seconds": parameters / 3e4}
    volume = float(1 - np.exp(-(number + 1) / 20))
    return Trial(status="complete", metrics=costs | scores, epochs=8, hypervolume=volume, **base)


def add_trials(store: Store, run_id: str, finished: Sequence[Trial]) -> None:
    """Store finished trials of a run that need not be claimed, counted as a worker's are."""
    with store.database.write() as connection:
        here = runs.c.id == run_id
        first = connection.execute(select(runs.c.revision).where(here)).scalar_one() + 1
        revised = [t.model_copy(update={"revision": first + i}) for i, t in enumerate(finished)]
        rows = [{"run_id": run_id, **t.model_dump(mode="json")} for t in revised]
        connection.execute(insert(trials), rows)
        values = {"revision": runs.c.revision + len(revised), **counters(revised)}
        connection.execute(update(runs).where(here).values(values))


def seed_split(store: Store, run_id: str) -> None:
    """The split of the digits: 288 pictures to validate on, 360 to test on."""
    places = np.arange(1797)
    Split(places[:1149], places[1149:1437], places[1437:]).save(store.files.split(run_id))


def seed_run(
    store: Store, trials: Sequence[Trial], *, name: str = "Seeded run", owner: str = "Ada"
) -> str:
    """A finished run with these trials; returns its id."""
    run_id = store.runs.add(seed_spec(name, max(len(trials), 1)), owner)
    # Ended at once, so that no supervisor takes it up.
    best = max((t.metrics.get("val_accuracy", 0.0) for t in trials), default=0.0)
    store.runs.change(
        run_id,
        status="finished",
        started=1.0,
        ended=2.0,
        active_seconds=137.0,
        best={"val_accuracy": best},
    )
    if trials:
        add_trials(store, run_id, trials)
    return run_id
