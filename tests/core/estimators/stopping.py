"""Evaluations that are stopped in the middle of their training, as by a pause, and gone on with."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

import pytest

from core.estimators import Estimator
from core.estimators.base import Evaluation
from core.specs import Choices, Space
from tests.core.estimators.adopted import quiet


class StopError(Exception):
    """Raised by a report, as a pause does."""


class GoneOn(NamedTuple):
    """The epochs that were told, both times; where that ended; where an unbroken training does."""

    told: list[int]
    later: Evaluation
    at_once: Evaluation


def gone_on(
    estimator: Estimator, space: Space, choices: Choices, folder: Path, *, after: int
) -> GoneOn:
    """Stop an evaluation after some epochs and go on with it, its files in ``folder / "on"``."""
    broken, on, whole = (folder / name for name in ("broken", "on", "whole"))
    for place in (broken, on, whole):
        place.mkdir()
    told: list[int] = []

    def report(epoch: int, scores: Mapping[str, float]) -> None:
        told.append(epoch)
        if len(told) == after:
            raise StopError

    with pytest.raises(StopError):
        estimator.evaluate(space, choices, seed=3, folder=broken, report=report)
    later = estimator.evaluate(space, choices, seed=3, folder=on, report=report, resume=broken)
    at_once = estimator.evaluate(space, choices, seed=3, folder=whole, report=quiet)
    return GoneOn(told, later, at_once)
