"""The contract of every estimator."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from core.candidates.catalogue import kind_of

if TYPE_CHECKING:
    from core.datasets.prepare import Data
    from core.spaces import Part
    from core.specs import Choices, Space
    from core.training.settings import EpochCallback


@dataclass(frozen=True)
class Evaluation:
    """The result of one candidate: ``metrics`` is keyed as :data:`core.metrics.METRICS`.

    What :meth:`Estimator.costs` knows exactly need not be among them.
    ``epochs`` and the metric ``seconds`` count the whole training, what was resumed included.
    """

    metrics: dict[str, float]
    epochs: int


@dataclass(frozen=True)
class EvaluationRequest:
    """One candidate to score.

    Attributes:
        seed: that of the first training, if this one goes on with it.
        folder: where its files go; exists and is empty.
        epochs: how many to train in all; 0, or more than the full number, is the full number.
        resume: the folder of an earlier evaluation of the same candidate, interrupted or for fewer
            epochs.
    """

    space: Space
    choices: Choices
    seed: int
    folder: Path
    epochs: int = 0
    resume: Path | None = None

    def until(self, full: int) -> int:
        """Return the epoch to stop after; ``full`` is the full number."""
        return min(self.epochs or full, full)


class Estimator(ABC):
    """Scores proposals on one device; never chooses any.

    The contract:

    - One candidate leaves no trace in the next: the same space, choices and seed give the same
      scores, up to the rounding of parallel sums.
    - ``evaluate`` calls ``report(epoch, scores)`` after every epoch, from 1; ``scores`` has
      ``loss``, the ``scores`` of the entry, and ``accuracy`` of classifiers. What ``report`` raises
      passes through unchanged, and what ``folder`` then holds is enough to go on from that epoch.
      It is so every :func:`~core.settings.checkpoint_seconds`, should the process be killed.
    - It writes into ``folder``: ``model.keras``; ``curves.json`` (a list of each score by epoch,
      and ``epoch``). Of a classifier ``evaluation.npz``
      (:func:`core.results.records.write_evaluation`), of a detector ``detections.npz``
      (:func:`core.results.detections.write_detections`) and ``head.json``, how its
      tensors are read. Of a pruned network ``widths.json``, every layer before and after, and
      ``network.json``, the layers that are left.
    - Told to train for fewer ``epochs`` than its full number, it leaves in ``folder`` whatever it
      needs to go on (``state.npz``). Going on from there, it ends where one training of as many
      epochs would have, and its files hold all epochs. Should the folder to resume from be gone, it
      trains anew from the same seed: that costs time and changes nothing else.
    - It may answer for one epoch, the shortest look, without training: with 0 epochs and the metric
      ``proxy`` alone of all scores. Of an untrained network there is nothing to write.
    - It looks at the training and validation images only; ``test`` alone sees the test images.
    - One that is ``instant`` looks its scores up: its ``folder`` is not there, it writes nothing,
      and it may leave out reports, or scores in them.
    - Whatever a candidate does wrong is an :class:`~core.errors.EvaluationError`, one line long.
    """

    instant: ClassVar[bool] = False

    def __init__(self, params: Any, data: Data, device: str) -> None:
        self.params = params
        self.data = data
        self.device = device

    @property
    def epochs(self) -> int:
        """The epochs of a full training of one candidate; 0 if it has no epochs."""
        return 0

    def epochs_of(self, space: Space, choices: Choices) -> int:
        """Return the epochs of a full training of this candidate, if it chooses them."""
        return self.epochs

    @abstractmethod
    def evaluate(self, request: EvaluationRequest, report: EpochCallback) -> Evaluation:
        """Score one candidate; call ``report`` after every epoch."""

    def part_of(self, space: Space) -> Part | None:
        """Return the part of ``space`` that it can score; None where that is all of it."""
        return None

    def costs(self, space: Space, choices: Choices) -> dict[str, float]:
        """Return parameters, MACs and bytes before training: here, those of the sketch.

        A trial carries them beside the metrics of its evaluation, which override them.

        Raises:
            EvaluationError: the candidate has none, so it cannot be scored.
        """
        return kind_of(space, self.data.home).sketch(choices, self.data.info).costs

    def measure(self, space: Space, choices: Choices) -> dict[str, float]:
        """Return the costs that need the built network (``size_bytes``), before training."""
        return {}

    @abstractmethod
    def test(self, model_file: Path) -> dict[str, float]:
        """Return the test scores of a saved model, such as ``test_accuracy`` and ``test_loss``.

        What a page shows of them is written beside it.
        """

    def test_of(self, space: Space, choices: Choices, model_file: Path) -> dict[str, float]:
        """Return the test scores of a scored candidate; empty where nothing is left to test."""
        return self.test(model_file) if model_file.exists() else {}
