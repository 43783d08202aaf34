"""An estimator that scores in microseconds, to drive the real loop over the real store."""

from __future__ import annotations

import math
from pathlib import Path

from core.errors import EvaluationError
from core.estimators import Estimator, Evaluation, Report
from core.specs import Choices, Space


class Toy(Estimator):
    """Wider is better, up to a point; candidates of the widths in ``fails`` or ``spoilt`` fail."""

    fails: frozenset[int] = frozenset()
    fault: Exception = EvaluationError("The loss became NaN in epoch 1.")
    spoilt: frozenset[int] = frozenset()
    file_bytes: float = 0.0
    evaluated: list[int] = []

    def evaluate(
        self, space: Space, choices: Choices, *, seed: int, folder: Path, report: Report
    ) -> Evaluation:
        width = int(choices["width_1"])
        self.evaluated.append(width)
        report(1, {"val_accuracy": 0.5})
        if width in self.fails:
            raise self.fault
        (folder / "model.keras").write_text(str(width))
        accuracy = 1.0 - 1.0 / (1.0 + width)
        metrics = {"val_accuracy": accuracy, "val_loss": math.log(1 / accuracy), "seconds": 0.1}
        if width in self.spoilt:
            metrics["val_loss"] = math.nan
        return Evaluation(metrics, epochs=1)

    def measure(self, space: Space, choices: Choices) -> dict[str, float]:
        return {"size_bytes": self.file_bytes}

    def test(self, model_file: Path) -> dict[str, float]:
        return {"test_accuracy": 1.0 - 1.0 / (1.0 + int(model_file.read_text()))}
