"""Warms up a worker, so that its first candidate is quick, and clears it after a run."""

from __future__ import annotations

import gc
import importlib
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from core.datasets.catalogue import DatasetInfo
from core.datasets.prepare import Data
from core.estimators.base import EvaluationRequest
from core.estimators.catalogue import TrainingParams
from core.results.layout import TrialFolder
from core.specs import Space

LATE_IMPORTS = (
    "core.estimators.training",
    "core.training.classifier",
    "core.training.detector",
)


def warm_up() -> None:
    """Import what a run will need and, without a GPU, train a tiny candidate.

    On a GPU machine nothing is computed: that would start TensorFlow on every device before
    the run's own is known.
    """
    from core.training.device import has_gpu

    for module in LATE_IMPORTS:
        importlib.import_module(module)
    if not has_gpu():
        _train_tiny()
    # What is imported stays: the collector need not walk half a gigabyte again and again.
    gc.collect()
    gc.freeze()


def clear() -> None:
    """Forget what a run has left in this process, but for the traces, which serve any run."""
    import keras

    keras.utils.clear_session()
    gc.collect()


def _train_tiny() -> None:
    from core.estimators.training import Training

    params = TrainingParams(epochs=2, batch_size=8)
    with TemporaryDirectory() as folder:
        estimator = Training(params, _tiny_data(Path(folder)), "cpu")
        choices = {"blocks": 2, "width_1": 4, "separable_2": True, "width_2": 4}
        space = Space(name="tiny", family="convnet", choices=())
        request = EvaluationRequest(space, choices, seed=0, folder=Path(folder))
        estimator.evaluate(request, report=lambda epoch, scores: None)
        estimator.test(TrialFolder(request.folder).model)


def _tiny_data(home: Path) -> Data:
    rng = np.random.default_rng(0)
    info = DatasetInfo(
        name="tiny",
        title="Noise",
        image_shape=(8, 8, 1),
        class_names=("0", "1"),
        train_images=12,
        test_images=4,
        origin="bundled",
        licence="",
        summary="Noise, to warm up on.",
    )
    x = rng.random((12, 8, 8, 1), dtype=np.float32)
    y = np.arange(12, dtype=np.int32) % 2
    return Data(info, home, x, y, x[:4], y[:4], x[:4], y[:4])
