"""Which data sets are listed, and that listing them stays light."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from core.datasets.catalogue import DATASETS, DatasetInfo, catalogue, info
from core.errors import DataError, NotFoundError
from tests.conftest import HEAVY, imported

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


def test_built_in_data_sets_come_first_and_in_order(home: Path) -> None:
    names = tuple(entry.name for entry in catalogue(home))
    # What needs no download comes first: who has just arrived starts from it.
    assert names[:2] == ("digits", "fashion_mnist")
    assert DATASETS.names() == names


@pytest.mark.parametrize("name", DATASETS.names())
def test_built_in_entry_is_whole(name: str, home: Path) -> None:
    entry = info(name, home)
    assert entry.summary and entry.licence and entry.title
    assert 2 <= len(set(entry.class_names)) == len(entry.class_names)
    assert entry.images > 300
    assert callable(DATASETS.load(name))


@pytest.mark.parametrize("name", DATASETS.names())
def test_info_survives_json(name: str, home: Path) -> None:
    entry = info(name, home)
    assert DatasetInfo.model_validate_json(entry.model_dump_json()) == entry


@pytest.mark.parametrize("name", ["digit", "../digits", "..", "", "A", "a/b"])
def test_unknown_name_lists_the_known_ones(name: str, home: Path) -> None:
    with pytest.raises(NotFoundError, match=r"Unknown data set .* Known: digits, fashion_mnist"):
        info(name, home)


def test_uploads_are_listed_after_built_ins_by_name(
    home: Path, npz: Callable[..., Path], take_in: Callable[..., object]
) -> None:
    path = npz(x=np.zeros((20, 8, 8), np.uint8), y=np.arange(20) % 2)
    for name in ("zebra", "ants"):
        take_in(path, name)
    assert [entry.name for entry in catalogue(home)[-2:]] == ["ants", "zebra"]
    assert info("ants", home).origin == "uploaded"


@pytest.mark.parametrize("content", ["", "{}", "not json"])
def test_damaged_upload_hides_only_itself(content: str, home: Path) -> None:
    folder = home / "datasets" / "broken"
    folder.mkdir(parents=True)
    (folder / "info.json").write_text(content)
    assert "broken" not in [entry.name for entry in catalogue(home)]
    with pytest.raises(DataError, match="Remove the data set and upload it again"):
        info("broken", home)


def test_description_of_another_data_set_is_refused(home: Path) -> None:
    folder = home / "datasets" / "sneaky"
    folder.mkdir(parents=True)
    (folder / "info.json").write_text(info("digits", home).model_dump_json())
    with pytest.raises(DataError, match="must describe the uploaded data set 'sneaky'"):
        info("sneaky", home)


@pytest.mark.parametrize("module", ["core.datasets", "core.datasets.builtin.loaders"])
def test_import_is_light(module: str) -> None:
    assert not (HEAVY | {"scipy", "streamlit"}) & imported(f"import {module}")
