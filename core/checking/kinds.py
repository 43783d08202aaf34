"""Checks that the estimator fits the data and the space of a run."""

from __future__ import annotations

from collections.abc import Iterator

from core.candidates.base import CandidateKind, EstimatorInput
from core.candidates.catalogue import KINDS, kind_of
from core.datasets import DatasetInfo
from core.errors import Problem
from core.estimators.catalogue import ESTIMATORS, works_on
from core.specs import RunSpec, Space

TABLE = EstimatorInput("table", "a table of finished answers")


def input_of(space: Space, info: DatasetInfo) -> EstimatorInput:
    """Return the input that an estimator of candidates of ``space`` must take."""
    return TABLE if info.table is not None else kind_of(space).inputs[info.task]


def input_problems(spec: RunSpec, info: DatasetInfo) -> Iterator[Problem]:
    """Yield a problem if the estimator takes another input than the run has."""
    given = input_of(spec.space, info)
    fitting = [entry.name for entry in ESTIMATORS.entries() if works_on(entry.name) == given.name]
    if spec.estimator.name not in fitting:
        what = f"The space {spec.space.name!r}" if given.is_space else f"The data {info.name!r}"
        yield Problem(
            "estimator.name",
            f"{what} is {given.words}, which {spec.estimator.name!r} cannot use. "
            f"Choose {' or '.join(repr(name) for name in fitting)}{_other_way(spec)}.",
        )


def _other_way(spec: RunSpec) -> str:
    """Return where spaces are found that the chosen estimator can use; empty if unknown."""
    wanted = works_on(spec.estimator.name)
    kinds: list[type[CandidateKind]] = [KINDS.load(name) for name in KINDS.names()]
    for kind in kinds:
        if kind.source_hint and wanted in {each.name for each in kind.inputs.values()}:
            return f", or take {kind.source_hint}"
    return ""
