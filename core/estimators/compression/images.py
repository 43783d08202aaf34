"""Fine-tunes pruned classifiers by shared traces."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from pathlib import Path
from typing import Any

import keras
import numpy as np

from core.datasets.prepare import Data
from core.estimators.catalogue import PruningParams
from core.estimators.compression.fine_tuning import (
    FineTuneRound,
    Fitted,
    RoundCallback,
    RoundCheckpoint,
    Tuner,
)
from core.estimators.training import TRACES, tested, write_answers
from core.results.layout import TrialFolder
from core.results.records import CURVES
from core.training.candidate import blamed_on_candidate
from core.training.classifier import FitSettings, Fitter, Images, guide_of
from core.training.precision import compute_dtype
from core.training.trace import Distillation
from core.training.weights import Checkpoint, read_reached, write_reached

Logits = np.ndarray[Any, np.dtype[np.float32]]


class ClassifierTuner(Tuner):
    """Adam, a cosine, cross-entropy; the parent's softened answers if it teaches."""

    curves = CURVES
    params: PruningParams

    def __init__(self, params: PruningParams, data: Data, device: str) -> None:
        super().__init__(params, data, device)
        self._dtype = compute_dtype(params.precision, device)
        self._fitter = Fitter(TRACES)
        self._train = Images.of(data.x_train, data.y_train)
        self._validation = Images.of(data.x_val, data.y_val)
        self._taught: dict[Path, Logits] = {}

    def fit(self, model: keras.Model, lesson: FineTuneRound, report: RoundCallback) -> Fitted:
        params = self.params
        plan = FitSettings(
            lesson.epochs, params.batch_size, params.learning_rate, self._dtype, lesson.until
        )

        def tell(reached: Checkpoint, scores: Mapping[str, float]) -> None:
            report(_stand(reached), scores)

        with blamed_on_candidate():
            scores, reached = self._fitter.fit(
                model,
                self._train,
                self._validation,
                plan,
                rng=np.random.default_rng([lesson.seed, lesson.number]),
                report=tell,
                start=None if lesson.start is None else read_reached(lesson.start)[0],
                guide=self._guide(model, lesson) if lesson.epochs else None,
            )
        return Fitted(_stand(reached), scores)

    def leave(self, fitted: Fitted, folder: Path) -> dict[str, float]:
        scores = fitted.outcome
        write_answers(TrialFolder(folder).evaluation, self.data, scores)
        return {"val_accuracy": scores.accuracy, "val_loss": scores.loss}

    def test(self, model_file: Path) -> dict[str, float]:
        return tested(self._fitter, model_file, self._test, self._dtype)

    def _guide(self, model: keras.Model, lesson: FineTuneRound) -> Distillation | None:
        if not (lesson.holds or lesson.taught):
            return None
        return guide_of(
            model,
            len(self.data.y_train),
            teacher=self._answers(lesson.parent) if lesson.taught else None,
            share=self.params.teacher_share,
            temperature=self.params.temperature,
            hold_zeros=lesson.holds,
        )

    def _answers(self, place: Path) -> Logits:
        """Return the parent's logits for the training images."""
        if place not in self._taught:
            scores = self._fitter.score(self.parent(place), self._train, self._dtype)
            self._taught[place] = scores.logits
        return self._taught[place]

    @cached_property
    def _test(self) -> Images:
        return Images.of(self.data.x_test, self.data.y_test)


def _stand(reached: Checkpoint) -> RoundCheckpoint:
    return RoundCheckpoint(
        reached.epochs, lambda file, seconds: write_reached(file, reached, seconds)
    )
