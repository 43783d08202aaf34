"""Fine-tunes pruned detectors, on changed pictures and by the loss that they were trained by."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import Any

import keras
import numpy as np

from core.datasets.prepare import Data
from core.detection.augmentation import Augmentation
from core.detection.heads.base import Head, read_head
from core.estimators.catalogue import DetectorPruningParams
from core.estimators.compression.fine_tuning import (
    FineTuneRound,
    Fitted,
    RoundCallback,
    RoundCheckpoint,
    Tuner,
)
from core.estimators.detection import CURVES, tested
from core.pruning.losses import Loss
from core.results.detections import write_findings
from core.results.layout import HEAD
from core.training.candidate import blamed_on_candidate
from core.training.classifier import held_zeros
from core.training.detector import DetectionData, DetectorFitter, DetectorGuide, DetectorPlan
from core.training.precision import compute_dtype

Array = np.ndarray[Any, np.dtype[Any]]


class DetectorTuner(Tuner):
    """Adam with a warm-up and a cosine; the parent's boxes and classes if it teaches.

    What the parent says of a picture cannot be worked out once for all, as pictures are changed at
    random: it is asked at every step.
    """

    curves = CURVES
    params: DetectorPruningParams

    def __init__(self, params: DetectorPruningParams, data: Data, device: str) -> None:
        super().__init__(params, data, device)
        self._dtype = compute_dtype(params.precision, device)
        self._train = DetectionData.of(data.x_train, data.y_train)
        self._validation = DetectionData.of(data.x_val, data.y_val)

    def fit(self, model: keras.Model, lesson: FineTuneRound, report: RoundCallback) -> Fitted:
        with blamed_on_candidate():
            head, guide = read_head(lesson.parent / HEAD), self._guide(model, lesson)
            fitter = DetectorFitter(model, head, guide, self._dtype)
            done = 0 if lesson.start is None else fitter.go_on(lesson.start)[0]

            def tell(epoch: int, scores: Mapping[str, float]) -> None:
                report(_stand(fitter, epoch), scores)

            fitter.fit(
                self._train,
                self._validation,
                self._plan(lesson),
                seed=_seed(lesson),
                report=tell,
                done=done,
            )
        return Fitted(_stand(fitter, max(done, lesson.until)), fitter)

    def leave(self, fitted: Fitted, folder: Path) -> dict[str, float]:
        with blamed_on_candidate():
            return write_findings(fitted.outcome, self._validation, folder)

    def test(self, model_file: Path) -> dict[str, float]:
        return tested(model_file, self._test, self._dtype)

    def _loss(self, place: Path) -> Loss:
        return loss_of(read_head(place / HEAD))

    def _guide(self, model: keras.Model, lesson: FineTuneRound) -> DetectorGuide:
        guide = DetectorGuide(mask=held_zeros(model)) if lesson.holds else DetectorGuide()
        if not lesson.taught:
            return guide
        teacher = self.parent(lesson.parent)
        return replace(guide, teacher=teacher, share=self.params.teacher_share)

    def _plan(self, lesson: FineTuneRound) -> DetectorPlan:
        params = self.params
        changes = Augmentation() if params.augmentation else None
        return DetectorPlan(
            lesson.epochs, params.batch_size, params.learning_rate, lesson.until, changes
        )

    @cached_property
    def _test(self) -> DetectionData:
        return DetectionData.of(self.data.x_test, self.data.y_test)


def loss_of(head: Head) -> Loss:
    """Return the loss of a detector's outputs for ``y (pictures, most, 5)``, boxes and labels."""

    def loss(outputs: Any, y: Array) -> Any:
        targets = head.teaching.targets(y[..., :4], y[..., 4].astype(np.int32))
        return head.teaching.loss(keras.tree.flatten(outputs), targets).total

    return loss


def _seed(lesson: FineTuneRound) -> int:
    """Return what a round draws from: its own under every seed, as no sum of the two would be."""
    return int(np.random.SeedSequence([lesson.seed, lesson.number]).generate_state(1)[0])


def _stand(fitter: DetectorFitter, epochs: int) -> RoundCheckpoint:
    return RoundCheckpoint(epochs, lambda file, seconds: fitter.keep(file, epochs, seconds))
