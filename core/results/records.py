"""Writes a classifier's results: curves, confusion matrix, example images."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np

from core.arrays import Array
from core.datasets.prepare import as_bytes
from core.disk import replacing

EXAMPLES = 12


class Curves:
    """Scores by epoch, added one by one."""

    def __init__(self, columns: Sequence[str] = ()) -> None:
        self.columns: dict[str, list[float]] = {name: [] for name in columns}

    def add(self, epoch: int, scores: Mapping[str, float]) -> None:
        for name, column in self.columns.items():
            column.append(epoch if name == "epoch" else scores[name])

    def write(self, file: Path) -> None:
        with replacing(file) as draft:
            draft.write_text(json.dumps(self.columns))

    @classmethod
    def read(cls, file: Path) -> Curves:
        """Read the scores in ``file``."""
        curves = cls()
        curves.columns = json.loads(file.read_text())
        return curves

    def up_to(self, epoch: int) -> Curves:
        """Return the scores of the epochs up to this one."""
        rows = [place for place, one in enumerate(self.columns["epoch"]) if one <= epoch]
        curves = Curves()
        curves.columns = {
            name: [column[place] for place in rows] for name, column in self.columns.items()
        }
        return curves


def write_evaluation(file: Path, x: Array, y: Array, probabilities: Array) -> None:
    """Write the confusion matrix and up to 12 wrong and 12 right examples.

    ``confusion`` (classes, classes), rows are true; ``example_images`` uint8 (k, height, width,
    channels); ``example_true``, ``example_predicted``, ``example_confidence`` (k,), wrong ones
    first.

    Args:
        x: images ``(count, height, width, channels)``, float in [0, 1].
        y: true classes ``(count,)``.
        probabilities: ``(count, classes)``.
    """
    predicted = probabilities.argmax(axis=1)
    confidence = probabilities.max(axis=1)
    chosen = _examples(y, predicted, confidence)
    np.savez_compressed(
        file,
        confusion=confusion_matrix(y, predicted, probabilities.shape[1]),
        example_images=as_bytes(x[chosen]),
        example_true=y[chosen].astype(np.int64),
        example_predicted=predicted[chosen].astype(np.int64),
        example_confidence=confidence[chosen].astype(np.float64),
    )


def confusion_matrix(y: Array, predicted: Array, classes: int) -> Array:
    """Return how many images of each true class (row) got each class (column)."""
    cells = np.bincount(y.astype(np.int64) * classes + predicted, minlength=classes**2)
    return cells.reshape(classes, classes)


def _examples(y: Array, predicted: Array, confidence: Array) -> Array:
    """Return the most confident mistakes, then hits from as many classes as possible."""
    surest = np.argsort(-confidence, kind="stable")
    wrong = surest[predicted[surest] != y[surest]]
    right = surest[predicted[surest] == y[surest]]
    by_class = [right[y[right] == label][:EXAMPLES] for label in np.unique(y)]
    ranks = np.concatenate([np.arange(len(hits)) for hits in by_class])
    # The surest hit of every class comes before any class's second.
    varied = np.concatenate(by_class)[np.argsort(ranks, kind="stable")]
    return np.concatenate([wrong[:EXAMPLES], varied[:EXAMPLES]])
