"""What the tests of pruning share: how a parent is pruned, and what is read of the network left."""

from __future__ import annotations

from pathlib import Path

import keras
import numpy as np

from core.estimators.base import Evaluation, EvaluationRequest
from core.estimators.pruning import Pruning
from core.models.keras.calls import kernels_of
from core.specs import Space, Value
from tests.core.estimators.imported_parents import quiet

Choices = dict[str, Value]


def evaluated(
    pruning: Pruning, space: Space, choices: Choices, folder: Path, seed: int = 1
) -> Evaluation:
    return pruning.evaluate(EvaluationRequest(space, choices, seed=seed, folder=folder), quiet)


def new(tmp_path: Path, *names: str) -> list[Path]:
    places = [tmp_path / name for name in names]
    for place in places:
        place.mkdir()
    return places


def network(folder: Path) -> keras.Model:
    return keras.models.load_model(folder / "model.keras", compile=False)


def kernels(model: keras.Model) -> list[np.ndarray]:
    return [np.asarray(kernel) for kernel in kernels_of(model)]


def flat(model: keras.Model) -> np.ndarray:
    return np.concatenate([weight.ravel() for weight in model.get_weights()])


def zeros(model: keras.Model) -> float:
    found = np.concatenate([kernel.ravel() for kernel in kernels(model)])
    return float(np.mean(found == 0))
