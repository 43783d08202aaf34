"""Reads members of an upload the way a person's zip is read."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from core.datasets.uploads.annotations import BOX_LIMITS, Annotated, read_annotations
from tests.core.datasets.uploads.annotations.uploads import Members, zipped


@pytest.fixture
def read(tmp_path: Path) -> Callable[..., Annotated]:
    def read_members(members: Members, **limits: Any) -> Annotated:
        path = zipped(members, tmp_path / "pets.zip")
        chosen = BOX_LIMITS.model_copy(update=limits)
        return read_annotations(path, filename="pets.zip", limits=chosen)

    return read_members
