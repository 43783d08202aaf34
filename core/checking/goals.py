"""What a run may aim for: known metrics, each once, that its estimator measures."""

from __future__ import annotations

from collections.abc import Iterator

from core.errors import Problem
from core.estimators.catalogue import ESTIMATORS, scores_of, works_on
from core.metrics import LATENCIES, OBJECTIVES, QUALITIES
from core.names import shown
from core.registry import Params
from core.specs import RunSpec


def objective_problems(spec: RunSpec) -> Iterator[Problem]:
    seen: set[str] = set()
    for index, objective in enumerate(spec.objectives):
        field = f"objectives.{index}.metric"
        if objective.metric not in OBJECTIVES:
            known = ", ".join(OBJECTIVES)
            yield Problem(field, f"Unknown metric {shown(objective.metric)}. Known: {known}.")
        if objective.metric in seen:
            yield Problem(field, f"{objective.metric!r} is listed twice. Remove one of the two.")
        seen.add(objective.metric)


def score_problems(spec: RunSpec) -> Iterator[Problem]:
    """Yield the objectives that the estimator does not measure."""
    params = ESTIMATORS.entry(spec.estimator.name).params(**spec.estimator.params)
    given = scores_of(spec.estimator.name)
    for index, objective in enumerate(spec.objectives):
        if objective.metric in LATENCIES and not _timed(spec, params):
            way = "Switch its parameter latency on" if hasattr(params, "latency") else "Change it"
            yield Problem(
                f"objectives.{index}.metric",
                f"{objective.metric} is not measured by {spec.estimator.name!r} as it is set. "
                f"{way}, or choose another goal.",
            )
        if objective.metric in QUALITIES and objective.metric not in given:
            yield Problem(
                f"objectives.{index}.metric",
                f"The estimator {spec.estimator.name!r} does not measure {objective.metric}. "
                f"Choose {' or '.join(given)}, or another estimator.",
            )


def _timed(spec: RunSpec, params: Params) -> bool:
    """Return whether latencies are measured; a table's are looked up."""
    return bool(getattr(params, "latency", works_on(spec.estimator.name) == "table"))
