"""The outcome of one candidate: what is wrong with its result, and its trial."""

from __future__ import annotations

import math
import time
from collections.abc import Mapping, Sequence

from core.errors import first_line
from core.specs import Objective, Trial


def ended(trial: Trial, **outcome: object) -> Trial:
    """Return ``trial`` with its outcome and the present time."""
    return trial.model_copy(update={**outcome, "ended": time.time()})


def metrics_fault(metrics: Mapping[str, float], objectives: Sequence[Objective]) -> str:
    """Return why ``metrics`` cannot score a candidate; empty if they can."""
    for name, value in metrics.items():
        if not math.isfinite(value):
            return f"{name} must be a number; got {value}."
    for objective in objectives:
        if objective.metric not in metrics:
            return (
                f"{objective.metric} must be measured, as an objective; got only "
                f"{', '.join(metrics)}. Choose another objective."
            )
    return ""


def in_a_line(error: Exception) -> str:
    """Return the kind of ``error`` and the first line of its message."""
    kind, line = type(error).__name__, first_line(error)
    return kind if line == kind else f"{kind}: {line}"
