"""Trains a detector in place and looks for objects with it, a batch at a time."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import keras
import numpy as np
import tensorflow as tf

from core.detection.augmentation import Augmentation
from core.detection.evaluation import AveragePrecision, Detections, evaluate
from core.detection.heads.base import Head
from core.detection.losses import Targets
from core.detection.suppression import suppress
from core.training.candidate import check_finite
from core.training.operations import RandomState, apply_program
from core.training.program import read_program
from core.training.trace import TrainingState, adam, cut, loss_scale
from core.training.weights import (
    Checkpoint,
    cuts_of,
    read_reached,
    state_of,
    write_back,
    write_reached,
)

Array = np.ndarray[Any, np.dtype[Any]]
# Told after an epoch: its number, and its scores.
EpochCallback = Callable[[int, Mapping[str, float]], None]

WARM_UP = 0.05
LARGEST_GRADIENT = 10.0
LOOKED_AT = 32


@dataclass(frozen=True)
class DetectionData:
    """Pictures ``(count, height, width, channels)`` float32 in [0, 1], and what is in them.

    ``boxes (count, most, 4)``, ``labels (count, most)``; label -1 is no object.
    """

    x: Array
    boxes: Array
    labels: Array

    @classmethod
    def of(cls, x: Array, y: Array) -> DetectionData:
        """Return from a data set's arrays: ``y (count, most, 5)`` are boxes and labels."""
        return cls(x, y[..., :4], y[..., 4].astype(np.int32))


@dataclass(frozen=True)
class DetectorPlan:
    """How to train: passes over the pictures, pictures a step, Adam's highest learning rate.

    The rate rises over the first twentieth of all steps and falls to zero along a cosine.
    ``until`` is the epoch to stop after, the cosine cut short.
    """

    epochs: int
    batch_size: int
    learning_rate: float
    until: int
    augmentation: Augmentation | None


@dataclass(frozen=True)
class DetectorGuide:
    """What fine-tuning a pruned detector is held to.

    Attributes:
        teacher: a detector of the same outputs, whose answers make up ``share`` of the loss.
        mask: 0 for weights that stay zero, in the order of the flat weights; its one number stands
            for all where every weight may move.
    """

    teacher: keras.Model | None = None
    share: float = 0.0
    mask: Array = field(default_factory=lambda: np.ones(1))


