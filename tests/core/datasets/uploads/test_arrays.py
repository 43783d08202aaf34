"""Uploaded ``.npz`` files: what is taken in, and each thing that is refused."""

from __future__ import annotations

import io
import zipfile
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.datasets.builtin.arrays import Arrays
from core.datasets.builtin.loaders import load
from core.datasets.uploads.archive import DEFAULT_LIMITS
from core.datasets.uploads.arrays import read_npz
from core.errors import DataError

if TYPE_CHECKING:
    from pathlib import Path

Make = Any
X = np.random.default_rng(0).integers(0, 256, (20, 8, 8), dtype=np.uint8)
Y = np.arange(20) % 2


def declared(shape: tuple[int, ...], descr: str = "|u1") -> bytes:
    """A npy file that declares an array of ``shape``, and holds none of it."""
    file = io.BytesIO()
    header = {"descr": descr, "fortran_order": False, "shape": shape}
    np.lib.format.write_array_header_1_0(file, header)
    return file.getvalue()


def stored(home: Path) -> Arrays:
    return load("mine", home)


def test_x_and_y_are_taken_in(npz: Make, take_in: Make, home: Path) -> None:
    report = take_in(npz(x=X, y=Y))
    assert report.info.image_shape == (8, 8, 1)
    assert report.info.class_names == ("0", "1")
    assert (report.info.train_images, report.info.test_images) == (20, 0)
    assert report.left_out == ()
    assert np.array_equal(stored(home).x_train[..., 0], X)


def test_own_test_part_is_kept(npz: Make, take_in: Make, home: Path) -> None:
    report = take_in(npz(x_train=X[:15], y_train=Y[:15], x_test=X[15:], y_test=Y[15:]))
    assert (report.info.train_images, report.info.test_images) == (15, 5)
    assert np.array_equal(stored(home).x_test[..., 0], X[15:])
    assert np.array_equal(stored(home).y_test, Y[15:])


def test_array_that_is_not_used_is_reported(npz: Make, take_in: Make) -> None:
    report = take_in(npz(x=X, y=Y, notes=np.arange(3)))
    assert report.left_out == ("notes: not an array that is used",)


def test_text_labels_become_class_names(npz: Make, take_in: Make, home: Path) -> None:
    report = take_in(npz(x=X, y=np.where(Y == 0, "oak", "birch")))
    assert report.info.class_names == ("birch", "oak")
    assert np.array_equal(stored(home).y_train, 1 - Y)


def test_labels_need_not_start_at_nought(npz: Make, take_in: Make, home: Path) -> None:
    report = take_in(npz(x=X, y=(Y * 4 + 3).reshape(-1, 1)))
    assert report.info.class_names == ("3", "7")
    assert np.array_equal(stored(home).y_train, Y)


@pytest.mark.parametrize(
    "x",
    [X / 255, (X.astype(np.float64) - 128) / 77, X.astype(np.uint16) * 200, X % 2 == 0, X % 17],
    ids=["shares", "standardised", "sixteen bits", "booleans", "small bytes"],
)
def test_any_range_is_mapped_in_a_straight_line(
    npz: Make, take_in: Make, home: Path, x: np.ndarray
) -> None:
    take_in(npz(x=x, y=Y))
    kept = stored(home).x_train[..., 0]
    scaled = kept / 255 if kept.dtype == np.uint8 else kept
    assert scaled.min() >= 0 and scaled.max() == pytest.approx(1)
    line = np.corrcoef(scaled.ravel(), x.astype(float).ravel())[0, 1]
    assert line == pytest.approx(1, abs=1e-4)


def test_shares_stay_as_they_are(npz: Make, take_in: Make, home: Path) -> None:
    shares = (X / 510).astype(np.float32)
    take_in(npz(x=shares, y=Y))
    assert np.array_equal(stored(home).x_train[..., 0], shares)


