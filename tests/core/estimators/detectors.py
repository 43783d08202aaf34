"""Tiny detectors for several tests: a few scenes, spaces of one network, parents made of both."""

from __future__ import annotations

import shutil
from pathlib import Path

from core.datasets import import_scenes
from core.datasets.prepare import Data
from core.estimators.base import EvaluationRequest
from core.estimators.catalogue import DetectionParams
from core.estimators.training import Training
from core.parents import repository
from core.parents.importing.describing import read_parent
from core.parents.info import ParentInfo
from core.results.layout import HEAD
from core.specs import Space, Value
from tests.core.datasets.uploads.annotations.uploads import scene_members, zipped
from tests.core.estimators.imported_parents import quiet

FEW = "few"
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


def import_few(home: Path) -> None:
    """Take in scenes of garments as the data set ``few``: one batch of them to train on."""
    upload = zipped(scene_members(42), home / "few.zip")
    import_scenes(upload, filename=upload.name, name=FEW, home=home, side=96)


def train(kind: str, scenes: Data, folder: Path) -> None:
    """Train the one detector of ``kind`` until it finds a little: of nothing, nothing is lost."""
    params = DetectionParams(epochs=20, batch_size=8, learning_rate=0.01)
    detection = Training(params, scenes, "cpu")
    detection.evaluate(
        EvaluationRequest(SPACES[kind], CHOICES[kind], seed=SEED, folder=folder), quiet
    )


def import_detector(home: Path, kind: str, folder: Path) -> ParentInfo:
    """Make the detector in ``folder`` a parent called ``kind``, with the head that is beside it."""
    begun = repository.InitialModel(space=SPACES[kind], choices=CHOICES[kind], seed=SEED)
    wanted = repository.ParentRequest(
        name=kind, title=kind, dataset=FEW, origin="trial", beginning=begun
    )

    def fill(place: Path) -> None:
        for name in (repository.MODEL, HEAD):
            if (folder / name).exists():
                shutil.copy(folder / name, place / name)

    repository.request(wanted, home, fill, lambda place: False)
    repository.keep_parent(read_parent(wanted, repository.draft(kind, home), home), home)
    return repository.parent(kind, home)