class DetectorFitter:
    """One detector in training: it, its head, and how far its weights are.

    The model itself has the weights that :meth:`fit` ended with. It computes in ``dtype``; weights,
    moments, outputs and the loss are float32 whatever that is.
    """

    def __init__(
        self,
        model: keras.Model,
        head: Head,
        guide: DetectorGuide | None = None,
        dtype: str = "float32",
    ) -> None:
        self.model, self.head, self._dtype = model, head, dtype
        self._guide = guide or DetectorGuide()
        self._program = read_program(model)
        self._cuts = cuts_of(model, self._program)
        self._state = state_of(model)
        self._step = tf.function(self._train_on)
        self._look = tf.function(self._outputs)

    def fit(
        self,
        train: DetectionData,
        validation: DetectionData,
        plan: DetectorPlan,
        *,
        seed: int,
        report: EpochCallback,
        done: int = 0,
    ) -> None:
        """Train from epoch ``done`` on; what ``report`` raises passes through.

        Each epoch draws from a stream of its own, so that one gone on with is what it would have
        been.

        Raises:
            EvaluationError: the loss is no longer a number.
        """
        for epoch in range(done + 1, plan.until + 1):
            scores = {"loss": self._epoch(train, plan, epoch, seed)} | self.scores(validation)
            check_finite(scores, epoch)
            report(epoch, scores)
        write_back(self.model, self._state)

    def _epoch(self, train: DetectionData, plan: DetectorPlan, epoch: int, seed: int) -> float:
        """Train through all pictures once; the mean loss."""
        rng = np.random.default_rng([seed, epoch])
        batches = math.ceil(len(train.x) / plan.batch_size)
        losses = []
        for turn, rows in enumerate(np.array_split(rng.permutation(len(train.x)), batches)):
            done = (epoch - 1) * batches + turn
            rate = plan.learning_rate * _rate(done / (plan.epochs * batches))
            moment = RandomState(tf.constant(seed % 2**31), tf.constant(done))
            x, targets = self._batch(train, rows, plan, rng)
            self._state, loss = self._step(self._state, tf.constant(rate), moment, x, targets)
            losses.append(float(loss))
        return float(np.mean(losses))

    def scores(self, scenes: DetectionData) -> dict[str, float]:
        """Return ``val_loss``, ``val_map`` and ``val_map50`` on ``scenes``."""
        found, loss = self.found(scenes)
        judged = judge(scenes, found, self.head.classes)
        return {"val_loss": loss, "val_map": judged.map, "val_map50": judged.map50}

    def found(self, scenes: DetectionData) -> tuple[list[Detections], float]:
        """Return what is seen in each picture, and the mean loss."""
        detections: list[Detections] = []
        losses: list[float] = []
        for start in range(0, len(scenes.x), LOOKED_AT):
            part = slice(start, start + LOOKED_AT)
            outputs = self._look(self._state, tf.constant(scenes.x[part]))
            boxes, labels = scenes.boxes[part], scenes.labels[part]
            targets = self.head.teaching.targets(boxes, labels)
            losses += [float(self.head.teaching.loss(outputs, targets).total)] * len(labels)
            at, scores = self.head.read(outputs)
            detections += suppress(np.asarray(at), np.asarray(scores))
        return detections, float(np.mean(losses))

    def keep(self, file: Path, epoch: int, seconds: float) -> None:
        """Write what :meth:`go_on` needs."""
        write_reached(file, Checkpoint(self._state, epoch), seconds)

    def go_on(self, file: Path) -> tuple[int, float]:
        """Take up where :meth:`keep` left off: the epochs done, and the seconds they took."""
        (self._state, epochs), seconds = read_reached(file)
        write_back(self.model, self._state)
        return epochs, seconds

    def _batch(
        self, scenes: DetectionData, rows: Array, plan: DetectorPlan, rng: np.random.Generator
    ) -> tuple[Any, Targets]:
        x, boxes, labels = scenes.x[rows], scenes.boxes[rows], scenes.labels[rows]
        if plan.augmentation is not None:
            x, boxes, labels = plan.augmentation(x, boxes, labels, rng)
        targets = self.head.teaching.targets(boxes, labels)
        return tf.constant(x), Targets(*map(tf.constant, targets))

    def _train_on(
        self, state: TrainingState, rate: Any, moment: RandomState, x: Any, targets: Targets
    ) -> tuple[TrainingState, Any]:
        pieces, statistics = cut(self._program, state.weights, state.statistics, self._cuts)
        seen = tf.cast(x, self._dtype)
        outputs, measured = apply_program(self._program, seen, pieces, statistics, moment)
        loss, scale = self._loss(x, outputs, targets), loss_scale(self._dtype)
        slopes = tf.gradients(scale * loss, pieces, unconnected_gradients="zero")
        gradient = tf.clip_by_norm(_joined(slopes) / scale, LARGEST_GRADIENT)
        keep = self._cuts.keep
        news = keep * state.statistics + (1 - keep) * _joined(measured)
        weights, first, second = adam(state, gradient, rate, moment.turn)
        held = weights * tf.constant(self._guide.mask, tf.float32)
        return TrainingState(held, first, second, news), loss

    def _loss(self, x: Any, outputs: Sequence[Any], targets: Targets) -> Any:
        """Return the loss of the outputs; a teacher is asked of the pictures as they were
        changed.
        """
        teaching, guide = self.head.teaching, self._guide
        loss = teaching.loss(outputs, targets).total
        if guide.teacher is None:
            return loss
        taught = keras.tree.flatten(guide.teacher(x, training=False))
        imitation = teaching.imitation(outputs, taught).total
        return (1 - guide.share) * loss + guide.share * imitation

    def _outputs(self, state: TrainingState, x: Any) -> list[Any]:
        pieces, statistics = cut(self._program, state.weights, state.statistics, self._cuts)
        return apply_program(self._program, tf.cast(x, self._dtype), pieces, statistics)[0]


def _joined(tensors: Sequence[Any]) -> Any:
    return tf.concat([tf.zeros(0), *(tf.reshape(tensor, [-1]) for tensor in tensors)], 0)


def judge(scenes: DetectionData, found: Sequence[Detections], classes: int) -> AveragePrecision:
    """Return how good the detections are."""
    return evaluate(scenes.boxes, scenes.labels, found, classes=classes)


def _rate(share: float) -> float:
    """Return the share of the highest learning rate after a share of all steps."""
    return min(1.0, (share + 1e-3) / WARM_UP) * 0.5 * (1 + math.cos(math.pi * share))
