"""Trains any functional Keras classifier in place, and scores it, by shared traces."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import keras
import numpy as np
import tensorflow as tf

from core.errors import EvaluationError
from core.pruning.weights import kernels_of
from core.training.candidate import check_finite
from core.training.program import read_program
from core.training.trace import Distillation, Schedule, TraceCache, TrainingState, WeightLayout
from core.training.weights import Checkpoint, cuts_of, state_of, write_back

Array = np.ndarray[Any, np.dtype[Any]]

# Told after an epoch: where training got to, and its scores.
CheckpointCallback = Callable[[Checkpoint, Mapping[str, float]], None]

# Pixels scored at once: keeps a wide net's activations to some hundred megabytes.
SCORED_PIXELS = 2**18


@dataclass(frozen=True)
class Images:
    """Images ``(count, height, width, channels)`` float32, labels ``(count,)``; on the device."""

    x: Any
    y: Any
    labels: Array

    @classmethod
    def of(cls, x: Array, y: Array) -> Images:
        labels = y.astype(np.int32)
        return cls(tf.constant(x), tf.constant(labels), labels)


@dataclass(frozen=True)
class FitSettings:
    """How to train: passes over the images, images a step, Adam's first learning rate.

    The rate falls to zero along a cosine. ``dtype`` is what the network computes in; weights and
    moments are float32 whatever it is. ``until`` is the epoch to stop after, the cosine cut short;
    0 is the last.
    """

    epochs: int
    batch_size: int
    learning_rate: float
    dtype: str = "float32"
    until: int = 0


@dataclass(frozen=True)
class Scores:
    """Logits ``(images, classes)``, and the accuracy and mean cross-entropy they give."""

    logits: Array
    accuracy: float
    loss: float


@dataclass
class Fitter:
    """Trains and scores models; models of one structure share their traces."""

    traces: TraceCache = field(default_factory=TraceCache)

    def fit(
        self,
        model: keras.Model,
        train: Images,
        validation: Images,
        plan: FitSettings,
        *,
        rng: np.random.Generator,
        report: CheckpointCallback,
        start: Checkpoint | None = None,
        guide: Distillation | None = None,
    ) -> tuple[Scores, Checkpoint]:
        """Train ``model`` in place; returns its last validation scores and where training got to.

        ``report`` is told after every epoch where training got to, and the loss, accuracy, val_loss
        and val_accuracy; what it raises passes through.

        Args:
            rng: as it was before the first epoch, whatever ``start`` is.
            start: where an earlier fit of the same plan got to, before ``plan.until``. Layers that
                only Keras knows, and that draw numbers of their own, draw others than at once.
            guide: a teacher to learn from and weights to keep at zero.

        Raises:
            EvaluationError: the loss is no longer a number.
        """
        program = read_program(model)
        traces = self.traces.traces(program, plan.dtype, guided=guide is not None)
        held = () if guide is None else (guide,)
        cuts = cuts_of(model, program)
        state, done = start or Checkpoint(state_of(model), 0)
        scores = None
        for epoch, order, schedule in _epochs(plan, len(train.labels), done, rng):
            state, loss, accuracy = traces.train(
                state, cuts, schedule, train.x, train.y, order, *held
            )
            scores = _scores(traces.score, state, cuts, validation)
            told = {"loss": float(loss), "accuracy": float(accuracy)}
            told |= {"val_loss": scores.loss, "val_accuracy": scores.accuracy}
            check_finite(told, epoch)
            report(Checkpoint(state, epoch), told)
            done = epoch
        write_back(model, state)
        return scores or _scores(traces.score, state, cuts, validation), Checkpoint(state, done)

    def score(self, model: keras.Model, images: Images, dtype: str = "float32") -> Scores:
        """Return the scores of ``model`` as it is."""
        program = read_program(model)
        traces = self.traces.traces(program, dtype)
        return _scores(traces.score, state_of(model), cuts_of(model, program), images)


def guide_of(
    model: keras.Model,
    images: int,
    *,
    teacher: Array | None = None,
    share: float = 0.5,
    temperature: float = 4.0,
    hold_zeros: bool = False,
) -> Distillation:
    """Return what to hold the training of ``model`` to.

    Args:
        images: how many training images there are.
        teacher: another network's logits for them, ``(images, classes)``.
        share: of the loss that goes by the teacher.
        hold_zeros: whether kernels' weights that are zero now stay zero.

    Raises:
        EvaluationError: the teacher's logits are of another shape, or a number is out of range.
    """
    expected = (images, model.output_shape[-1])
    if teacher is not None and teacher.shape != expected:
        raise EvaluationError(
            f"teacher must be logits for every training image, of shape {expected}; got "
            f"{teacher.shape}. Score the teacher on the same images and classes."
        )
    if not 0 <= share <= 1 or temperature <= 0:
        raise EvaluationError(
            f"share must be in [0, 1] and temperature above 0; got {share} and {temperature}. "
            "Take 0.5 and 4, or leave the teacher out."
        )
    mask = held_zeros(model) if hold_zeros else np.ones(1)
    logits = np.zeros(expected) if teacher is None else teacher
    return Distillation(
        tf.constant(logits, tf.float32),
        tf.constant(0.0 if teacher is None else share, tf.float32),
        tf.constant(temperature, tf.float32),
        tf.constant(mask, tf.float32),
    )


def held_zeros(model: keras.Model) -> Array:
    """Return a mask of the flat weights: 0 for kernels' weights that are zero now, else 1."""
    kernels = {id(kernel) for kernel in kernels_of(model)}
    masks = [
        np.asarray(weight) != 0 if id(weight) in kernels else np.ones(weight.shape, np.bool_)
        for weight in model.trainable_weights
    ]
    return np.concatenate([mask.ravel() for mask in masks])


def _epochs(
    plan: FitSettings, count: int, done: int, rng: np.random.Generator
) -> Iterator[tuple[int, Any, Schedule]]:
    """Yield each epoch after those that are done: its number, the images' order, its part of the
    plan.
    """
    # A stream of its own: what dropout draws changes no order of the images.
    seed = int(rng.spawn(1)[0].integers(2**31))
    batches = math.ceil(count / plan.batch_size)
    for epoch in range(1, (plan.until or plan.epochs) + 1):
        order = rng.permutation(count).astype(np.int32)
        if epoch > done:
            schedule = _schedule(plan, (epoch - 1) * batches, plan.epochs * batches, seed)
            yield epoch, tf.constant(order), schedule


def _schedule(plan: FitSettings, done: int, total: int, seed: int) -> Schedule:
    return Schedule(
        tf.constant(plan.batch_size),
        tf.constant(plan.learning_rate, tf.float32),
        tf.constant(done),
        tf.constant(total),
        tf.constant(seed),
    )


def _scores(score: Any, state: TrainingState, cuts: WeightLayout, images: Images) -> Scores:
    _, height, width, _ = images.x.shape
    chunk = max(16, SCORED_PIXELS // (height * width))
    parts = [
        score(state.weights, state.statistics, cuts, images.x[start : start + chunk]).numpy()
        for start in range(0, len(images.labels), chunk)
    ]
    logits = np.concatenate(parts)
    right = logits.argmax(axis=1) == images.labels
    losses = -log_probabilities(logits)[np.arange(len(logits)), images.labels]
    return Scores(logits, float(right.mean()), float(losses.mean()))


def log_probabilities(logits: Array) -> Array:
    """Return logarithms of the softmax of ``logits`` ``(images, classes)``, of the same shape."""
    shifted = logits - logits.max(axis=1, keepdims=True)
    result: Array = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
    return result
