"""The contract of a trainer, and the checkpoints that a training goes on from."""

from __future__ import annotations

import time
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar, Literal, NamedTuple

import keras
import numpy as np
import tensorflow as tf

from core.datasets.prepare import Data
from core.detection.heads.base import Head, read_head
from core.disk import READ_ERRORS, replacing
from core.errors import EvaluationError
from core.metrics import Part
from core.registry import Registry
from core.results.layout import TrialFolder
from core.results.records import Curves
from core.settings import checkpoint_seconds
from core.specs import Choices, Space
from core.training.candidate import blamed_on_candidate, load_network
from core.training.device import compute_dtype
from core.training.settings import EpochCallback, FitSettings, Precision
from core.training.trace import TrainingState

# How the names of the scores on a part begin.
PREFIXES: dict[Part, str] = {"validation": "val", "test": "test"}


class Checkpoint(NamedTuple):
    """The state of a training, and the epochs done."""

    state: TrainingState
    epochs: int

    def write(self, file: Path, seconds: float) -> None:
        """Write it to ``file``, with the seconds that it took."""
        vectors = {name: vector.numpy() for name, vector in self.state._asdict().items()}
        with replacing(file) as draft, draft.open("wb") as arrays:
            np.savez(arrays, epochs=self.epochs, seconds=seconds, **vectors)

    @classmethod
    def read(cls, file: Path) -> tuple[Checkpoint, float]:
        """Read what :meth:`write` wrote; return it with the seconds."""
        with np.load(file, allow_pickle=False) as arrays:
            state = TrainingState(*(tf.constant(arrays[name]) for name in TrainingState._fields))
            return cls(state, int(arrays["epochs"])), float(arrays["seconds"])


# Told after an epoch: where the training got to, and its scores.
CheckpointCallback = Callable[[Checkpoint, Mapping[str, float]], None]


@dataclass(frozen=True)
class Resumed:
    """The curves of an earlier, shorter evaluation of the candidate: empty if there was none.

    Attributes:
        began: when all of it would have begun without a break, on the performance counter.
        checkpoint: where its training got to.
    """

    curves: Curves
    began: float
    checkpoint: Checkpoint | None = None

    @classmethod
    def read(
        cls, folder: Path | None, columns: Sequence[str], until: int, before: int = 0
    ) -> Resumed:
        """Read from ``folder`` what is to be trained up to the epoch ``until``, after ``before``.

        Files that a loss of power has damaged count as none: the training begins anew.

        Args:
            columns: what the curves are of.
        """
        began = time.perf_counter()
        if folder is not None and (earlier := TrialFolder(folder)).state.exists():
            with suppress(*READ_ERRORS):
                checkpoint, seconds = Checkpoint.read(earlier.state)
                if checkpoint.epochs <= until:
                    # The curves are written first: of a process killed in between they hold more.
                    curves = Curves.read(earlier.curves).up_to(before + checkpoint.epochs)
                    return cls(curves, began - seconds, checkpoint)
        return cls(Curves(columns), began)

    @property
    def seconds(self) -> float:
        """The seconds of everything until now."""
        return time.perf_counter() - self.began

    def recorder(
        self, report: EpochCallback, folder: TrialFolder, before: int = 0
    ) -> CheckpointCallback:
        """Return a callback that adds epochs after ``before`` others, and reports them.

        If the report ends the training there, ``folder`` is left enough to go on from that epoch;
        so it is every :func:`~core.settings.checkpoint_seconds`, should the process be killed.
        """
        every, kept = checkpoint_seconds(), time.monotonic()

        def tell(checkpoint: Checkpoint, scores: Mapping[str, float]) -> None:
            nonlocal kept
            epoch = before + checkpoint.epochs
            self.curves.add(epoch, scores)
            try:
                report(epoch, scores)
            except Exception:
                self.keep(checkpoint, folder)
                raise
            if time.monotonic() - kept >= every:
                self.keep(checkpoint, folder)
                kept = time.monotonic()

        return tell

    def keep(self, checkpoint: Checkpoint, folder: TrialFolder) -> None:
        """Write into ``folder`` what is needed to go on from ``checkpoint``."""
        self.curves.write(folder.curves)
        checkpoint.write(folder.state, self.seconds)


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


TRAINERS = Registry("task")
TRAINERS.add("classification", "core.training.classifier:ClassifierTrainer")
TRAINERS.add("detection", "core.training.detector:DetectorTrainer")


def trainer_of(data: Data, precision: Precision = "float32", device: str = "cpu") -> Trainer:
    """Return the trainer of the data set's task, computing in ``precision`` on ``device``."""
    trainer: Trainer = TRAINERS.load(data.info.task)(data, compute_dtype(precision, device))
    return trainer


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
            start: where an earlier fit with the same settings got to, their last epoch at most.
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
