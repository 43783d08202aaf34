"""Pruning runs that look real: a parent's description and trials, written without any training."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from core import spaces
from core.models.pruned_options import PRUNED
from core.models.sketch.base import Sketch, SketchLayer
from core.parents import repository
from core.parents.info import GroupInfo, ParentInfo, SensitivityMap
from core.specs import Budget, Chosen, RunSpec, Space, Trial
from core.store import Store
from tests.seeds import OBJECTIVES, add_trials

METRICS = {
    "val_accuracy": 0.96,
    "test_accuracy": 0.955,
    "parameters": 40_000.0,
    "macs": 900_000.0,
    "size_bytes": 190_000.0,
    "nonzeros": 40_000.0,
    "compressed_bytes": 160_000.0,
    "latency_ms": 0.42,
    "latency_batch_ms": 6.1,
}
SPACE = Space.model_validate(
    {
        "name": "prune net",
        "family": PRUNED,
        "choices": {
            "criterion": ["l2", "taylor", "lamp", "random"],
            "scope": ["global", "local"],
            "ratio": [0.3, 0.5, 0.7, 0.85],
            "distillation": [False, True],
        },
        "options": {"parent": "net"},
    }
)

GROUPS = (
    GroupInfo(name="stem", layers=("stem",), channels=16, free=16),
    GroupInfo(name="head", layers=("head",), channels=32, free=32),
    GroupInfo(name="classifier", layers=("classifier",), channels=10, free=0),
)


def seed_parent(home: Path, title: str = "Digits, trial 3", name: str = "net") -> ParentInfo:
    """A parent that is kept under ``home``; it has no weights."""
    layers = (SketchLayer("image", "InputLayer", "8×8×1", (8, 8, 1), 0, 0, ()),)
    info = ParentInfo(
        name=name,
        title=title,
        dataset="digits",
        origin="trial",
        metrics=METRICS,
        sketch=Sketch(layers),
        groups=GROUPS,
        weights=(),
        kept_whole=(),
    )
    repository.draft(name, home).mkdir(parents=True)
    repository.keep_parent(info, home)
    return info


def seed_detector_parent(home: Path, name: str = "finder") -> ParentInfo:
    """A detector that is kept under ``home`` as a parent; it has no weights."""
    seed_parent(home, title="Find garments, trial 0", name=name)
    known = repository.parent(name, home)
    scores = {"val_map50": 0.62, "val_map": 0.31, "test_map50": 0.6, "test_map": 0.3}
    costs = {key: value for key, value in known.metrics.items() if "accuracy" not in key}
    bears = SensitivityMap(
        groups=(0, 1), ratios=(0.3, 0.9), quality=((0.6, 0.2), (0.5, 0.1)), unpruned=0.62, images=64
    )
    changes = {"task": "detection", "dataset": "fashion_scenes", "metrics": scores | costs}
    info = known.model_copy(update=changes | {"sensitivity": bears})
    repository.remove(name, home)
    repository.draft(name, home).mkdir(parents=True)
    repository.keep_parent(info, home)
    return info


def pruned_trials(count: int, seed: int = 0) -> list[Trial]:
    """``count`` complete trials: the more goes, the less is right."""
    rng = np.random.default_rng(seed)
    return [_trial(number, rng) for number in range(count)]


def _trial(number: int, rng: np.random.Generator) -> Trial:
    choices = spaces.sample(SPACE, rng)
    ratio = float(choices["ratio"])
    left = (1 - ratio) * float(rng.uniform(0.85, 1.1))
    worse = 0.9 if choices["criterion"] == "random" else 1.0
    accuracy = METRICS["val_accuracy"] * worse * (1 - 0.3 * ratio**4 - float(rng.exponential(0.01)))
    costs = {name: value * left for name, value in METRICS.items() if "accuracy" not in name}
    whole = {name: float(round(costs[name])) for name in ("parameters", "macs", "nonzeros")}
    metrics = costs | whole | {"val_accuracy": accuracy, "val_loss": 1.1 - accuracy, "seconds": 2.5}
    return Trial(
        number=number,
        status="complete",
        choices=choices,
        key=f"{number}",
        metrics=metrics,
        epochs=4,
        hypervolume=float(1 - np.exp(-(number + 1) / 12)) * 0.8,
    )


def pruning_spec(name: str = "Pruned digits", strategy: str = "nsga2") -> RunSpec:
    return RunSpec(
        name=name,
        dataset="digits",
        space=SPACE,
        strategy=Chosen(name=strategy),
        estimator=Chosen(name="pruning"),
        objectives=OBJECTIVES,
        budget=Budget(trials=30),
    )


def seed_pruning(store: Store, trials: list[Trial], spec: RunSpec | None = None) -> str:
    """A finished run that prunes the parent ``net``; returns its id."""
    run_id = store.runs.add(spec or pruning_spec(), "Ada")
    store.runs.change(run_id, status="finished", started=1.0, ended=2.0, active_seconds=75.0)
    add_trials(store, run_id, trials)
    return run_id
