"""The costs of a candidate before it is trained, and the limit that they break."""

from __future__ import annotations

from collections.abc import Mapping

from core.candidates.catalogue import kind_of
from core.candidates.costs import costs_of
from core.datasets import DatasetInfo
from core.metrics import METRICS
from core.specs import Choices, Limits, RunSpec

# So near to its limit a file's size is measured, not sketched.
SKETCHED_WITHIN = 0.05


def costs(spec: RunSpec, info: DatasetInfo, choices: Choices) -> dict[str, float]:
    """Return parameters, MACs and file bytes (within 3 %) of a candidate, without building it.

    Raises:
        EvaluationError: it cannot be built for these images.
    """
    return costs_of(kind_of(spec.space).sketch(choices, info))


def broken_limit(cost: Mapping[str, float], limits: Limits) -> str:
    """Return the first limit that ``cost`` breaks, in words; empty if none."""
    for name, limit in limits.given().items():
        if cost[name] > limit:
            label = METRICS[name].label.lower()
            return f"{label} must be at most {limit:,}; this one has {int(cost[name]):,}."
    return ""
