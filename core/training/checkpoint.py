"""Checkpoints: the state of a training, written to go on from."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import numpy as np
import tensorflow as tf

from core.results.layout import TrialFolder
from core.results.records import Curves
from core.training.settings import EpochCallback
from core.training.trace import TrainingState


class Checkpoint(NamedTuple):
    """The state of a training, and the epochs done."""

    state: TrainingState
    epochs: int

    def write(self, file: Path, seconds: float) -> None:
        """Write it to ``file``, with the seconds that it took."""
        vectors = {name: vector.numpy() for name, vector in self.state._asdict().items()}
        np.savez(file, epochs=self.epochs, seconds=seconds, **vectors)

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
    def read(cls, folder: Path | None, columns: Sequence[str], until: int) -> Resumed:
        """Read from ``folder`` what is to be trained up to the epoch ``until``.

        Args:
            columns: what the curves are of.
        """
        began = time.perf_counter()
        if folder is not None and (earlier := TrialFolder(folder)).state.exists():
            checkpoint, seconds = Checkpoint.read(earlier.state)
            if checkpoint.epochs < until:
                return cls(Curves.read(earlier.curves), began - seconds, checkpoint)
        return cls(Curves(columns), began)

    @property
    def seconds(self) -> float:
        """The seconds of everything until now."""
        return time.perf_counter() - self.began

    def recorder(
        self, report: EpochCallback, folder: TrialFolder, before: int = 0
    ) -> CheckpointCallback:
        """Return a callback that adds epochs after ``before`` others, and reports them.

        If the report ends the training there, ``folder`` is left enough to go on from that epoch.
        """

        def tell(checkpoint: Checkpoint, scores: Mapping[str, float]) -> None:
            epoch = before + checkpoint.epochs
            self.curves.add(epoch, scores)
            try:
                report(epoch, scores)
            except Exception:
                checkpoint.write(folder.state, self.seconds)
                self.curves.write(folder.curves)
                raise

        return tell
