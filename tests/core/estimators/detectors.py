"""Tiny detectors for several tests: a few scenes, spaces of one network, parents made of both."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

from core.datasets.prepare import Data, prepare
from core.estimators.adopting import read_parent
from core.estimators.catalogue import DetectionParams
from core.estimators.detection import Detection
from core.parents import keeping
from core.parents.facts import ParentInfo
from core.specs import Space, Value
from tests.core.estimators.adopted import quiet

PARTS = {"train": 24, "val": 12, "test": 8}
SPACES = {
    "efficientdet": Space(
        name="det",
        family="efficientdet",
        choices=(),
        options={"levels": 3, "anchors": 3, "pixels": "unit", "output_stride": 16},
    ),
    "tiny_yolo": Space(name="yolo", family="tiny_yolo", choices=(), options={"version": 4}),
}
CHOICES: dict[str, dict[str, Value]] = {
    "efficientdet": {
        "stages": 4,
        "width_multiplier": 0.1,
        "depth_multiplier": 0.25,
        "bifpn_width": 8,
        "bifpn_repeats": 1,
        "head_depth": 1,
    },
    "tiny_yolo": {"stages": 4, "width_multiplier": 0.1, "head_width": 16},
}
SEED = 7


def few_scenes(folder: Path) -> Data:
    """Two dozen scenes to train on, a dozen to validate and eight to test."""
    whole = prepare("fashion_scenes", folder, seed=0, split_file=folder / "split.npz")
    few = {f"{axis}_{part}": getattr(whole, f"{axis}_{part}") for axis in "xy" for part in PARTS}
    return replace(whole, **{name: rows[: PARTS[name[2:]]] for name, rows in few.items()})


def train(kind: str, scenes: Data, folder: Path) -> None:
    """Train the one detector of ``kind`` for an epoch."""
    detection = Detection(DetectionParams(epochs=1, batch_size=8), scenes, "cpu")
    detection.evaluate(SPACES[kind], CHOICES[kind], seed=SEED, folder=folder, report=quiet)


def adopt_detector(home: Path, kind: str, folder: Path) -> ParentInfo:
    """Make the detector in ``folder`` a parent called ``kind``, with the head that is beside it."""
    begun = keeping.Beginning(space=SPACES[kind], choices=CHOICES[kind], seed=SEED)
    wanted = keeping.Order(
        name=kind, title=kind, dataset="fashion_scenes", origin="trial", beginning=begun
    )

    def fill(place: Path) -> None:
        for name in (keeping.MODEL, keeping.HEAD):
            if (folder / name).exists():
                shutil.copy(folder / name, place / name)

    keeping.order(wanted, home, fill, lambda place: False)
    keeping.finish(read_parent(wanted, keeping.draft(kind, home), home), home)
    return keeping.parent(kind, home)
