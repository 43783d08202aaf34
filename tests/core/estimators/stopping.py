"""Evaluations that are stopped in the middle of their training, as by a pause, and gone on with."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

import pytest

from core.estimators import Estimator
from core.estimators.base import Evaluation, EvaluationRequest
from core.specs import Choices, Space
from tests.core.estimators.imported_parents import quiet

SEED = 3


class StopError(Exception):
    """Raised by a report, as a pause does."""


class GoneOn(NamedTuple):
    """The epochs that were told, both times; where that ended; where an unbroken training does."""

    reported: list[int]
    later: Evaluation
    at_once: Evaluation


def gone_on(
    estimator: Estimator, space: Space, choices: Choices, folder: Path, *, after: int
) -> GoneOn:
    """Stop an evaluation after some epochs and go on with it, its files in ``folder / "on"``."""
    reported, later = stopped(estimator, space, choices, folder, after=after)
    whole = folder / "whole"
    whole.mkdir()
    at_once = estimator.evaluate(EvaluationRequest(space, choices, seed=SEED, folder=whole), quiet)
    return GoneOn(reported, later, at_once)


def stopped(
    estimator: Estimator, space: Space, choices: Choices, folder: Path, *, after: int
) -> tuple[list[int], Evaluation]:
    """As :func:`gone_on`, without the unbroken training."""
    broken, on = folder / "broken", folder / "on"
    broken.mkdir()
    on.mkdir()
    reported: list[int] = []

    def report(epoch: int, scores: Mapping[str, float]) -> None:
        reported.append(epoch)
        if len(reported) == after:
            raise StopError

    with pytest.raises(StopError):
        estimator.evaluate(EvaluationRequest(space, choices, seed=SEED, folder=broken), report)
    later = estimator.evaluate(
        EvaluationRequest(space, choices, seed=SEED, folder=on, resume=broken), report
    )
    return reported, later


def killed_in(
    estimator: Estimator,
    space: Space,
    choices: Choices,
    killed: Path,
    on: Path,
    *,
    epoch: int,
    seed: int = SEED,
) -> tuple[list[int], Evaluation]:
    """Take the files as they are when ``epoch`` is reported, and go on from these in ``on``."""
    folder = killed.with_name("draft")
    folder.mkdir()
    on.mkdir()
    reported: list[int] = []

    def report(now: int, scores: Mapping[str, float]) -> None:
        reported.append(now)
        if now == epoch and not killed.exists():
            shutil.copytree(folder, killed)
            raise StopError

    request = EvaluationRequest(space, choices, seed=seed, folder=folder)
    with pytest.raises(StopError):
        estimator.evaluate(request, report)
    return reported, estimator.evaluate(replace(request, folder=on, resume=killed), report)
