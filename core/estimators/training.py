"""Estimator ``training``: builds a candidate, trains it for a few epochs, validates it."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import keras
import numpy as np
import tensorflow as tf

from core.datasets.prepare import Data
from core.errors import EvaluationError
from core.estimators.base import Estimator, Evaluation, Report
from core.estimators.catalogue import TrainingParams
from core.estimators.fitting import Fitter, Images, Plan, Scores, log_probabilities
from core.estimators.placement import pin
from core.estimators.precision import compute_dtype
from core.estimators.records import Curves, write_evaluation
from core.estimators.trace import TraceCache
from core.estimators.weights import Reached, draw_weights, read_reached, write_reached
from core.models import build
from core.profile.counts import count
from core.profile.files import file_bytes
from core.specs import Choices, Space

STATE = "state.npz"
# Shared by all estimators of this process, so that a warm-up serves the run that follows.
TRACES = TraceCache()


class Training(Estimator):
    """Trains every candidate from fresh weights with Adam and a cosine schedule.

    A training cut short leaves ``state.npz``: weights, statistics and Adam's moments. One that goes
    on from there draws the same fresh weights and the same orders of the images again before it
    takes the state over, so that each of its epochs is the one it would have been.
    """

    params: TrainingParams

    def __init__(self, params: TrainingParams, data: Data, device: str) -> None:
        super().__init__(params, data, pin(device))
        self._dtype = compute_dtype(params.precision, self.device)
        self._fitter = Fitter(TRACES)
        self._train = Images.of(data.x_train, data.y_train)
        self._validation = Images.of(data.x_val, data.y_val)

    def evaluate(
        self,
        space: Space,
        choices: Choices,
        *,
        seed: int,
        folder: Path,
        report: Report,
        epochs: int = 0,
        resume: Path | None = None,
    ) -> Evaluation:
        began = time.perf_counter()
        until = min(epochs or self.epochs, self.epochs)
        past = _past(resume, until)
        with blamed_on_candidate():
            model = self._build(space, choices)
            rng = np.random.default_rng(seed)
            draw_weights(model, rng)
        scores, reached = self._fit(model, rng, until, past, folder, report)
        model.save(folder / "model.keras")
        self._write_evaluation(folder / "evaluation.npz", scores)
        counts = count(model)
        seconds = past.seconds + time.perf_counter() - began
        if until < self.epochs:
            write_reached(folder / STATE, reached, seconds)
        metrics = {
            "val_accuracy": scores.accuracy,
            "val_loss": scores.loss,
            "parameters": float(counts.parameters),
            "macs": float(counts.macs),
            "size_bytes": float(file_bytes(folder / "model.keras")),
            "seconds": seconds,
        }
        return Evaluation(metrics, until)

    def measure(self, space: Space, choices: Choices) -> dict[str, float]:
        # A file's size depends on the shapes of the weights, not on their values.
        with TemporaryDirectory() as folder, blamed_on_candidate():
            file = Path(folder) / "model.keras"
            self._build(space, choices).save(file)
            return {"size_bytes": float(file_bytes(file))}

    def test(self, model_file: Path) -> dict[str, float]:
        if not model_file.exists():
            raise EvaluationError(
                f"model_file must be a saved model; got {model_file}, which is gone. "
                "Train the candidate again."
            )
        with blamed_on_candidate():
            model = keras.models.load_model(model_file, compile=False)
            images = Images.of(self.data.x_test, self.data.y_test)
            scores = self._fitter.score(model, images, self._dtype)
        return {"test_accuracy": scores.accuracy, "test_loss": scores.loss}

    def _build(self, space: Space, choices: Choices) -> keras.Model:
        info = self.data.info
        return build(
            space.family,
            input_shape=info.image_shape,
            classes=len(info.class_names),
            choices=choices,
            **space.options,
        )

    def _fit(
        self,
        model: keras.Model,
        rng: np.random.Generator,
        until: int,
        past: Past,
        folder: Path,
        report: Report,
    ) -> tuple[Scores, Reached]:
        params, curves = self.params, past.curves

        def tell(epoch: int, scores: Mapping[str, float]) -> None:
            curves.add(epoch, scores)
            report(epoch, scores)

        plan = Plan(params.epochs, params.batch_size, params.learning_rate, self._dtype, until)
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
        curves.write(folder / "curves.json")
        return fitted

    def _write_evaluation(self, file: Path, scores: Scores) -> None:
        probabilities = np.exp(log_probabilities(scores.logits))
        write_evaluation(file, self.data.x_val, self.data.y_val, probabilities)


@dataclass(frozen=True)
class Past:
    """What an earlier, shorter training of the candidate left: nothing, if there was none."""

    reached: Reached | None
    curves: Curves
    seconds: float


def _past(resume: Path | None, until: int) -> Past:
    if resume is not None and (resume / STATE).exists():
        reached, seconds = read_reached(resume / STATE)
        if reached.epochs < until:
            return Past(reached, Curves.read(resume / "curves.json"), seconds)
    return Past(None, Curves(), 0.0)


@contextmanager
def blamed_on_candidate() -> Iterator[None]:
    """Turn what TensorFlow raises into an EvaluationError that a person understands."""
    try:
        yield
    except (tf.errors.ResourceExhaustedError, MemoryError) as error:
        raise EvaluationError(
            "This candidate needs more memory than the device has. "
            "Use a smaller batch size, or a limit on parameters or MACs."
        ) from error
    except tf.errors.OpError as error:
        line = str(error.message).strip().splitlines()[0]
        raise EvaluationError(f"TensorFlow refused this candidate: {line}") from error
