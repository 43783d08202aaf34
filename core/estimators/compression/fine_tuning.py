"""What fine-tuning of a pruned network is made of: what every task has to say for itself."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, ClassVar

import keras
import numpy as np

from core.datasets.prepare import Data
from core.errors import DataError, EvaluationError
from core.estimators.training import load
from core.parents import repository
from core.pruning.losses import Loss, Samples, WithLoss

Array = np.ndarray[Any, np.dtype[Any]]
# Examples for the criteria that look at data.
SAMPLES = 256


@dataclass(frozen=True)
class RoundCheckpoint:
    """How far a fit is: its epochs, and what writes it and the seconds so far into a file.

    The file has ``epochs`` and ``seconds``, and all that the fit needs to go on.
    """

    epochs: int
    write: Callable[[Path, float], None]


RoundCallback = Callable[[RoundCheckpoint, Mapping[str, float]], None]


@dataclass(frozen=True)
class FineTuneRound:
    """One round of fine-tuning.

    Attributes:
        parent: the folder of the network that was pruned.
        number: of the round, from 0; with ``seed`` it says what is drawn.
        epochs: of the round, over which the learning rate falls; it ends after ``until``.
        taught: whether the parent's outputs are part of the loss (knowledge distillation).
        holds: whether kernels' weights that are zero stay zero.
        start: where an earlier fit of the same round wrote how far it was.
    """

    parent: Path
    seed: int
    number: int
    epochs: int
    until: int
    taught: bool
    holds: bool
    start: Path | None = None


@dataclass(frozen=True)
class Fitted:
    """Where a fit ended, and what its task needs to write down how good the network is."""

    stand: RoundCheckpoint
    outcome: Any


class Tuner(ABC):
    """Trains pruned networks of one task on, and judges them; it never prunes.

    ``curves`` names the scores that are told after every epoch.
    """

    curves: ClassVar[tuple[str, ...]]

    def __init__(self, params: Any, data: Data, device: str) -> None:
        self.params, self.data, self.device = params, data, device
        self._parents: dict[Path, keras.Model] = {}

    @abstractmethod
    def fit(self, model: keras.Model, lesson: FineTuneRound, report: RoundCallback) -> Fitted:
        """Train ``model`` in place; ``report`` is told after every epoch and may raise.

        Without epochs it is only judged.
        """

    @abstractmethod
    def leave(self, fitted: Fitted, folder: Path) -> dict[str, float]:
        """Write what the network answers to the validation part; returns its qualities."""

    @abstractmethod
    def test(self, model_file: Path) -> dict[str, float]:
        """Return the qualities of a saved network on the test part."""

    def parent(self, place: Path) -> keras.Model:
        """Return the network of the parent in the folder ``place``; nobody changes it.

        Raises:
            DataError: it is gone or damaged, which is no candidate's fault.
        """
        if place not in self._parents:
            try:
                self._parents[place] = load(place / repository.MODEL)
            except EvaluationError as error:
                raise DataError(
                    f"The network of the parent {place.name!r} is damaged or gone. Remove the "
                    "parent and take it in again."
                ) from error
        return self._parents[place]

    def samples(self, place: Path) -> Samples:
        """Return training examples for the criteria that look at data, the same for all
        candidates.
        """
        pictures, labels = self._examples
        loss = self._loss(place)
        return (pictures, labels) if loss is None else WithLoss(pictures, labels, loss)

    def _loss(self, place: Path) -> Loss | None:
        """Return what the parent at ``place`` was trained by, if it is not a classifier's loss."""
        return None

    @cached_property
    def _examples(self) -> tuple[Array, Array]:
        rows = np.random.default_rng(0).permutation(len(self.data.y_train))[:SAMPLES]
        return self.data.x_train[rows], self.data.y_train[rows]
