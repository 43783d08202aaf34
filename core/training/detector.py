"""Trains a detector in place and predicts with it, a batch at a time."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import keras
import numpy as np
import tensorflow as tf

from core.arrays import Array
from core.detection.augmentation import Augmentation
from core.detection.evaluation import AveragePrecision, Detections, evaluate
from core.detection.heads.base import Head, head_class, write_head
from core.detection.losses import Targets
from core.detection.suppression import suppress
from core.errors import EvaluationError
from core.metrics import Part
from core.models.catalogue import FAMILIES
from core.results.detections import write_detections
from core.results.layout import TrialFolder
from core.specs import Choices, Space
from core.training.candidate import build_candidate, check_finite
from core.training.operations import RandomState, apply_program
from core.training.program import read_program
from core.training.settings import FitSettings, Teacher
from core.training.trace import (
    COUNT,
    NUMBER,
    STATE,
    TrainingState,
    adam,
    cut_weights,
    loss_scale,
)
from core.training.trainer import (
    Checkpoint,
    CheckpointCallback,
    Fitted,
    Predictions,
    TaskNetwork,
    Trainer,
)
from core.training.weights import held_zeros, layout_of, training_state, write_back

WARM_UP = 0.05
LARGEST_GRADIENT = 10.0
LOOKED_AT = 32
NUMBERS = tf.TensorSpec([None, None], tf.int32)
TARGETS = Targets(tf.TensorSpec([None, None, 4], tf.float32), NUMBERS, NUMBERS)


@dataclass(frozen=True)
class DetectionData:
    """Pictures ``(count, height, width, channels)`` float32 in [0, 1], and their objects.

    ``boxes (count, most, 4)``, ``labels (count, most)``; label -1 is no object.
    """

    x: Array
    boxes: Array
    labels: Array

    @classmethod
    def of(cls, x: Array, y: Array) -> DetectionData:
        """Convert a data set's pictures and ``y (count, most, 5)``, boxes and labels."""
        return cls(x, y[..., :4], y[..., 4].astype(np.int32))


@dataclass(frozen=True)
class DetectorPredictions(Predictions):
    """The detections in pictures, their average precision, and the mean loss."""

    pictures: DetectionData
    head: Head
    found: list[Detections]
    judged: AveragePrecision
    loss: float

    @property
    def scores(self) -> dict[str, float]:
        return {"map": self.judged.map, "map50": self.judged.map50, "loss": self.loss}

    def write(self, folder: TrialFolder, part: Part) -> None:
        file = folder.test_detections
        if part == "validation":
            write_head(self.head, folder.head)
            file = folder.detections
        seen = self.pictures
        write_detections(file, (seen.x, seen.boxes, seen.labels), self.found, self.judged)


class DetectorTrainer(Trainer):
    """Adam with a warm-up and a cosine schedule, on augmented pictures.

    Each epoch draws from a stream of its own, so that one gone on with is what it would have been.
    What a teacher says of a picture cannot be worked out once for all, as pictures are changed: it
    is asked at every step.
    """

    curves = ("epoch", "loss", "val_loss", "val_map50", "val_map")
    takes = DetectionData

    def build(self, space: Space, choices: Choices, seed: int) -> TaskNetwork:
        made = head_class(space.family)
        options = FAMILIES.entry(space.family).params.read(space.options)
        keras.utils.set_random_seed(seed)
        model = build_candidate(space, choices, self.data.info)
        train = self.pictures("training")
        boxes = train.boxes[train.labels >= 0]
        head = made.of(model, self.data.info, boxes, options.chosen(choices))
        return TaskNetwork(model, head, (seed,))

    def fit(
        self,
        network: TaskNetwork,
        settings: FitSettings,
        report: CheckpointCallback,
        start: Checkpoint | None = None,
    ) -> Fitted:
        model, validation = network.model, self.pictures("validation")
        mask = held_zeros(model) if settings.hold_zeros else None
        traced = _TracedDetector(network, self.dtype, settings.teacher, mask)
        checkpoint = start or Checkpoint(training_state(model), 0)
        latest: DetectorPredictions | None = None
        for epoch in range(checkpoint.epochs + 1, (settings.until or settings.epochs) + 1):
            state, loss = self._epoch(
                traced, checkpoint.state, settings, epoch, _number(network.seed)
            )
            checkpoint, latest = Checkpoint(state, epoch), traced.predict(state, validation)
            scores = {"loss": loss} | latest.named("validation")
            check_finite(scores, epoch)
            report(checkpoint, scores)
        write_back(model, checkpoint.state)
        return Fitted(checkpoint, latest or traced.predict(checkpoint.state, validation))

    def predict(self, network: TaskNetwork, *parts: Part) -> list[Predictions]:
        traced, state = _TracedDetector(network, self.dtype), training_state(network.model)
        return [traced.predict(state, self.pictures(part)) for part in parts]

    def _epoch(
        self,
        traced: _TracedDetector,
        state: TrainingState,
        settings: FitSettings,
        epoch: int,
        seed: int,
    ) -> tuple[TrainingState, float]:
        """Train on all pictures once; return the mean loss too."""
        train, rng = self.pictures("training"), np.random.default_rng([seed, epoch])
        change = Augmentation() if settings.augmentation else None
        batches, losses = math.ceil(len(train.x) / settings.batch_size), []
        for turn, rows in enumerate(np.array_split(rng.permutation(len(train.x)), batches)):
            done = (epoch - 1) * batches + turn
            rate = settings.learning_rate * _rate(done / (settings.epochs * batches))
            random_state = RandomState(tf.constant(seed % 2**31), tf.constant(done))
            x, boxes, labels = train.x[rows], train.boxes[rows], train.labels[rows]
            if change is not None:
                x, boxes, labels = change(x, boxes, labels, rng)
            targets = Targets(*map(tf.constant, traced.head.teaching.targets(boxes, labels)))
            state, loss = traced.step(
                state, tf.constant(rate), random_state, tf.constant(x), targets
            )
            losses.append(float(loss))
        return state, float(np.mean(losses))


