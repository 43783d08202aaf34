"""Trains a detector in place and looks for objects with it, a batch at a time."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import keras
import numpy as np
import tensorflow as tf

from core.detection.augmentation import Augmentation
from core.detection.evaluation import Detections, Evaluation, evaluate
from core.detection.heads import Head
from core.detection.losses import Targets
from core.detection.suppression import suppress
from core.errors import EvaluationError

Array = np.ndarray[Any, np.dtype[Any]]
# Told after an epoch: its number, and its scores.
Told = Callable[[int, Mapping[str, float]], None]

WARM_UP = 0.05
LARGEST_GRADIENT = 10.0
LOOKED_AT = 32


@dataclass(frozen=True)
class Scenes:
    """Pictures ``(count, height, width, channels)`` float32 in [0, 1], and what is in them.

    ``boxes (count, most, 4)``, ``labels (count, most)``; label -1 is no object.
    """

    x: Array
    boxes: Array
    labels: Array

    @classmethod
    def of(cls, x: Array, y: Array) -> Scenes:
        """From a data set's arrays: ``y (count, most, 5)`` are boxes and labels."""
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


class DetectorFitter:
    """One detector in training: it, its head, its optimizer, and how far it is."""

    def __init__(self, model: keras.Model, head: Head) -> None:
        self.model, self.head = model, head
        self._adam = keras.optimizers.Adam(global_clipnorm=LARGEST_GRADIENT)
        self._adam.build(model.trainable_variables)
        self._step = tf.function(self._train_on)
        self._look = tf.function(lambda x: model(x, training=False))

    def fit(
        self,
        train: Scenes,
        validation: Scenes,
        plan: DetectorPlan,
        *,
        seed: int,
        report: Told,
        done: int = 0,
    ) -> None:
        """Train from epoch ``done`` on; what ``report`` raises passes through.

        Each epoch draws from a stream of its own, so that one gone on with is what it would have
        been.

        Raises:
            EvaluationError: the loss is no longer a number.
        """
        batches = math.ceil(len(train.x) / plan.batch_size)
        for epoch in range(done + 1, plan.until + 1):
            rng = np.random.default_rng([seed, epoch])
            losses = []
            for turn, rows in enumerate(np.array_split(rng.permutation(len(train.x)), batches)):
                share = ((epoch - 1) * batches + turn) / (plan.epochs * batches)
                self._adam.learning_rate.assign(plan.learning_rate * _rate(share))
                losses.append(self._step(*self._batch(train, rows, plan, rng)))
            scores = {"loss": float(np.mean([float(loss) for loss in losses]))}
            scores |= self.scores(validation)
            _check(scores, epoch)
            report(epoch, scores)

    def scores(self, scenes: Scenes) -> dict[str, float]:
        """``val_loss``, ``val_map`` and ``val_map50`` on ``scenes``."""
        found, loss = self.found(scenes)
        judged = judge(scenes, found, self.head.classes)
        return {"val_loss": loss, "val_map": judged.map, "val_map50": judged.map50}

    def found(self, scenes: Scenes) -> tuple[list[Detections], float]:
        """What is seen in each picture, and the mean loss."""
        detections: list[Detections] = []
        losses: list[float] = []
        for start in range(0, len(scenes.x), LOOKED_AT):
            part = slice(start, start + LOOKED_AT)
            outputs = keras.tree.flatten(self._look(tf.constant(scenes.x[part])))
            boxes, labels = scenes.boxes[part], scenes.labels[part]
            targets = Targets(boxes, labels, self.head.match(boxes, labels))
            losses += [float(self.head.loss(outputs, targets).total)] * len(labels)
            at, scores = self.head.read(outputs)
            detections += suppress(np.asarray(at), np.asarray(scores))
        return detections, float(np.mean(losses))

    def keep(self, file: Path, epoch: int, seconds: float) -> None:
        """Write what :meth:`go_on` needs."""
        values: dict[str, Any] = {
            f"v{place}": np.asarray(variable) for place, variable in enumerate(self._variables())
        }
        np.savez(file, epoch=epoch, seconds=seconds, **values)

    def go_on(self, file: Path) -> tuple[int, float]:
        """Take up where :meth:`keep` left off: the epochs done, and the seconds they took."""
        with np.load(file, allow_pickle=False) as arrays:
            for place, variable in enumerate(self._variables()):
                variable.assign(arrays[f"v{place}"])
            return int(arrays["epoch"]), float(arrays["seconds"])

    def _variables(self) -> Sequence[Any]:
        return [*self.model.variables, *self._adam.variables]

    def _batch(
        self, scenes: Scenes, rows: Array, plan: DetectorPlan, rng: np.random.Generator
    ) -> tuple[Any, Targets]:
        x, boxes, labels = scenes.x[rows], scenes.boxes[rows], scenes.labels[rows]
        if plan.augmentation is not None:
            x, boxes, labels = plan.augmentation(x, boxes, labels, rng)
        matches = self.head.match(boxes, labels)
        return tf.constant(x), Targets(*map(tf.constant, (boxes, labels, matches)))

    def _train_on(self, x: Any, targets: Targets) -> Any:
        with tf.GradientTape() as tape:
            outputs = keras.tree.flatten(self.model(x, training=True))
            loss = self.head.loss(outputs, targets).total
        variables = self.model.trainable_variables
        self._adam.apply(tape.gradient(loss, variables), variables)
        return loss


def judge(scenes: Scenes, found: Sequence[Detections], classes: int) -> Evaluation:
    """How good the detections are."""
    return evaluate(scenes.boxes, scenes.labels, found, classes=classes)


def _rate(share: float) -> float:
    """The share of the highest learning rate after a share of all steps."""
    return min(1.0, (share + 1e-3) / WARM_UP) * 0.5 * (1 + math.cos(math.pi * share))


def _check(scores: Mapping[str, float], epoch: int) -> None:
    broken = [name for name, value in scores.items() if not math.isfinite(value)]
    if broken:
        raise EvaluationError(
            f"The {broken[0].replace('_', ' ')} became {scores[broken[0]]} in epoch {epoch}: "
            "training diverged. Try a smaller learning rate."
        )
