"""Small detectors trained from nothing on ``fashion_scenes``, and one of them at half its MACs.

mAP is that of the 500 test scenes, which nothing else looks at. Run it with
``python -m tests.benchmarks.bench_detectors``; about an hour on two cores.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory

import keras

from core.datasets.prepare import Data, prepare
from core.detection.heads.base import Head, read_head
from core.estimators.base import EvaluationRequest
from core.estimators.catalogue import DetectionParams
from core.estimators.compression.samples import loss_of
from core.estimators.training import Training
from core.profile.counts import count
from core.pruning.channels import prune_channels
from core.pruning.losses import WithLoss
from core.specs import Choices, Space
from core.training.candidate import load_network
from core.training.detector import DetectorTrainer
from core.training.settings import FitSettings, Teacher
from core.training.trainer import TaskNetwork
from tests.benchmarks.figures import Figure, show

EFFICIENTDET: Choices = {
    "output_stride": 32,
    "width_multiplier": 0.35,
    "depth_multiplier": 0.35,
    "bifpn_width": 48,
    "bifpn_repeats": 2,
    "head_depth": 2,
}
OPTIONS: Choices = {"levels": 3, "anchors": 9, "pixels": "unit"}
TINY_YOLO: Choices = {"version": 4, "stages": 5, "width_multiplier": 0.5}
MINUTES = 15
HALF = 0.5
TUNING = FitSettings(24, 16, 0.004, augmentation=True)
# What the target is held against comes first.
ARMS = (("taylor", 0.5), ("l2", 0.5), ("random", 0.5), ("taylor", 0.0))
# Scenes that a criterion of slopes looks at.
JUDGED = 256


@dataclass(frozen=True)
class Trained:
    """A detector, how its outputs are read, its test mAP 50, and the minutes it took."""

    model: keras.Model
    head: Head
    map50: float
    minutes: float


@dataclass(frozen=True)
class Tuned:
    """A pruned detector after its fine-tuning: its criterion, its test mAP 50, its MACs."""

    name: str
    map50: float
    macs: int


def measure() -> list[Figure]:
    """All figures; whatever training they need is done here."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        data = prepare("fashion_scenes", folder, seed=0, split_file=folder / "split.npz")
        space = Space(name="efficientdet", family="efficientdet", choices=(), options=OPTIONS)
        full = train(data, space, EFFICIENTDET, DetectionParams(epochs=46, learning_rate=0.005))
        yolo_space = Space(name="tiny_yolo", family="tiny_yolo", choices=())
        yolo = train(data, yolo_space, TINY_YOLO, DetectionParams(epochs=30, learning_rate=0.003))
        return [
            *figures("EfficientDet", full, 0.75),
            *figures("Tiny YOLO v4", yolo, 0.70),
            halved(data, full),
        ]


def train(data: Data, space: Space, choices: Choices, params: DetectionParams) -> Trained:
    """A detector trained as a search trains it, then tested."""
    estimator = Training(params, data, "cpu")
    with TemporaryDirectory() as name:
        file = Path(name) / "model.keras"
        began = time.perf_counter()
        estimator.evaluate(EvaluationRequest(space, choices, seed=0, folder=file.parent), _unheard)
        minutes = (time.perf_counter() - began) / 60
        map50 = estimator.test(file)["test_map50"]
        return Trained(load_network(file), read_head(file.with_name("head.json")), map50, minutes)


def figures(name: str, trained: Trained, wanted: float) -> list[Figure]:
    counts = count(trained.model)
    detail = f"mAP 50 {trained.map50:.3f}, {counts.parameters:,} parameters, {counts.macs:,} MACs"
    return [
        Figure(f"{name} on fashion_scenes, 1 - mAP 50", 1 - trained.map50, "", 1 - wanted, detail),
        Figure(f"… training it, two cores ({detail})", trained.minutes, "min", MINUTES),
    ]


def halved(data: Data, parent: Trained) -> Figure:
    """Half the MACs gone, fine-tuned by the objects and by what the parent sees."""
    began = time.perf_counter()
    arms = [tuned(data, parent, criterion, share) for criterion, share in ARMS]
    took = (time.perf_counter() - began) / 60
    words = "; ".join(f"{arm.name} {arm.map50 / parent.map50:.3f}" for arm in arms)
    macs = arms[0].macs / count(parent.model).macs
    return Figure(
        "the EfficientDet at half its MACs, distilled: share of its mAP 50 lost",
        1 - arms[0].map50 / parent.map50,
        "of it",
        0.05,
        f"{macs:.3f} of the MACs; keeps, {words}; {TUNING.epochs} epochs each, {took:.1f} min",
    )


def tuned(data: Data, parent: Trained, criterion: str, share: float) -> Tuned:
    """One arm: pruned by a criterion, the parent's answers as so much of its loss."""
    some = WithLoss(data.x_train[:JUDGED], data.y_train[:JUDGED], loss_of(parent.head))
    model = prune_channels(parent.model, HALF, criterion, "global", target="macs", data=some).model
    trainer, network = DetectorTrainer(data), TaskNetwork(model, parent.head, (1,))
    settings = replace(TUNING, teacher=Teacher(parent.model, share) if share else None)
    trainer.fit(network, settings, lambda *_: None)
    [predictions] = trainer.predict(network, "test")
    map50 = predictions.scores["map50"]
    name = f"{criterion}{', distilled' if share else ', by the objects alone'}"
    return Tuned(name, map50, count(model).macs)


def _unheard(epoch: int, scores: Mapping[str, float]) -> None:
    """Nobody watches the epochs."""


def main() -> int:
    """Measure; the exit status says whether every target was kept."""
    return 0 if show(measure()) else 1


if __name__ == "__main__":
    sys.exit(main())
