"""A split is stratified, disjoint, whole, repeatable, and survives the disk."""

from __future__ import annotations

import zlib
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.datasets.splits import Split, make_split
from core.datasets.uploads.archive import DEFAULT_LIMITS
from core.errors import DataError

if TYPE_CHECKING:
    from pathlib import Path

LEAST = DEFAULT_LIMITS.images_a_class
class_sizes = st.lists(st.integers(LEAST, 60), min_size=2, max_size=12)


def labels_of(sizes: list[int]) -> np.ndarray:
    return np.repeat(np.arange(len(sizes)), sizes)


@settings(max_examples=60, deadline=None)
@given(sizes=class_sizes, seed=st.integers(0, 2**31 - 1))
def test_split_covers_all_once_and_every_class_in_every_part(sizes: list[int], seed: int) -> None:
    y = labels_of(sizes)
    split = make_split(y, seed=seed, test_indices=None)
    together = np.concatenate([split.train, split.validation, split.test])
    assert np.array_equal(np.sort(together), np.arange(len(y)))
    for part in (split.train, split.validation, split.test):
        assert len(np.unique(y[part])) == len(sizes)


@settings(max_examples=30, deadline=None)
@given(sizes=class_sizes, given_test=st.integers(1, 40))
def test_own_test_part_stays_as_it_is(sizes: list[int], given_test: int) -> None:
    train = labels_of(sizes)
    y = np.concatenate([train, np.zeros(given_test, dtype=train.dtype)])
    test = np.arange(len(train), len(y))
    split = make_split(y, seed=0, test_indices=test)
    assert np.array_equal(split.test, test)
    assert not np.intersect1d(test, np.concatenate([split.train, split.validation])).size
    assert split.images == len(y)


def test_shares_and_proportions_are_kept() -> None:
    y = labels_of([100, 300, 600])
    split = make_split(y, seed=1, test_indices=None)
    assert [len(split.train), len(split.validation), len(split.test)] == [640, 160, 200]
    assert list(np.bincount(y[split.validation])) == [16, 48, 96]
    assert list(np.bincount(y[split.test])) == [20, 60, 120]


def test_same_seed_repeats_and_another_differs() -> None:
    y = labels_of([50, 50])
    first, again, other = (make_split(y, seed=seed, test_indices=None) for seed in (3, 3, 4))
    assert np.array_equal(first.train, again.train)
    assert np.array_equal(first.test, again.test)
    assert not np.array_equal(np.sort(first.test), np.sort(other.test))


@pytest.mark.parametrize(
    ("sizes", "seed", "own_test", "checksum"),
    [
        ([100, 300, 600], 1, None, 2362207814),
        ([5, 7, 31, 44], 2026, None, 2794562266),
        ([13, 8, 8, 21, 60], 7, 3, 745019600),
    ],
)
def test_stored_seed_gives_the_split_of_earlier_versions(
    sizes: list[int], seed: int, own_test: int | None, checksum: int
) -> None:
    own = None if own_test is None else np.arange(own_test)
    split = make_split(labels_of(sizes), seed=seed, test_indices=own)
    together = np.concatenate([split.train, split.validation, split.test])
    # Recorded with scikit-learn 1.9's `train_test_split`, which they used.
    assert zlib.crc32(together.astype("<i8").tobytes()) == checksum


def test_train_part_comes_shuffled() -> None:
    split = make_split(labels_of([50, 50]), seed=0, test_indices=None)
    assert not np.array_equal(split.train, np.sort(split.train))


@pytest.mark.parametrize("share", [0.0, 1.0, -0.1, float("nan")])
def test_share_outside_its_range_is_refused(share: float) -> None:
    with pytest.raises(DataError, match="test_share must be between 0 and 1"):
        make_split(labels_of([50, 50]), seed=0, test_indices=None, test_share=share)


@pytest.mark.parametrize("y", [[], [0, 1, 1], [0, 0, 1, 1]])
def test_too_few_images_say_what_to_do(y: list[int]) -> None:
    with pytest.raises(DataError, match="Give every class more images"):
        make_split(np.array(y, np.int64), seed=0, test_indices=None)


def test_saved_split_comes_back(tmp_path: Path) -> None:
    split = make_split(labels_of([20, 30]), seed=0, test_indices=None)
    split.save(tmp_path / "run" / "split.npz")
    loaded = Split.load(tmp_path / "run" / "split.npz")
    for part in ("train", "validation", "test"):
        assert np.array_equal(getattr(loaded, part), getattr(split, part))


@pytest.mark.parametrize(
    "parts",
    [
        ([0, 1], [1], [2]),
        ([0, 1], [2], [9]),
        ([0.0, 1.0], [2.0], [3.0]),
        ([[0, 1]], [[2]], [[3]]),
    ],
)
def test_file_that_is_no_split_is_refused(tmp_path: Path, parts: tuple[list[int], ...]) -> None:
    path = tmp_path / "split.npz"
    np.savez(path, **dict(zip(("train", "validation", "test"), parts, strict=True)))
    with pytest.raises(DataError, match=r"each image exactly once.*Clone the run"):
        Split.load(path)