@pytest.mark.parametrize("names", [{"x"}, {"x", "labels"}, {"x_train", "y_train"}, {"y"}])
def test_missing_array_is_refused(npz: Make, take_in: Make, names: set[str]) -> None:
    with pytest.raises(DataError, match="must hold the arrays x and y"):
        take_in(npz(**{name: X if name.startswith("x") else Y for name in names}))


def test_pickled_array_is_refused(npz: Make, take_in: Make) -> None:
    with pytest.raises(DataError, match="pickled Python objects, which are never loaded"):
        take_in(npz(x=X, y=np.array([{"a": 1}] * 20, dtype=object)))


def test_pickle_is_never_run(zipped: Make, take_in: Make, tmp_path: Path) -> None:
    mark = tmp_path / "ran"
    order = f"cos\nsystem\n(S'touch {mark}'\ntR.".encode()
    path = zipped([("x.npy", declared((20,), "|O") + order), ("y.npy", order)])
    with pytest.raises(DataError):
        take_in(path.rename(tmp_path / "bad.npz"))
    assert not mark.exists()


@pytest.mark.parametrize(
    ("x", "message"),
    [
        (X[:, 0], "3 or 4 dimensions"),
        (X[..., None, None], "3 or 4 dimensions"),
        (np.zeros((20, 8, 8, 2), np.uint8), r"drop transparency with x\[..., :1\]"),
        (np.zeros((20, 4, 8, 8), np.uint8), r"drop transparency with x\[:, :3\]"),
        (np.zeros((20, 8, 8, 4), np.uint8), "drop transparency"),
        (np.zeros((20, 2, 8), np.uint8), "4 to 512 pixels a side"),
        (np.zeros((20, 8, 600), np.uint8), "4 to 512 pixels a side"),
        (np.zeros((20, 8, 8), complex), "array of real numbers; got complex128"),
        (np.full((20, 8, 8), "a"), "array of real numbers"),
        (np.where(X == X[3, 3, 3], np.nan, X), "NaN or infinity"),
        (np.where(X == X[3, 3, 3], np.inf, X), "NaN or infinity"),
    ],
)
def test_array_that_is_no_images_is_refused(
    npz: Make, take_in: Make, x: np.ndarray, message: str
) -> None:
    with pytest.raises(DataError, match=message):
        take_in(npz(x=x, y=Y))


def test_nan_in_the_test_part_alone_is_refused(npz: Make, take_in: Make) -> None:
    with pytest.raises(DataError, match="NaN or infinity"):
        take_in(npz(x_train=X / 255, y_train=Y, x_test=np.full((2, 8, 8), np.nan), y_test=Y[:2]))


@pytest.mark.parametrize(
    ("y", "message"),
    [
        (Y[:-1], "got 19 labels for 20 images"),
        (Y + 0.5, "whole numbers or text; got 0.5 among float64"),
        (np.where(Y == 0, np.nan, 1.0), "whole numbers or text; got nan"),
        (np.eye(2)[Y] * 0.9, "argmax"),
        (np.ones((20, 3), int), "one class an image; row 0 names 3"),
        (np.array(3), "one label an image"),
        (np.zeros(20, int), "2 to 1,000 classes; got 1"),
        (np.arange(20), "at least 7 images"),
        (np.where(Y == 0, "", "b"), "1 to 80 printable characters"),
        (np.where(Y == 0, "a\nb", "b"), "1 to 80 printable characters"),
    ],
)
def test_array_that_is_no_labels_is_refused(
    npz: Make, take_in: Make, y: np.ndarray, message: str
) -> None:
    with pytest.raises(DataError, match=message):
        take_in(npz(x=X, y=y))


def test_label_only_in_the_test_part_is_refused(npz: Make, take_in: Make) -> None:
    with pytest.raises(DataError, match="only labels that y_train holds; got '5'"):
        take_in(npz(x_train=X, y_train=Y, x_test=X[:2], y_test=np.array([0, 5])))


