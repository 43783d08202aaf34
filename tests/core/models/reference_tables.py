"""Published tables that lie beside the project, where somebody has put them there."""

from __future__ import annotations

import csv
import gzip
import random

import pytest

from core.models import Sketch
from core.paths import ROOT

FOLDER = ROOT.parent / "shared" / "reference"


def rows(name: str, count: int) -> list[dict[str, str]]:
    """``count`` rows of a table, always the same; skips the test where the table is absent."""
    path = FOLDER / name
    if not path.exists():
        pytest.skip(f"{path} is not there")
    with gzip.open(path, "rt", encoding="utf-8") as file:
        return random.Random(0).sample(list(csv.DictReader(file)), count)


def trainable(drawn: Sketch) -> int:
    """Parameters without moving statistics: half of each BatchNormalization's."""
    moving = (one.parameters // 2 for one in drawn.layers if one.kind == "BatchNormalization")
    return drawn.parameters - sum(moving)
