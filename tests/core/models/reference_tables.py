"""Rows of published tables, and what those count of a network."""

from __future__ import annotations

import csv
import gzip
import random
from pathlib import Path

from core.models import Sketch
from tests.reference import skip_without


def rows(table: Path, count: int) -> list[dict[str, str]]:
    """``count`` rows of a table, always the same; skips the test where the table is absent."""
    skip_without(table)
    with gzip.open(table, "rt", encoding="utf-8") as file:
        return random.Random(0).sample(list(csv.DictReader(file)), count)


def trainable(drawn: Sketch) -> int:
    """Parameters without moving statistics: half of each BatchNormalization's."""
    moving = (one.parameters // 2 for one in drawn.layers if one.kind == "BatchNormalization")
    return drawn.parameters - sum(moving)
