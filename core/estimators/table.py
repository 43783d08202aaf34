"""Estimator ``table``: looks a candidate up in a table of finished answers."""

from __future__ import annotations

import math
import time
from pathlib import Path
from typing import ClassVar

from core.datasets.prepare import Data
from core.datasets.table_facts import TableFacts
from core.errors import DataError, EvaluationError
from core.estimators.base import Estimator, Evaluation, EvaluationRequest
from core.estimators.catalogue import TableParams
from core.spaces import Part
from core.specs import Choices, Space
from core.tables.answers import read_answers
from core.training.settings import EpochCallback

SLICE_SECONDS = 0.1


class Table(Estimator):
    """The answers of a training from a table, at once or slowly enough to watch.

    Its epochs are those that the published training spent, so budgets can be compared. A table
    with accuracies after several numbers of epochs answers for any of them.
    """

    params: TableParams
    instant: ClassVar[bool] = True

    def __init__(self, params: TableParams, data: Data, device: str) -> None:
        super().__init__(params, data, device)
        facts = data.info.table
        if facts is None or data.folder is None:
            raise DataError(
                f"The estimator 'table' must be given a table; got {data.info.name!r}, which is "
                "images. Choose the estimator 'training' for it."
            )
        self._answers = read_answers(data.folder, facts)
        self._epochs = params.epochs or most_epochs(facts)

    @property
    def epochs(self) -> int:
        return self._epochs

    def part_of(self, space: Space) -> Part | None:
        return self._answers.part_of(space, epochs=self.epochs)

    def costs(self, space: Space, choices: Choices) -> dict[str, float]:
        return self._answers.costs(choices) or super().costs(space, choices)

    def evaluate(self, request: EvaluationRequest, report: EpochCallback) -> Evaluation:
        asked = request.epochs or self.epochs
        scores = self._answers.scores(request.choices, epochs=asked)
        self._take_time(asked, report)
        report(asked, scores)
        return Evaluation(self._answers.costs(request.choices) | scores, asked)

    def test(self, model_file: Path) -> dict[str, float]:
        raise EvaluationError(f"A table keeps no models; got {model_file}. Ask test_of instead.")

    def test_of(self, space: Space, choices: Choices, model_file: Path) -> dict[str, float]:
        return self._answers.test_scores(choices)

    def _take_time(self, epochs: int, report: EpochCallback) -> None:
        """Wait as the pace requires, and listen for requests meanwhile."""
        if not self.params.trials_per_second:
            return
        seconds = 1.0 / self.params.trials_per_second
        slices = math.ceil(seconds / SLICE_SECONDS)
        for number in range(1, slices + 1):
            time.sleep(seconds / slices)
            report(epochs * number // slices, {})


def most_epochs(facts: TableFacts) -> int:
    """Return the epochs of the table's last validation accuracy."""
    return max(facts.epochs_of("val_accuracy"), default=0)
