"""Estimator ``training``: builds a candidate, trains it for a few epochs, validates it."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import keras
import numpy as np

# A saved network may have layers that are ours: importing them lets Keras know.
import core.models.keras.layers  # noqa: F401
from core.datasets.prepare import Data
from core.errors import EvaluationError, in_words
from core.estimators.base import Estimator, Evaluation, EvaluationRequest
from core.estimators.catalogue import TrainingParams
from core.profile.figures import figures_of
from core.results.layout import TrialFolder
from core.results.records import Curves, Resumed, pass_on, write_evaluation
from core.specs import Choices, Space
from core.training.candidate import blamed_on_candidate, build_candidate, untrained_bytes
from core.training.classifier import FitSettings, Fitter, Images, Scores, log_probabilities
from core.training.device import pin
from core.training.precision import compute_dtype
from core.training.progress import EpochCallback
from core.training.trace import TraceCache
from core.training.weights import Checkpoint, draw_weights, read_reached, write_reached

# Shared by all estimators of this process, so that a warm-up serves the run that follows.
TRACES = TraceCache()


class Training(Estimator):
    """Trains every candidate from fresh weights with Adam and a cosine schedule.

    A training cut short or interrupted leaves ``state.npz``: weights, statistics and Adam's
    moments. One that goes on from there draws the same fresh weights and the same orders of the
    images again before it takes the state over, so that each of its epochs is the one it would have
    been.
    """

    params: TrainingParams

    def __init__(self, params: TrainingParams, data: Data, device: str) -> None:
        super().__init__(params, data, pin(device))
        self._dtype = compute_dtype(params.precision, self.device)
        self._fitter = Fitter(TRACES)
        self._train = Images.of(data.x_train, data.y_train)
        self._validation = Images.of(data.x_val, data.y_val)

    def evaluate(self, request: EvaluationRequest, report: EpochCallback) -> Evaluation:
        until, folder = request.until(self.epochs), TrialFolder(request.folder)
        past = _past(request.resume, until)
        with blamed_on_candidate():
            model = build_candidate(request.space, request.choices, self.data.info)
            rng = np.random.default_rng(request.seed)
            draw_weights(model, rng)
        params = self.params
        plan = FitSettings(
            params.epochs, params.batch_size, params.learning_rate, self._dtype, until
        )
        scores, reached = self._fit(model, rng, plan, past, folder, report)
        model.save(folder.model)
        write_answers(folder.evaluation, self.data, scores)
        if until < self.epochs:
            write_reached(folder.state, reached, past.seconds)
        return Evaluation(self._metrics(model, folder, scores, past), until)

    def _metrics(
        self, model: keras.Model, folder: TrialFolder, scores: Scores, past: ResumedTraining
    ) -> dict[str, float]:
        seconds = past.seconds
        figures = figures_of(model, folder.model, latency=self.params.latency)
        own = {"val_accuracy": scores.accuracy, "val_loss": scores.loss, "seconds": seconds}
        return own | figures

    def measure(self, space: Space, choices: Choices) -> dict[str, float]:
        return {"size_bytes": untrained_bytes(space, choices, self.data.info)}

    def test(self, model_file: Path) -> dict[str, float]:
        return tested(self._fitter, model_file, self._test, self._dtype)

    @cached_property
    def _test(self) -> Images:
        return Images.of(self.data.x_test, self.data.y_test)

    def _fit(
        self,
        model: keras.Model,
        rng: np.random.Generator,
        plan: FitSettings,
        past: ResumedTraining,
        folder: TrialFolder,
        report: EpochCallback,
    ) -> tuple[Scores, Checkpoint]:
        curves = past.curves

        def tell(reached: Checkpoint, scores: Mapping[str, float]) -> None:
            pass_on(
                report,
                reached.epochs,
                scores,
                curves=curves,
                folder=folder,
                keep=lambda: write_reached(folder.state, reached, past.seconds),
            )

        with blamed_on_candidate():
            fitted = self._fitter.fit(
                model,
                self._train,
                self._validation,
                plan,
                rng=rng,
                report=tell,
                start=past.reached,
            )
        curves.write(folder.curves)
        return fitted


@dataclass(frozen=True)
class ResumedTraining(Resumed):
    """How far an earlier, shorter training of the candidate was; None, if there was none."""

    reached: Checkpoint | None


def write_answers(file: Path, data: Data, scores: Scores) -> None:
    """Write what a classifier answers to the validation images, whose ``scores`` are given."""
    write_evaluation(file, data.x_val, data.y_val, np.exp(log_probabilities(scores.logits)))


def tested(fitter: Fitter, model_file: Path, images: Images, dtype: str) -> dict[str, float]:
    """Return ``test_accuracy`` and ``test_loss`` of a saved classifier (EvaluationError: it is
    gone).
    """
    if not model_file.exists():
        raise EvaluationError(
            f"model_file must be a saved model; got {model_file}, which is gone. "
            "Train the candidate again."
        )
    with blamed_on_candidate():
        scores = fitter.score(load(model_file), images, dtype)
    return {"test_accuracy": scores.accuracy, "test_loss": scores.loss}


def load(model_file: Path) -> keras.Model:
    """Return the saved model (EvaluationError: the file is damaged)."""
    what = f"model_file must be a whole saved model; {model_file} is damaged"
    with in_words(what, "Train the candidate again.", EvaluationError):
        return keras.models.load_model(model_file, compile=False)


def _past(resume: Path | None, until: int) -> ResumedTraining:
    began = time.perf_counter()
    if resume is not None and (earlier := TrialFolder(resume)).state.exists():
        reached, seconds = read_reached(earlier.state)
        if reached.epochs < until:
            return ResumedTraining(Curves.read(earlier.curves), began - seconds, reached)
    return ResumedTraining(Curves(), began, None)
