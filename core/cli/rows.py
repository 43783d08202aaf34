"""The columns of each listing: runs, trials, devices, data sets, parents."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from core.cli.listing import Row
from core.comparison.leaders import Leader
from core.datasets import DatasetInfo
from core.datasets.table_facts import TableFacts
from core.jobs.devices import Device
from core.metrics import METRICS, at_least
from core.parents.info import ParentInfo
from core.parents.requests import Waiting
from core.scores import Evidence, Samples, evidence_cells, evidence_columns
from core.specs import Run, Trial, Unreadable, UnreadableRun

RUNS = {
    "id": "id",
    "name": "name",
    "owner": "owner",
    "status": "status",
    "trials": "trials",
    "of": "of",
    "best": "best",
    "best_evidence": "how sure",
    "best_test": "its test",
    "created": "created",
    "reason": "reason",
}
TRIALS = {
    "trial": "trial",
    "network": "network",
    "val_accuracy": "validation accuracy",
    "val_accuracy_interval": "95 % interval",
    "test_accuracy": "test accuracy",
    "test_accuracy_interval": "95 % interval",
    "val_map50": "validation mAP 50",
    "test_map50": "test mAP 50",
    "parameters": "parameters",
    "macs": "MACs",
    "size_bytes": "Keras archive, bytes",
    "seconds": "seconds",
    "choices": "choices",
}
DEVICES = {"name": "name", "label": "what", "memory_gb": "GB", "run": "run"}
DATASETS = {
    "name": "name",
    "image": "image",
    "classes": "classes",
    "train_images": "train",
    "test_images": "test",
    "origin": "origin",
    "title": "what",
}
TABLES = {
    "name": "name",
    "rows": "rows",
    "space": "space",
    "figures": "figures",
    "title": "what",
}

# What a listing tells of how sure a score is.
_OF_SHARES: tuple[Evidence, ...] = ("pictures", "low", "high", "interval")
_OF_OTHERS: tuple[Evidence, ...] = ("pictures",)
PARENTS = {
    "name": "name",
    "dataset": "data",
    "origin": "from",
    "status": "status",
    "val_accuracy": "validation accuracy",
    "val_map50": "validation mAP 50",
    "parameters": "parameters",
    "macs": "MACs",
    "title": "what",
    "reason": "reason",
}


def run_row(run: Run, leader: Leader | None = None) -> Row:
    """Return a run's row, with the interval of its best score and that network's test scores."""
    return {
        "id": run.id,
        "name": run.name,
        "owner": run.owner,
        "status": run.status,
        "trials": run.counts.trained,
        "of": run.spec.budget.trials,
        "failed": run.counts.failed,
        "infeasible": run.counts.infeasible,
        "best": run.best.get(run.spec.objectives[0].metric),
        "best_evidence": (leader.score.evidence if leader else "") or None,
        "best_test": leader.tested.value if leader and leader.tested else None,
        "space": run.spec.space.name,
        "dataset": run.spec.dataset,
        "strategy": run.spec.strategy.name,
        "created": _minute(run.created),
        "reason": run.reason,
    }


# The columns of a run that can be read, between its status and its start.
FIGURES = (
    "trials",
    "of",
    "failed",
    "infeasible",
    "best",
    "best_evidence",
    "best_test",
    "space",
    "dataset",
    "strategy",
)


def unreadable_row(run: UnreadableRun) -> Row:
    """Return the row of a run that cannot be read, without figures."""
    known = {"id": run.id, "name": run.name, "owner": run.owner, "status": "unreadable"}
    none = dict.fromkeys(FIGURES)
    reason = f"Made by another version. {run.why}"
    return {**known, **none, "created": _minute(run.created), "reason": reason}


def _minute(started: float) -> str:
    return datetime.fromtimestamp(started).isoformat(sep=" ", timespec="minutes")


def trial_row(trial: Trial, samples: Samples | None = None, network: str = "") -> Row:
    """Return a trial's row with all its figures, and the interval of its scores."""
    known = {} if samples is None else samples
    scores = {name: _number(name, trial.metrics.get(name)) for name in METRICS}
    row = {"trial": trial.number, "network": network or None, **scores}
    return {**row, **_evidence(trial, known), **_bound(trial.metrics), "choices": trial.choices}


def _evidence(trial: Trial, samples: Samples) -> Row:
    row: dict[str, str | float | None] = {}
    for name, metric in METRICS.items():
        if metric.part is not None:
            what = _OF_SHARES if metric.proportion else _OF_OTHERS
            cells = evidence_cells(name, trial.metrics, samples, what)
            row |= zip(evidence_columns(name, what), cells, strict=True)
    return row


def trial_headings(rows: Sequence[Row]) -> dict[str, str]:
    """Return the columns for which some trial has a figure."""
    return {
        name: heading
        for name, heading in TRIALS.items()
        if any(row[name] is not None for row in rows)
    }


def device_row(device: Device) -> Row:
    return {
        "name": device.name,
        "kind": device.kind,
        "label": device.label,
        "memory_gb": round(device.memory_bytes / 1e9, 1),
        "run": device.busy_run,
    }


def dataset_row(dataset: DatasetInfo) -> Row:
    return {
        "name": dataset.name,
        "title": dataset.title,
        "image": "×".join(str(side) for side in dataset.image_shape),
        "classes": len(dataset.class_names),
        "train_images": dataset.train_images,
        "test_images": dataset.test_images,
        "origin": dataset.origin,
        "task": dataset.task,
        "table": dataset.table is not None,
        "licence": dataset.licence,
    }


def unreadable_dataset_row(dataset: Unreadable) -> Row:
    """Return the row of a data set that cannot be read, without figures."""
    none = dict.fromkeys((*DATASETS, "task", "table", "licence"))
    return {**none, "name": dataset.name, "title": dataset.why, "origin": "unreadable"}


def table_row(dataset: DatasetInfo, table: TableFacts) -> Row:
    return {
        "name": dataset.name,
        "title": dataset.title,
        "rows": table.rows,
        "space": table.space.name,
        "figures": " ".join(column.name for column in table.columns),
        "source": table.source,
        "licence": dataset.licence,
        "sha256": table.sha256,
    }


def parent_row(parent: ParentInfo) -> Row:
    scores = {name: _number(name, parent.metrics.get(name)) for name in METRICS}
    known = {"title": parent.title, "dataset": parent.dataset, "origin": parent.origin}
    bound = _bound(parent.metrics)
    return {"name": parent.name, **known, "status": "ready", **scores, **bound, "reason": ""}


def waiting_row(waiting: Waiting) -> Row:
    """Return the row of a parent that is still being read, without figures."""
    order = waiting.request
    scores: Row = {**dict.fromkeys(METRICS), **_bound({})}
    known = {"title": order.title, "dataset": order.dataset, "origin": order.origin}
    status = {"status": waiting.status, **scores, "reason": waiting.reason}
    return {"name": order.name, **known, **status}


def _bound(figures: Mapping[str, float]) -> Row:
    """Return whether the MACs are a lower bound."""
    return {"macs_at_least": at_least("macs", figures)}


def _number(name: str, value: float | None) -> float | int | None:
    whole = METRICS[name].unit in ("count", "bytes")
    return int(value) if whole and value is not None else value
