"""An estimator that scores in microseconds, to drive the real loop over the real store."""

from __future__ import annotations

import math
from pathlib import Path

from core.errors import EvaluationError
from core.estimators import EpochCallback, Estimator, Evaluation, EvaluationRequest
from core.estimators.catalogue import EstimatorParams
from core.specs import Choices, Space

WIDTHS = [4, 8, 12, 16, 20, 24]
SPACE = Space.model_validate(
    {
        "name": "widths",
        "family": "convnet",
        "choices": {
            "blocks": [1, 2],
            "width_1": WIDTHS,
            "width_2": {"values": [4, 8], "when": {"blocks": 2}},
        },
    }
)


class ToyParams(EstimatorParams):
    """How many epochs a full training pretends to take."""

    epochs: int = 1


class Toy(Estimator):
    """Wider is better, up to a point; candidates of the widths in ``fails`` or ``spoilt`` fail.

    Those in ``mute`` have no loss, those in ``untestable`` no test score. ``trained`` lists, for
    every evaluation, from which epoch to which it went.
    """

    fails: frozenset[int] = frozenset()
    fault: Exception = EvaluationError("The loss became NaN in epoch 1.")
    spoilt: frozenset[int] = frozenset()
    mute: frozenset[int] = frozenset()
    untestable: frozenset[int] = frozenset()
    file_bytes: float = 0.0
    evaluated: list[int] = []
    trained: list[tuple[int, int]] = []

    @property
    def epochs(self) -> int:
        return int(self.params.epochs)

    def evaluate(self, request: EvaluationRequest, report: EpochCallback) -> Evaluation:
        width, folder = int(request.choices["width_1"]), request.folder
        self.evaluated.append(width)
        until = request.until(self.epochs)
        state = request.resume / "state.npz" if request.resume else None
        done = int(state.read_text()) if state and state.exists() else 0
        self.trained.append((done, until))
        for epoch in range(done + 1, until + 1):
            self.after(epoch)
            try:
                report(epoch, {"val_accuracy": 0.5})
            except Exception:
                (folder / "state.npz").write_text(str(epoch))
                raise
        if width in self.fails:
            raise self.fault
        (folder / "model.keras").write_text(str(width))
        if until < self.epochs:
            (folder / "state.npz").write_text(str(until))
        accuracy = (1.0 - 1.0 / (1.0 + width)) * until / self.epochs
        metrics = {"val_accuracy": accuracy, "val_loss": math.log(1 / accuracy), "seconds": 0.1}
        if width in self.spoilt:
            metrics["val_loss"] = math.nan
        if width in self.mute:
            del metrics["val_loss"]
        return Evaluation(metrics, epochs=until)

    def after(self, epoch: int) -> None:
        """What happens meanwhile: nothing, unless a test puts something in its place."""

    def measure(self, space: Space, choices: Choices) -> dict[str, float]:
        return {"size_bytes": self.file_bytes}

    def test(self, model_file: Path) -> dict[str, float]:
        width = int(model_file.read_text())
        if width in self.untestable:
            raise EvaluationError("It needs too much memory.")
        return {"test_accuracy": 1.0 - 1.0 / (1.0 + width)}
