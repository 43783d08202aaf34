"""Checks that a space builds for a data set's images, and that the limits leave some of it."""

from __future__ import annotations

import math
from collections.abc import Iterator
from functools import partial

import numpy as np

from core.candidates.base import CandidateKind
from core.candidates.catalogue import kind_of
from core.candidates.least_cost import least_above
from core.datasets import DatasetInfo
from core.errors import EvaluationError, Problem
from core.metrics import METRICS
from core.models.sketch.base import SKETCHED_WITHIN
from core.spaces import sample
from core.specs import Choices, RunSpec, Value

SAMPLES = 100


def fit_problems(spec: RunSpec, info: DatasetInfo) -> list[Problem]:
    """Return why the space does not build for these images, or nothing meets the limits."""
    kind, rng = kind_of(spec.space), np.random.default_rng(0)
    fault = ""
    for _ in range(SAMPLES):
        choices = sample(spec.space, rng)
        try:
            kind.sketch(choices, info)
        except EvaluationError as error:
            fault = str(error)
        else:
            return list(_limit_problems(spec, info, choices))
    message = f"no architecture of it fits the images of {info.name}: {fault}"
    return [Problem("space", message)]


def _limit_problems(
    spec: RunSpec, info: DatasetInfo, fitting: dict[str, Value]
) -> Iterator[Problem]:
    kind = kind_of(spec.space)
    for name, limit in spec.limits.given().items():
        cost = partial(_cost, kind, info, name)
        # A run sketches sizes too, but measures those that are near the limit.
        within = limit * (1.0 + SKETCHED_WITHIN) if name == "size_bytes" else limit
        least = least_above(spec.space, cost, within, fitting)
        if least is not None:
            label = METRICS[name].label.lower()
            yield Problem(
                f"limits.{name}",
                f"No candidate is that small: the least {label} found in this space is "
                f"{least:,.0f}; got {limit:,}. Raise the limit or add smaller values to the space.",
            )


def _cost(kind: CandidateKind, info: DatasetInfo, metric: str, choices: Choices) -> float:
    try:
        return kind.sketch(kind.cheapest_choices(choices), info).costs[metric]
    except EvaluationError:
        return math.inf
