"""A stored table is the same text whatever order its answers came in."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from core.datasets import DatasetInfo
from core.errors import DataError
from core.specs import Space
from core.tables.answers import FILE
from core.tables.storing import Rows, store_table

ONE, TWO = ("1", "4", ""), ("2", "4", "8")
FIGURES = {ONE: {("parameters", 0): 100.0}, TWO: {("val_accuracy", 3): 1 / 3}}


def kept(home: Path, name: str, four: Space, about: DatasetInfo, *order: tuple[str, ...]) -> str:
    rows = Rows(four, {cells: FIGURES[cells] for cells in order})
    described = store_table(rows, about.model_copy(update={"name": name}), "here", home)
    assert described.table is not None
    return described.table.sha256


@pytest.fixture
def about(digits: DatasetInfo) -> DatasetInfo:
    return digits.model_copy(update={"origin": "uploaded"})


def test_the_order_does_not_matter(home: Path, four: Space, about: DatasetInfo) -> None:
    assert kept(home, "a", four, about, ONE, TWO) == kept(home, "b", four, about, TWO, ONE)
    assert kept(home, "c", four, about, ONE) != kept(home, "d", four, about, TWO)


def test_the_file_is_plain_csv(home: Path, four: Space, about: DatasetInfo) -> None:
    kept(home, "a", four, about, TWO, ONE)
    text = gzip.decompress((home / "datasets" / "a" / FILE).read_bytes()).decode()
    assert text.splitlines() == [
        "blocks,width_1,width_2,val_accuracy@3,parameters",
        "1,4,,,100",
        "2,4,8,0.3333333333333333,",
    ]


def test_another_sum_than_expected_keeps_nothing(
    home: Path, four: Space, about: DatasetInfo
) -> None:
    with pytest.raises(DataError, match="must have the SHA-256 abc, as published; got "):
        store_table(Rows(four, FIGURES), about, "here", home, expected="abc")
    assert not (home / "datasets").exists()