class _TracedDetector:
    """The training step of one detector and its outputs, traced.

    Args:
        mask: 0 for weights that stay zero, in the order of the flat weights.
    """

    def __init__(
        self,
        network: TaskNetwork,
        dtype: str,
        teacher: Teacher | None = None,
        mask: Array | None = None,
    ) -> None:
        if network.head is None:
            raise EvaluationError(
                "A detector must have a head; got a network without one. Take one that has its "
                "head.json beside it."
            )
        self.head, self._dtype = network.head, dtype
        self._teacher, self._mask = teacher, np.ones(1) if mask is None else mask
        self._program = read_program(network.model)
        self._layout = layout_of(network.model, self._program)
        pictures = tf.TensorSpec([None, *network.model.input_shape[1:]], tf.float32)
        self.step = _traced(
            self._train_on, STATE, NUMBER, RandomState(COUNT, COUNT), pictures, TARGETS
        )
        self._look = _traced(self._outputs, STATE, pictures)

    def predict(self, state: TrainingState, pictures: DetectionData) -> DetectorPredictions:
        """Return the judged detections in each picture by the weights of ``state``."""
        found: list[Detections] = []
        losses: list[float] = []
        teaching = self.head.teaching
        for start in range(0, len(pictures.x), LOOKED_AT):
            part = slice(start, start + LOOKED_AT)
            outputs = self._look(state, tf.constant(pictures.x[part]))
            boxes, labels = pictures.boxes[part], pictures.labels[part]
            targets = teaching.targets(boxes, labels)
            losses += [float(teaching.loss(outputs, targets).total)] * len(labels)
            at, scores = self.head.read(outputs)
            found += suppress(np.asarray(at), np.asarray(scores))
        judged = judge(pictures, found, self.head.classes)
        return DetectorPredictions(pictures, self.head, found, judged, float(np.mean(losses)))

    def _train_on(
        self, state: TrainingState, rate: Any, random_state: RandomState, x: Any, targets: Targets
    ) -> tuple[TrainingState, Any]:
        pieces, statistics = cut_weights(
            self._program, state.weights, state.statistics, self._layout
        )
        seen = tf.cast(x, self._dtype)
        outputs, measured = apply_program(self._program, seen, pieces, statistics, random_state)
        loss, scale = self._loss(x, outputs, targets), loss_scale(self._dtype)
        slopes = tf.gradients(scale * loss, pieces, unconnected_gradients="zero")
        gradient = tf.clip_by_norm(_joined(slopes) / scale, LARGEST_GRADIENT)
        keep = self._layout.keep
        news = keep * state.statistics + (1 - keep) * _joined(measured)
        weights, first, second = adam(state, gradient, rate, random_state.turn)
        held = weights * tf.constant(self._mask, tf.float32)
        return TrainingState(held, first, second, news), loss

    def _loss(self, x: Any, outputs: Sequence[Any], targets: Targets) -> Any:
        """Return the loss of the outputs; the teacher sees the pictures as augmented."""
        teaching, teacher = self.head.teaching, self._teacher
        loss = teaching.loss(outputs, targets).total
        if teacher is None:
            return loss
        taught = keras.tree.flatten(teacher.model(x, training=False))
        imitation = teaching.imitation(outputs, taught).total
        return (1 - teacher.share) * loss + teacher.share * imitation

    def _outputs(self, state: TrainingState, x: Any) -> list[Any]:
        pieces, statistics = cut_weights(
            self._program, state.weights, state.statistics, self._layout
        )
        return apply_program(self._program, tf.cast(x, self._dtype), pieces, statistics)[0]


def _traced(function: Callable[..., Any], *signature: Any) -> Any:
    """Return the function as one graph, for batches of any size."""
    return tf.function(function, input_signature=signature, autograph=False)


def _number(seed: Sequence[int]) -> int:
    """Return the seed of the epochs: distinct for every training seed and round."""
    return seed[0] if len(seed) == 1 else int(np.random.SeedSequence(seed).generate_state(1)[0])


def _joined(tensors: Sequence[Any]) -> Any:
    return tf.concat([tf.zeros(0), *(tf.reshape(tensor, [-1]) for tensor in tensors)], 0)


def judge(scenes: DetectionData, found: Sequence[Detections], classes: int) -> AveragePrecision:
    """Return the average precision of the detections."""
    return evaluate(scenes.boxes, scenes.labels, found, classes=classes)


def _rate(share: float) -> float:
    """Return the relative learning rate after a share of all steps."""
    return min(1.0, (share + 1e-3) / WARM_UP) * 0.5 * (1 + math.cos(math.pi * share))
