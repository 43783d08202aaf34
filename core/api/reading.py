"""What is known of runs and their trials."""

from __future__ import annotations

from core.api.designing import sketch
from core.api.opening import store
from core.datasets import info
from core.details import TrialDetail, csv_of, read_detail, spec_of
from core.metrics import METRICS
from core.models.sketches import Sketch
from core.pareto import front as _front
from core.paths import home
from core.presets import spec_to_yaml
from core.specs import Run, RunStatus, Trial


def runs(*statuses: RunStatus, owner: str | None = None, limit: int | None = None) -> list[Run]:
    """Return runs, newest first: those in one of ``statuses``, those of ``owner``, or all."""
    return store().runs.find(*statuses, owner=owner, limit=limit)


def run(run_id: str) -> Run:
    """One run (NotFoundError if there is none)."""
    return store().runs.get(run_id)


def trials(run_id: str) -> list[Trial]:
    """A run's trials by number."""
    store().runs.get(run_id)
    return store().trials.of(run_id)


def trial(run_id: str, number: int) -> Trial:
    """One trial (NotFoundError if there is none)."""
    return store().trials.get(run_id, number)


def front(run_id: str) -> list[Trial]:
    """The non-dominated trials of a run under its own objectives, by its last objective."""
    return _front(store().trials.of(run_id), run(run_id).spec.objectives)


def detail(run_id: str, number: int) -> TrialDetail:
    """Everything known of one trial."""
    of, one = run(run_id), trial(run_id, number)
    facts = info(of.spec.dataset, home())

    def draw() -> Sketch:
        return sketch(of.spec.space, one.choices, of.spec.dataset)

    return read_detail(store(), of, one, draw, facts.class_names)


def trial_spec_yaml(run_id: str, number: int) -> str:
    """The spec that makes this one candidate again."""
    return spec_to_yaml(spec_of(run(run_id), trial(run_id, number)))


def front_rows(run_id: str) -> list[dict[str, float]]:
    """Of each trial of :func:`front`, in its order: the ``trial``'s number and all its figures."""
    return [
        {"trial": trial.number}
        | {name: trial.metrics[name] for name in METRICS if name in trial.metrics}
        for trial in front(run_id)
    ]


def trials_csv(run_id: str) -> str:
    """All trials of a run as CSV."""
    return csv_of(run(run_id), trials(run_id))
