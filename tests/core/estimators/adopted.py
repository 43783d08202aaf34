"""Parents taken in within the test's own process, and how they came to be."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from pathlib import Path

from core.estimators.adopting import read_parent
from core.parents import keeping
from core.parents.facts import ParentInfo
from core.specs import Space, Value

SPACE = Space(name="one", family="convnet", choices=())
CHOICES: dict[str, Value] = {
    "blocks": 3,
    "width_1": 12,
    "width_2": 16,
    "stride_2": 2,
    "width_3": 16,
    "repeats_3": 2,
}
BEGINNING = keeping.Beginning(space=SPACE, choices=CHOICES, seed=7)


def quiet(epoch: int, scores: Mapping[str, float]) -> None:
    pass


def adopt(
    home: Path, name: str, file: Path, beginning: keeping.Beginning | None = None
) -> ParentInfo:
    """Make the network in ``file`` a parent, as the process that reads drafts does."""
    origin = "upload" if beginning is None else "trial"
    wanted = keeping.Order(
        name=name, title=name, dataset="digits", origin=origin, beginning=beginning
    )
    keeping.order(
        wanted, home, lambda place: shutil.copy(file, place / keeping.MODEL), lambda place: False
    )
    keeping.finish(read_parent(wanted, keeping.draft(name, home), home), home)
    return keeping.parent(name, home)
