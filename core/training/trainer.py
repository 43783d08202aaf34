"""The contract of a trainer: the same steps for classifiers and detectors."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar, Literal

import keras
import numpy as np

from core.datasets.prepare import Data
from core.detection.heads.base import Head, read_head
from core.errors import EvaluationError
from core.metrics import Part
from core.results.layout import TrialFolder
from core.specs import Choices, Space
from core.training.candidate import blamed_on_candidate, load_network
from core.training.checkpoint import Checkpoint, CheckpointCallback
from core.training.settings import FitSettings

# How the names of the scores on a part begin.
PREFIXES: dict[Part, str] = {"validation": "val", "test": "test"}


@dataclass(frozen=True)
class TaskNetwork:
    """A network to train or to judge.

    Attributes:
        head: how a detector's outputs are read.
        seed: what its training draws from: its own number, or that of a candidate and a round.
        rng: what has drawn its weights from that seed and goes on to order a classifier's images.
    """

    model: keras.Model
    head: Head | None = None
    seed: Sequence[int] = (0,)
    rng: np.random.Generator | None = None


class Predictions(ABC):
    """The predictions of a network for the pictures of a part."""

    @property
    @abstractmethod
    def scores(self) -> dict[str, float]:
        """The scores: ``accuracy`` and ``loss``, or a detector's."""

    @abstractmethod
    def write(self, folder: TrialFolder, part: Part) -> None:
        """Write what a page shows of them."""

    def named(self, part: Part) -> dict[str, float]:
        """Return the scores as a trial carries them: ``val_loss``, ``test_loss``."""
        return {f"{PREFIXES[part]}_{name}": value for name, value in self.scores.items()}


@dataclass(frozen=True)
class Fitted:
    """The end of a training, and the network's predictions for the validation part."""

    checkpoint: Checkpoint
    predictions: Predictions


class Trainer(ABC):
    """Trains and judges networks of one task on one data set, computing in ``dtype``.

    Weights and moments are float32 whatever that is. ``curves`` names what is told after every
    epoch; ``takes`` is what holds the pictures of a part as they are trained on.
    """

    curves: ClassVar[tuple[str, ...]]
    takes: ClassVar[Any]

    def __init__(self, data: Data, dtype: str = "float32") -> None:
        self.data, self.dtype = data, dtype
        self._held: dict[str, Any] = {}

    @abstractmethod
    def build(self, space: Space, choices: Choices, seed: int) -> TaskNetwork:
        """Return a candidate with its initial weights.

        Raises:
            EvaluationError: it cannot be built, or is of another task.
        """

    @abstractmethod
    def fit(
        self,
        network: TaskNetwork,
        settings: FitSettings,
        report: CheckpointCallback,
        start: Checkpoint | None = None,
    ) -> Fitted:
        """Train ``network`` in place; what ``report`` raises passes through.

        Without epochs it is only judged.

        Args:
            start: where an earlier fit with the same settings got to, before their last epoch.
                Layers that only Keras knows, and that draw numbers of their own, draw others than
                at once.

        Raises:
            EvaluationError: the loss is no longer a number.
        """

    @abstractmethod
    def predict(self, network: TaskNetwork, *parts: Part) -> list[Predictions]:
        """Return the predictions of ``network``, as it is, for the pictures of ``parts``."""

    def test(self, model_file: Path) -> dict[str, float]:
        """Return the test scores of a saved network; write what a page shows beside it."""
        if not model_file.exists():
            raise EvaluationError(
                f"model_file must be a saved model; got {model_file}, which is gone. "
                "Train the candidate again."
            )
        network = TaskNetwork(load_network(model_file), head_beside(model_file))
        with blamed_on_candidate():
            [predictions] = self.predict(network, "test")
            predictions.write(TrialFolder(model_file.parent), "test")
        return predictions.named("test")

    def pictures(self, part: Part | Literal["training"]) -> Any:
        """Return a part's pictures, cached."""
        if part not in self._held:
            data = self.data
            arrays = {
                "training": (data.x_train, data.y_train),
                "validation": (data.x_val, data.y_val),
                "test": (data.x_test, data.y_test),
            }
            self._held[part] = self.takes.of(*arrays[part])
        return self._held[part]


def head_beside(model_file: Path) -> Head | None:
    """Return the head of a saved detector; None of a classifier."""
    file = TrialFolder(model_file.parent).head
    return read_head(file) if file.exists() else None
