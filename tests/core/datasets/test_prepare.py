"""What a search is given: a split that is made once, the right images, scaled, the same again."""

from __future__ import annotations

import math
import zlib
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.model_selection import train_test_split

from core.datasets.builtin.loaders import load
from core.datasets.prepare import Data, Split, as_bytes, make_split, picture_of_test, prepare
from core.datasets.uploads.archive import DEFAULT_LIMITS
from core.errors import DataError, NotFoundError

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


@pytest.fixture
def split_file(tmp_path: Path) -> Path:
    return tmp_path / "run" / "split.npz"


def assert_usable(data: Data) -> None:
    for x, y in (
        (data.x_train, data.y_train),
        (data.x_val, data.y_val),
        (data.x_test, data.y_test),
    ):
        assert x.shape == (len(y), *data.info.image_shape)
        assert x.dtype == np.float32 and y.dtype == np.int32
        assert x.min() == 0.0 and x.max() == 1.0


@pytest.mark.parametrize(
    ("name", "sizes"), [("digits", (1149, 288, 360)), ("fashion_mnist", (8000, 2000, 2000))]
)
def test_built_in_is_split_scaled_and_typed(
    name: str, sizes: tuple[int, ...], home: Path, split_file: Path
) -> None:
    data = prepare(name, home, seed=0, split_file=split_file)
    assert (len(data.y_train), len(data.y_val), len(data.y_test)) == sizes
    assert_usable(data)


def test_own_test_images_never_reach_the_search(home: Path, split_file: Path) -> None:
    data = prepare("fashion_mnist", home, seed=0, split_file=split_file)
    arrays = load("fashion_mnist", home)
    assert np.array_equal(np.rint(data.x_test * 255).astype(np.uint8), arrays.x_test)
    assert np.array_equal(data.y_test, arrays.y_test)
    assert Split.load(split_file).validation.max() < len(arrays.y_train)


def test_validation_and_test_share_no_image(home: Path, split_file: Path) -> None:
    prepare("digits", home, seed=0, split_file=split_file)
    split = Split.load(split_file)
    assert not np.intersect1d(split.validation, split.test).size
    assert not np.intersect1d(split.train, split.test).size


def test_images_keep_their_labels(
    home: Path, split_file: Path, npz: Callable[..., Path], take_in: Callable[..., object]
) -> None:
    y = np.arange(60) % 3
    x = np.broadcast_to(y[:, None, None] * 100, (60, 8, 8)).astype(np.uint8)
    take_in(npz(x_train=x[:45], y_train=y[:45], x_test=x[45:], y_test=y[45:]))
    data = prepare("mine", home, seed=5, split_file=split_file)
    for x_part, y_part in ((data.x_train, data.y_train), (data.x_test, data.y_test)):
        assert np.allclose(x_part[:, 0, 0, 0], y_part * 100 / 255)


def test_resumed_run_has_the_same_split_whatever_its_seed(home: Path, split_file: Path) -> None:
    first = prepare("digits", home, seed=0, split_file=split_file)
    again = prepare("digits", home, seed=99, split_file=split_file)
    assert np.array_equal(first.x_val, again.x_val)
    assert np.array_equal(first.y_train, again.y_train)


def test_other_seed_gives_another_split(home: Path, tmp_path: Path) -> None:
    first = prepare("digits", home, seed=0, split_file=tmp_path / "a.npz")
    other = prepare("digits", home, seed=1, split_file=tmp_path / "b.npz")
    assert not np.array_equal(first.y_train, other.y_train)


def test_split_of_another_data_set_is_refused(home: Path, split_file: Path) -> None:
    prepare("digits", home, seed=0, split_file=split_file)
    with pytest.raises(DataError, match="must have the 1797 images .* got 12000"):
        prepare("fashion_mnist", home, seed=0, split_file=split_file)


def test_damaged_split_is_refused_and_not_overwritten(home: Path, split_file: Path) -> None:
    split_file.parent.mkdir(parents=True)
    split_file.write_bytes(b"damaged")
    with pytest.raises(DataError, match="Clone the run"):
        prepare("digits", home, seed=0, split_file=split_file)
    assert split_file.read_bytes() == b"damaged"


def test_unknown_data_set_writes_no_split(home: Path, split_file: Path) -> None:
    with pytest.raises(NotFoundError):
        prepare("nothing", home, seed=0, split_file=split_file)
    assert not split_file.exists()


@pytest.mark.parametrize("name", ["digits", "fashion_mnist"])
def test_one_test_picture_is_as_the_search_would_have_it(
    name: str, home: Path, split_file: Path
) -> None:
    data = prepare(name, home, seed=0, split_file=split_file)
    for place in (3, len(data.y_test) + 3):
        picture, label = picture_of_test(name, home, split_file=split_file, place=place)
        assert np.array_equal(picture, data.x_test[3]) and label == data.y_test[3]


def test_bytes_of_pixels_are_those_that_they_were_made_of() -> None:
    known = np.arange(256, dtype=np.uint8)
    assert np.array_equal(as_bytes(known / np.float32(255)), known)
    assert as_bytes(np.array([-0.3, 1.2])).tolist() == [0, 255]


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
    assert sum(map(len, split)) == len(y)


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


@given(sizes=st.lists(st.integers(4, 40), min_size=2, max_size=6), seed=st.integers(0, 2**31 - 1))
def test_a_split_is_that_of_scikit_learn(sizes: list[int], seed: int) -> None:
    y = labels_of(sizes)
    taken = max(math.ceil(round(0.2 * len(y), 9)), len(sizes))
    rest, test = train_test_split(np.arange(len(y)), test_size=taken, stratify=y, random_state=seed)
    split = make_split(y, seed=seed, test_indices=None)
    assert np.array_equal(split.test, test)
    assert set(split.train) | set(split.validation) == set(rest)


def test_train_part_comes_shuffled() -> None:
    split = make_split(labels_of([50, 50]), seed=0, test_indices=None)
    assert not np.array_equal(split.train, np.sort(split.train))


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
