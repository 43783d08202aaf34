"""Parents taken in within the test's own process, and how they came to be."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from pathlib import Path

from core.parents import repository
from core.parents.importing.describing import read_parent
from core.parents.info import ParentInfo
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
INITIAL_MODEL = repository.InitialModel(space=SPACE, choices=CHOICES, seed=7)


def quiet(epoch: int, scores: Mapping[str, float]) -> None:
    pass


def import_parent(
    home: Path, name: str, file: Path, initial_model: repository.InitialModel | None = None
) -> ParentInfo:
    """Make the network in ``file`` a parent, as the process that reads drafts does."""
    origin = "upload" if initial_model is None else "trial"
    wanted = repository.ParentRequest(
        name=name, title=name, dataset="digits", origin=origin, initial_model=initial_model
    )
    repository.request(
        wanted, home, lambda place: shutil.copy(file, place / repository.MODEL), lambda place: False
    )
    repository.keep_parent(read_parent(wanted, repository.draft(name, home), home), home)
    return repository.parent(name, home)
