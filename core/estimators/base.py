"""What every estimator promises."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from core.datasets.prepare import Data
    from core.specs import Choices, Space

Report = Callable[[int, Mapping[str, float]], None]


@dataclass(frozen=True)
class Evaluation:
    """What one candidate is worth: ``metrics`` is keyed as :data:`core.specs.METRICS`."""

    metrics: dict[str, float]
    epochs: int


class Estimator(ABC):
    """Scores proposals on one device; never chooses any.

    The contract:

    - One candidate leaves no trace in the next: the same space, choices and seed give the same
      scores, up to the rounding of parallel sums.
    - ``evaluate`` calls ``report(epoch, scores)`` after every epoch, from 1; ``scores`` has
      ``loss``, ``accuracy``, ``val_loss`` and ``val_accuracy``. What ``report`` raises passes
      through unchanged.
    - It writes into ``folder``: ``model.keras``; ``curves.json`` (lists ``epoch``, ``loss``,
      ``accuracy``, ``val_loss``, ``val_accuracy``); ``evaluation.npz`` (``confusion``, classes ×
      classes, rows are true; ``example_images`` uint8 ``(k, height, width, channels)``;
      ``example_true``, ``example_predicted``, ``example_confidence``, wrong ones first).
    - It looks at the training and validation images only; ``test`` alone sees the test images.
    - Whatever a candidate does wrong is an :class:`~core.errors.EvaluationError`, one line long.
    """

    def __init__(self, params: Any, data: Data, device: str) -> None:
        self.params = params
        self.data = data
        self.device = device

    @property
    def epochs(self) -> int:
        """How many epochs one candidate trains; for progress."""
        return int(getattr(self.params, "epochs", 0))

    @abstractmethod
    def evaluate(
        self, space: Space, choices: Choices, *, seed: int, folder: Path, report: Report
    ) -> Evaluation:
        """Score one candidate; ``folder`` exists and is empty."""

    def measure(self, space: Space, choices: Choices) -> dict[str, float]:
        """Costs that only the built network shows (``size_bytes``), before any training."""
        return {}

    @abstractmethod
    def test(self, model_file: Path) -> dict[str, float]:
        """``test_accuracy`` and ``test_loss`` of a saved model."""
