"""Seconds to build EfficientNet-B0 at its published size; the sizes of the published detectors.

Run it alone with ``python -m tests.benchmarks.bench_models``: TensorFlow's settings are for the
whole process.
"""

from __future__ import annotations

import sys
import time
from statistics import median

# Imported before the clock starts, as in a worker that stands by.
import keras

from core.models import build
from tests.benchmarks.figures import Figure, show
from tests.core.models.detectors import PRINTED, millions

REPEATS = 3
PARAMETERS = 5_330_571


def measure() -> list[Figure]:
    first = _seconds()
    others = [_seconds() for _ in range(REPEATS)]
    return [
        Figure(
            "EfficientNet-B0 built at 224 px, the first network of a process",
            first,
            "s",
            5.0,
            f"median of the next {REPEATS}: {median(others):.2f} s",
        ),
        _detectors(),
    ]


def _detectors() -> Figure:
    """How many published detectors have another number of weights than their authors print."""
    counted = {name: millions(name) for name in PRINTED}
    wrong = [name for name, (*_, printed) in PRINTED.items() if counted[name] != printed]
    return Figure(
        f"{len(PRINTED)} published detectors, of another size than printed",
        len(wrong),
        "of them",
        0,
        ", ".join(f"{name} {size} M" for name, size in counted.items()),
    )


def _seconds() -> float:
    keras.utils.clear_session()
    began = time.perf_counter()
    model = build("efficientnet_b0", input_shape=(224, 224, 3), classes=1000)
    seconds = time.perf_counter() - began
    if model.count_params() != PARAMETERS:
        raise RuntimeError(f"Expected {PARAMETERS:,} parameters; got {model.count_params():,}.")
    return seconds


def main() -> int:
    """Measure; the exit status says whether the target was kept."""
    return 0 if show(measure()) else 1


if __name__ == "__main__":
    sys.exit(main())
