"""An estimator that scores in microseconds, to drive the real loop over the real store."""

from __future__ import annotations

import math
from pathlib import Path

from core.errors import EvaluationError
from core.estimators import Estimator, Evaluation, Report
from core.specs import Choices, Space


class Toy(Estimator):
    """Wider is better, up to a point. ``fails`` makes candidates of that width fail."""

    fails: frozenset[int] = frozenset()
    evaluated: list[int] = []

    def evaluate(
        self, space: Space, choices: Choices, *, seed: int, folder: Path, report: Report
    ) -> Evaluation:
        width = int(choices["width_1"])
        self.evaluated.append(width)
        report(1, {"val_accuracy": 0.5})
        if width in self.fails:
            raise EvaluationError("The loss became NaN in epoch 1.")
        (folder / "model.keras").write_text(str(width))
        accuracy = 1.0 - 1.0 / (1.0 + width)
        metrics = {"val_accuracy": accuracy, "val_loss": math.log(1 / accuracy), "seconds": 0.1}
        return Evaluation(metrics, epochs=1)

    def test(self, model_file: Path) -> dict[str, float]:
        return {"test_accuracy": 1.0 - 1.0 / (1.0 + int(model_file.read_text()))}
