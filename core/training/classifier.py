"""Trains any functional Keras classifier in place, and scores it, by shared traces."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import keras
import numpy as np
import tensorflow as tf

from core.arrays import Array
from core.datasets.prepare import Data
from core.metrics import Part
from core.results.layout import TrialFolder
from core.results.records import write_evaluation
from core.specs import Choices, Space
from core.training.candidate import build_candidate, check_finite
from core.training.program import read_program
from core.training.settings import FitSettings
from core.training.trace import (
    Distillation,
    Schedule,
    TraceCache,
    Traces,
    TrainingState,
    WeightLayout,
)
from core.training.trainer import (
    Checkpoint,
    CheckpointCallback,
    Fitted,
    Predictions,
    TaskNetwork,
    Trainer,
)
from core.training.weights import draw_weights, held_zeros, layout_of, training_state, write_back

# Pixels scored at once: keeps a wide net's activations to some hundred megabytes.
SCORED_PIXELS = 2**18
# Shared by all trainers of this process, so that a warm-up serves the run that follows.
TRACES = TraceCache()


@dataclass(frozen=True)
class Images:
    """Images ``(count, height, width, channels)`` float32, labels ``(count,)``.

    ``x`` and ``y`` are ``pictures`` and ``labels`` on the device.
    """

    pictures: Array
    labels: Array
    x: Any
    y: Any

    @classmethod
    def of(cls, x: Array, y: Array) -> Images:
        labels = y.astype(np.int32)
        return cls(x, labels, tf.constant(x), tf.constant(labels))


@dataclass(frozen=True)
class ClassifierPredictions(Predictions):
    """Logits ``(images, classes)``, and the accuracy and mean cross-entropy they give."""

    images: Images
    logits: Array
    accuracy: float
    loss: float

    @property
    def scores(self) -> dict[str, float]:
        return {"accuracy": self.accuracy, "loss": self.loss}

    def write(self, folder: TrialFolder, part: Part) -> None:
        if part == "validation":
            probabilities = np.exp(log_probabilities(self.logits))
            write_evaluation(
                folder.evaluation, self.images.pictures, self.images.labels, probabilities
            )


class ClassifierTrainer(Trainer):
    """Adam, a cosine, cross-entropy; models of one structure share their traces.

    Fresh weights and then the orders of the images come from one stream: a training that goes on
    draws all of them again, so that each of its epochs is the one it would have been.
    """

    curves = ("epoch", "loss", "accuracy", "val_loss", "val_accuracy")
    takes = Images

    def __init__(
        self, data: Data, dtype: str = "float32", traces: TraceCache | None = None
    ) -> None:
        super().__init__(data, dtype)
        self.traces = TRACES if traces is None else traces
        self._taught: dict[keras.Model, Array] = {}

    def build(self, space: Space, choices: Choices, seed: int) -> TaskNetwork:
        model, rng = build_candidate(space, choices, self.data.info), np.random.default_rng(seed)
        draw_weights(model, rng)
        return TaskNetwork(model, seed=(seed,), rng=rng)

    def fit(
        self,
        network: TaskNetwork,
        settings: FitSettings,
        report: CheckpointCallback,
        start: Checkpoint | None = None,
    ) -> Fitted:
        model, rng = network.model, network.rng or np.random.default_rng(network.seed)
        train, validation = self.pictures("training"), self.pictures("validation")
        program, held = read_program(model), self._held_to(model, settings)
        traces = self.traces.traces(program, self.dtype, guided=bool(held))
        layout = layout_of(model, program)
        checkpoint = start or Checkpoint(training_state(model), 0)
        latest: ClassifierPredictions | None = None
        for epoch, order, schedule in _epochs(settings, len(train.labels), checkpoint.epochs, rng):
            state, loss, accuracy = traces.train(
                checkpoint.state, layout, schedule, train.x, train.y, order, *held
            )
            checkpoint = Checkpoint(state, epoch)
            latest = _predictions(traces, state, layout, validation)
            seen = {"loss": float(loss), "accuracy": float(accuracy)}
            scores = seen | latest.named("validation")
            check_finite(scores, epoch)
            report(checkpoint, scores)
        write_back(model, checkpoint.state)
        return Fitted(
            checkpoint, latest or _predictions(traces, checkpoint.state, layout, validation)
        )

    def predict(self, network: TaskNetwork, *parts: Part) -> list[Predictions]:
        return [self.score(network.model, self.pictures(part)) for part in parts]

    def score(self, model: keras.Model, images: Images) -> ClassifierPredictions:
        """Return the predictions of ``model``, as it is, for ``images``."""
        program = read_program(model)
        traces = self.traces.traces(program, self.dtype)
        return _predictions(traces, training_state(model), layout_of(model, program), images)

    def _held_to(self, model: keras.Model, settings: FitSettings) -> tuple[Distillation, ...]:
        """Return the further inputs of the traces for distillation or held zeros."""
        teacher = settings.teacher
        if teacher is None and not settings.hold_zeros:
            return ()
        mask = held_zeros(model) if settings.hold_zeros else np.ones(1)
        if teacher is None:
            logits = np.zeros((len(self.data.y_train), model.output_shape[-1]))
            share, temperature = 0.0, 1.0
        else:
            logits = self._taught_by(teacher.model)
            share, temperature = teacher.share, teacher.temperature
        numbers = (logits, share, temperature, mask)
        return (Distillation(*(tf.constant(number, tf.float32) for number in numbers)),)

    def _taught_by(self, teacher: keras.Model) -> Array:
        """Return a teacher's logits for the training images, computed once."""
        if teacher not in self._taught:
            self._taught[teacher] = self.score(teacher, self.pictures("training")).logits
        return self._taught[teacher]


def _epochs(
    settings: FitSettings, count: int, done: int, rng: np.random.Generator
) -> Iterator[tuple[int, Any, Schedule]]:
    """Yield each remaining epoch: its number, the images' order, its part of the schedule."""
    # A stream of its own: what dropout draws changes no order of the images.
    seed = int(rng.spawn(1)[0].integers(2**31))
    batches = math.ceil(count / settings.batch_size)
    for epoch in range(1, (settings.until or settings.epochs) + 1):
        order = rng.permutation(count).astype(np.int32)
        if epoch > done:
            schedule = Schedule(
                tf.constant(settings.batch_size),
                tf.constant(settings.learning_rate, tf.float32),
                tf.constant((epoch - 1) * batches),
                tf.constant(settings.epochs * batches),
                tf.constant(seed),
            )
            yield epoch, tf.constant(order), schedule


def _predictions(
    traces: Traces, state: TrainingState, layout: WeightLayout, images: Images
) -> ClassifierPredictions:
    _, height, width, _ = images.x.shape
    chunk = max(16, SCORED_PIXELS // (height * width))
    parts = [
        traces.score(
            state.weights, state.statistics, layout, images.x[start : start + chunk]
        ).numpy()
        for start in range(0, len(images.labels), chunk)
    ]
    logits = np.concatenate(parts)
    right = logits.argmax(axis=1) == images.labels
    losses = -log_probabilities(logits)[np.arange(len(logits)), images.labels]
    return ClassifierPredictions(images, logits, float(right.mean()), float(losses.mean()))


def log_probabilities(logits: Array) -> Array:
    """Return the log-softmax of ``logits`` ``(images, classes)``, of the same shape."""
    shifted = logits - logits.max(axis=1, keepdims=True)
    result: Array = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
    return result
