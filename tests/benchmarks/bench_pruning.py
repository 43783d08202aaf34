"""Channel pruning: how exactly a cut network computes its masked parent, and how fast it is cut.

Run it alone with ``python -m tests.benchmarks.bench_pruning``: TensorFlow's settings are for the
whole process.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from statistics import median

import keras
import numpy as np

from core.pruning.channels import prune_channels
from tests.benchmarks.figures import Figure, show
from tests.core.models.detectors import built

NETS: tuple[Callable[..., keras.Model], ...] = (
    keras.applications.MobileNetV2,
    keras.applications.ResNet50,
    keras.applications.DenseNet121,
    keras.applications.EfficientNetB0,
    keras.applications.NASNetMobile,
)
# Detectors, each with the side of its pictures.
DETECTORS = {"efficientdet_d0": 128, "tiny_yolo_v4": 96}
RATIOS = (0.3, 0.6)
SIDE = 96
SEED = 7
REPEATS = 3


def measure() -> list[Figure]:
    return [_exactness(), *_detectors(), *_seconds(), _plain()]


def _exactness() -> Figure:
    pairs = [(make, ratio) for make in NETS for ratio in RATIOS]
    found = [(_disagreement(make, ratio), make.__name__, ratio) for make, ratio in pairs]
    value, name, ratio = max(found)
    return Figure(
        f"pruned against masked parent, {len(NETS)} nets of keras.applications at {SIDE} px",
        value,
        "of scale",
        1e-4,
        f"largest of {len(found)}: {name} at {ratio}",
    )


def _disagreement(make: Callable[..., keras.Model], ratio: float) -> float:
    net = make(weights=None, input_shape=(SIDE, SIDE, 3), classes=1000)
    rng = np.random.default_rng(SEED)
    for weight in net.weights:
        # As in a trained net, no two channels have the same statistics.
        if any(name in weight.path for name in ("variance", "gamma")):
            weight.assign(rng.uniform(0.5, 1.5, weight.shape))
        elif any(name in weight.path for name in ("moving_mean", "beta")):
            weight.assign(rng.normal(0, 0.1, weight.shape))
    pictures = rng.uniform(0, 255, (4, SIDE, SIDE, 3)).astype(np.float32)
    return prune_channels(net, ratio).disagreement(pictures)


def _detectors() -> list[Figure]:
    return [
        Figure(
            f"pruned against masked parent, {name} at {side} px",
            max(_apart(built(name, side), side, ratio) for ratio in RATIOS),
            "of scale",
            1e-4,
            f"largest of the ratios {', '.join(map(str, RATIOS))}",
        )
        for name, side in DETECTORS.items()
    ]


def _apart(detector: keras.Model, side: int, ratio: float) -> float:
    pictures = np.random.default_rng(SEED).random((4, side, side, 3), dtype=np.float32)
    return prune_channels(detector, ratio).disagreement(pictures)


def _seconds() -> list[Figure]:
    timed = ((keras.applications.MobileNetV2, 3.0), (keras.applications.ResNet50, 5.0))
    return [
        Figure(f"{make.__name__} at 224 px traced and cut, ratio 0.5", _cut(make), "s", target)
        for make, target in timed
    ]


def _cut(make: Callable[..., keras.Model]) -> float:
    net = make(weights=None)
    times = []
    for _ in range(REPEATS):
        began = time.perf_counter()
        prune_channels(net, 0.5)
        times.append(time.perf_counter() - began)
    return median(times)


def _plain() -> Figure:
    """How far the parameters left are from the square of the channels left."""
    widths = (32, 64, 64, 128, 128, 128)
    convolutions = [keras.layers.Conv2D(w, 3, padding="same", activation="relu") for w in widths]
    head = [keras.layers.GlobalAveragePooling2D(), keras.layers.Dense(10)]
    net = keras.Sequential([keras.Input((32, 32, 3)), *convolutions, *head])
    left = {
        scope: prune_channels(net, 0.5, scope=scope).model.count_params() / net.count_params()
        for scope in ("local", "global")
    }
    return Figure(
        "parameters left of a plain net at ratio 0.5, away from 0.25",
        max(abs(share / 0.25 - 1) for share in left.values()),
        "of it",
        0.1,
        ", ".join(f"{scope} {share:.3f}" for scope, share in left.items()),
    )


def main() -> int:
    """Measure; the exit status says whether every target was kept."""
    return 0 if show(measure()) else 1


if __name__ == "__main__":
    sys.exit(main())
