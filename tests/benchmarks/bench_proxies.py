"""Zero-cost proxies against what NAS-Bench-201's cells came to: rank correlation, and seconds.

300 random cells are built as published, given fresh weights and scored; their scores are compared
with the accuracy on the test images of CIFAR-10 after 200 epochs. CIFAR-10 itself is not here:
NASWOT looks at 16 pictures of Fashion-MNIST, padded to 32×32, three channels alike, standardised.
(SynFlow looks at no pictures.) The table is looked for as tests/reference.py says;
without it there are no figures. Run it with ``python -m tests.benchmarks.bench_proxies``.
"""

from __future__ import annotations

import csv
import gzip
import multiprocessing
import sys
import time
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from statistics import median

import keras
import numpy as np
from scipy.stats import spearmanr

from core.arrays import Array
from core.datasets.builtin.loaders import load
from core.errors import EvaluationError
from core.estimators.proxies import score
from core.models import build
from core.models.families.nasbench201 import read_arch_str
from core.training.device import pin
from core.training.weights import draw_weights
from tests.benchmarks.figures import Figure, show
from tests.reference import NASBENCH201

CELLS = 300
SPARE = 20
IMAGES = 16
LEAST = {"synflow": 0.65, "naswot": 0.6}
RESAMPLED = 2000


@dataclass(frozen=True)
class Cell:
    """One cell: its accuracy in per cent, what each proxy gave, and the seconds it took."""

    accuracy: float
    scores: dict[str, float]
    seconds: dict[str, float]
    building: float


def measure() -> list[Figure]:
    """All figures, or none where the table is absent."""
    if not NASBENCH201.exists():
        print(f"No figures on proxies: {NASBENCH201} absent.")
        return []
    began = time.perf_counter()
    cells = _cells()
    took = time.perf_counter() - began
    return [*(_correlation(cells, name) for name in LEAST), _duration(cells, took)]


def _cells() -> list[Cell]:
    """The first ``CELLS`` of the table, in random order, that a path leads through."""
    with gzip.open(NASBENCH201, "rt") as file:
        rows = list(csv.DictReader(file))
    order = np.random.default_rng(0).permutation(len(rows))[: CELLS + SPARE]
    # Building a network is one thread's work, so two processes keep two cores busy.
    with ProcessPoolExecutor(2, multiprocessing.get_context("spawn")) as pool:
        scored = list(pool.map(_cell, [rows[place] for place in order], chunksize=4))
    return [cell for cell in scored if cell is not None][:CELLS]


def _cell(row: dict[str, str]) -> Cell | None:
    """What becomes of one row of the table; None where no path leads through the cell."""
    x, y = _pictures()
    began = time.perf_counter()
    try:
        model = _built(row["arch_str"])
    except EvaluationError:
        return None
    building = time.perf_counter() - began
    scores, seconds = {}, {}
    for name in (*LEAST, "parameters"):
        began = time.perf_counter()
        scores[name] = score(model, name, x, y)
        seconds[name] = time.perf_counter() - began
    return Cell(float(row["cifar10_test_acc_200ep"]), scores, seconds, building)


@cache
def _pictures() -> tuple[Array, Array]:
    """``(images, 32, 32, 3)`` with mean 0 and variance 1, and their classes; pins the process."""
    pin("cpu")
    arrays = load("fashion_mnist", Path())
    rows = np.random.default_rng(0).permutation(len(arrays.y_train))[:IMAGES]
    x = arrays.x_train[rows].astype(np.float32).reshape(IMAGES, 28, 28, 1)
    x = np.repeat(np.pad(x, ((0, 0), (2, 2), (2, 2), (0, 0))), 3, axis=-1)
    return (x - x.mean()) / x.std(), arrays.y_train[rows]


def _built(arch_str: str) -> keras.Model:
    model = build(
        "nasbench201", input_shape=(32, 32, 3), classes=10, choices=read_arch_str(arch_str)
    )
    draw_weights(model, np.random.default_rng(0))
    return model


def _correlation(cells: list[Cell], name: str) -> Figure:
    """How far from 1 the rank correlation with the accuracy is, beside that of the size alone."""
    accuracy = np.array([cell.accuracy for cell in cells])
    own, size = (
        _spearman(np.array([cell.scores[each] for cell in cells]), accuracy)
        for each in (name, "parameters")
    )
    return Figure(
        f"{name} against NAS-Bench-201, {len(cells)} cells: 1 − Spearman",
        1 - own[0],
        "",
        1 - LEAST[name],
        f"Spearman {own[0]:.2f} ({own[1]:.2f} to {own[2]:.2f}); parameters alone {size[0]:.2f} "
        f"({size[1]:.2f} to {size[2]:.2f})",
    )


def _duration(cells: list[Cell], took: float) -> Figure:
    """The median seconds of the slower proxy."""
    medians = {name: median(cell.seconds[name] for cell in cells) for name in LEAST}
    slower = max(medians, key=lambda name: medians[name])
    return Figure(
        f"{slower} of one cell of 32×32 pixels, median",
        medians[slower],
        "s",
        1.0,
        f"slowest {max(cell.seconds[slower] for cell in cells):.2f} s; building a network "
        f"{median(cell.building for cell in cells):.2f} s; all of it {took:.0f} s",
    )


def _spearman(one: Array, two: Array) -> tuple[float, float, float]:
    """Rank correlation, and its 95 % bootstrap interval."""
    rng = np.random.default_rng(0)
    drawn = rng.integers(len(one), size=(RESAMPLED, len(one)))
    low, high = np.quantile([spearmanr(one[i], two[i]).statistic for i in drawn], [0.025, 0.975])
    return float(spearmanr(one, two).statistic), float(low), float(high)


if __name__ == "__main__":
    figures = measure()
    sys.exit(0 if show(figures) else 1)
