"""Estimators ``training`` and ``detection``: build a candidate, train it, validate it."""

from __future__ import annotations

from pathlib import Path

from core.datasets.prepare import Data
from core.estimators.base import Estimator, Evaluation, EvaluationRequest
from core.estimators.catalogue import TrainingParams
from core.profile.figures import measured_figures
from core.results.layout import TrialFolder
from core.specs import Choices, Space
from core.training.candidate import blamed_on_candidate, untrained_bytes
from core.training.device import pin
from core.training.settings import EpochCallback
from core.training.trainer import Resumed, trainer_of


class TrainingEstimator(Estimator):
    """Base of the estimators that train: with the trainer of their data's task, on one device."""

    params: TrainingParams

    def __init__(self, params: TrainingParams, data: Data, device: str) -> None:
        super().__init__(params, data, pin(device))
        self._trainer = trainer_of(data, params.precision, self.device)

    @property
    def epochs(self) -> int:
        return self.params.epochs

    def test(self, model_file: Path) -> dict[str, float]:
        return self._trainer.test(model_file)


class Training(TrainingEstimator):
    """Trains every candidate from fresh weights, be it a classifier or a detector.

    A training cut short or interrupted leaves ``state.npz``: weights, statistics and Adam's
    moments. One that goes on from there has the epochs that it would have had at once.
    """

    def evaluate(self, request: EvaluationRequest, report: EpochCallback) -> Evaluation:
        until, folder = request.until(self.epochs), TrialFolder(request.folder)
        trainer, params = self._trainer, self.params
        resumed = Resumed.read(request.resume, trainer.curves, until)
        with blamed_on_candidate():
            network = trainer.build(request.space, request.choices, request.seed)
            settings = params.fit_settings(self.epochs, until)
            tell = resumed.recorder(report, folder)
            fitted = trainer.fit(network, settings, tell, resumed.checkpoint)
        resumed.curves.write(folder.curves)
        network.model.save(folder.model)
        fitted.predictions.write(folder, "validation")
        if until < self.epochs:
            fitted.checkpoint.write(folder.state, resumed.seconds)
        else:
            folder.state.unlink(missing_ok=True)
        scores = fitted.predictions.named("validation") | {"seconds": resumed.seconds}
        figures = measured_figures(network.model, folder.model, latency=params.latency)
        return Evaluation(scores | figures, until)

    def measure(self, space: Space, choices: Choices) -> dict[str, float]:
        return {"size_bytes": untrained_bytes(space, choices, self.data.info)}
