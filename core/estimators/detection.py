"""Estimator ``detection``: trains a detector for a few epochs, and looks how well it finds."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from core.datasets.prepare import Data
from core.detection.augmentation import Augmentation
from core.detection.heads.base import head_class, read_head
from core.estimators.base import Estimator, Evaluation, EvaluationRequest
from core.estimators.catalogue import DetectionParams
from core.estimators.training import load
from core.models.catalogue import family_options
from core.profile.figures import figures_of
from core.results.detections import write_findings, write_test
from core.results.layout import TrialFolder
from core.results.records import Curves, Resumed, pass_on
from core.specs import Choices, Space
from core.training.candidate import blamed_on_candidate, fresh, untrained_bytes
from core.training.detector import DetectionData, DetectorFitter, DetectorPlan
from core.training.device import pin
from core.training.precision import compute_dtype
from core.training.progress import EpochCallback

CURVES = ("epoch", "loss", "val_loss", "val_map50", "val_map")


class Detection(Estimator):
    """Trains every candidate from fresh weights with Adam, on pictures that it changes at random.

    Besides ``model.keras`` and ``curves.json`` it writes ``head.json``, how the network's tensors
    are read, and ``detections.npz``: some validation pictures with what is in them and what was
    found, and the figures of every class.
    """

    params: DetectionParams

    def __init__(self, params: DetectionParams, data: Data, device: str) -> None:
        super().__init__(params, data, pin(device))
        self._dtype = compute_dtype(params.precision, self.device)
        self._train = DetectionData.of(data.x_train, data.y_train)
        self._validation = DetectionData.of(data.x_val, data.y_val)

    def evaluate(self, request: EvaluationRequest, report: EpochCallback) -> Evaluation:
        until, folder = request.until(self.epochs), TrialFolder(request.folder)
        began = time.perf_counter()
        with blamed_on_candidate():
            fitter = self._fitter(request.space, request.choices, request.seed)
        past = _past(fitter, request.resume, began)
        reached = max(past.epochs, until)
        self._fit(fitter, self._plan(until), request.seed, past, folder, report)
        seconds = past.seconds
        if until < self.epochs:
            fitter.keep(folder.state, reached, seconds)
        return Evaluation(self._kept(fitter, folder) | {"seconds": seconds}, reached)

    def _fit(
        self,
        fitter: DetectorFitter,
        plan: DetectorPlan,
        seed: int,
        past: ResumedDetection,
        folder: TrialFolder,
        report: EpochCallback,
    ) -> None:
        """Train on from what is ``past``; a ``report`` that raises leaves what is needed for it."""
        curves, scenes = past.curves, (self._train, self._validation)

        def tell(epoch: int, scores: Mapping[str, float]) -> None:
            pass_on(
                report,
                epoch,
                scores,
                curves=curves,
                folder=folder,
                keep=lambda: fitter.keep(folder.state, epoch, past.seconds),
            )

        with blamed_on_candidate():
            fitter.fit(*scenes, plan, seed=seed, report=tell, done=past.epochs)
        curves.write(folder.curves)

    def measure(self, space: Space, choices: Choices) -> dict[str, float]:
        return {"size_bytes": untrained_bytes(space, choices, self.data.info)}

    def test(self, model_file: Path) -> dict[str, float]:
        return tested(model_file, self._test, self._dtype)

    @cached_property
    def _test(self) -> DetectionData:
        return DetectionData.of(self.data.x_test, self.data.y_test)

    def _plan(self, until: int) -> DetectorPlan:
        params = self.params
        changes = Augmentation() if params.augmentation else None
        return DetectorPlan(params.epochs, params.batch_size, params.learning_rate, until, changes)

    def _fitter(self, space: Space, choices: Choices, seed: int) -> DetectorFitter:
        """Return a candidate before its training, with the head that is fitted to the objects.

        Raises:
            EvaluationError: it cannot be built, or its family is none of detectors.
        """
        made, settings = head_class(space.family), family_options(space.family, space.options)
        model = fresh(space, choices, self.data.info, seed)
        boxes = self._train.boxes[self._train.labels >= 0]
        head = made.of(model, self.data.info, boxes, settings.chosen(choices))
        return DetectorFitter(model, head, dtype=self._dtype)

    def _kept(self, fitter: DetectorFitter, folder: TrialFolder) -> dict[str, float]:
        """Write what the candidate leaves, and weigh it."""
        fitter.model.save(folder.model)
        own = write_findings(fitter, self._validation, folder.path)
        return own | figures_of(fitter.model, folder.model, latency=self.params.latency)


@dataclass(frozen=True)
class ResumedDetection(Resumed):
    """How many epochs an earlier, shorter training of the candidate had."""

    epochs: int


def _past(fitter: DetectorFitter, resume: Path | None, began: float) -> ResumedDetection:
    """Return what is taken up of the folder ``resume``, by the fitter too, if there is
    something.
    """
    if resume is None or not (earlier := TrialFolder(resume)).state.exists():
        return ResumedDetection(Curves(CURVES), began, 0)
    epochs, seconds = fitter.go_on(earlier.state)
    return ResumedDetection(Curves.read(earlier.curves), began - seconds, epochs)


def tested(model_file: Path, scenes: DetectionData, dtype: str = "float32") -> dict[str, float]:
    """Return ``test_map``, ``test_map50`` and ``test_loss`` of a saved detector, its head beside
    it.

    What it finds is written beside it too.
    """
    model, head = load(model_file), read_head(TrialFolder(model_file.parent).head)
    with blamed_on_candidate():
        return write_test(DetectorFitter(model, head, dtype=dtype), scenes, model_file.parent)