@pytest.mark.parametrize("x_test", [X[:2, :7], X[:2, ..., None].repeat(3, -1)])
def test_parts_that_disagree_are_refused(npz: Make, take_in: Make, x_test: np.ndarray) -> None:
    with pytest.raises(DataError, match="images of the same shape"):
        take_in(npz(x_train=X, y_train=Y, x_test=x_test, y_test=Y[:2]))


@pytest.mark.parametrize(
    ("shape", "message"),
    [
        ((50_000, 512, 512), "must take at most 268,435,456 bytes; got 13,107,200,160"),
        ((10**12, 8, 8), "must take at most"),
        ((100_001, 4, 4), "at most 100,000 images; got 100,001"),
        ((-1, 8, 8), "cannot be read: its shape is"),
        ((True, 8, 8), "cannot be read: its shape is"),
        ((2**62, 2**62, 8), "pixels a side"),
        ((20, 8, 8), "array x of bad.npz cannot be read"),
    ],
)
def test_declared_shape_is_checked_before_loading(
    zipped: Make, take_in: Make, tmp_path: Path, shape: tuple[int, ...], message: str
) -> None:
    y = io.BytesIO()
    np.save(y, Y)
    path = zipped([("x.npy", declared(shape)), ("y.npy", y.getvalue())])
    with pytest.raises(DataError, match=message):
        take_in(path.rename(tmp_path / "bad.npz"))


@pytest.mark.parametrize(
    "header",
    ["(" * 5_000 + ")" * 5_000, "{'descr': " + "(" * 90, "-" * 9_000 + "1", "{'shape': 08}"],
)
def test_header_that_is_no_header_is_refused(take_in: Make, tmp_path: Path, header: str) -> None:
    text = header.encode() + b"\n"
    x = b"\x93NUMPY\x01\x00" + len(text).to_bytes(2, "little") + text
    with zipfile.ZipFile(tmp_path / "a.npz", "w") as archive:
        archive.writestr("x.npy", x)
        archive.writestr("y.npy", x)
    with pytest.raises(DataError, match="The array x of a.npz cannot be read"):
        take_in(tmp_path / "a.npz")


def test_array_that_is_larger_packed_than_the_limit_is_refused(npz: Make, take_in: Make) -> None:
    with pytest.raises(DataError, match="at most 1,000 bytes"):
        take_in(npz(x=X, y=Y), unpacked_bytes=1_000)


def test_record_array_is_refused(npz: Make, take_in: Make) -> None:
    with pytest.raises(DataError, match="array of real numbers"):
        take_in(npz(x=np.zeros((20, 8, 8), [("a", "u1"), ("b", "u1")]), y=Y))


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(position=st.integers(0, 10**6), value=st.integers(0, 255))
def test_any_damaged_byte_is_refused_or_harmless(position: int, value: int) -> None:
    file = io.BytesIO()
    np.savez_compressed(file, x=X, y=Y)
    content = bytearray(file.getvalue())
    content[position % len(content)] = value
    try:
        labelled = read_npz(io.BytesIO(content), filename="a.npz", limits=DEFAULT_LIMITS)
    except DataError as error:
        assert str(error).endswith((".", ")"))
    else:
        assert labelled.x_train.shape == (20, 8, 8, 1)


@pytest.mark.parametrize("order", ["<", ">"])
def test_text_of_what_is_no_character_is_refused(npz: Make, take_in: Make, order: str) -> None:
    labels = np.array(["cat", "dog"] * 10, f"{order}U3")
    broken = np.frombuffer(labels.tobytes(), f"{order}u4").copy()
    broken[7] = 0x110000
    assert take_in(npz(x=X, y=labels))
    with pytest.raises(DataError, match="y must hold text; got 0x110000, which is no character"):
        take_in(npz(x=X, y=broken.view(labels.dtype)), "other")


def test_member_that_is_no_array_is_refused(take_in: Make, tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.npz", "w") as archive:
        archive.writestr("x.npy", b"text")
        archive.writestr("y.npy", b"")
    with pytest.raises(DataError, match="The array x of a.npz cannot be read"):
        take_in(tmp_path / "a.npz")
