"""Arrays as people really save them: read as meant and told, or refused with a way out that works.

Named after public reports where there are any.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from core.datasets.builtin.loaders import load
from core.errors import DataError

Make = Any
RNG = np.random.default_rng(0)
X = RNG.integers(0, 256, (20, 8, 8, 3), dtype=np.uint8)
X[0, 0, 0] = (0, 128, 255)
Y = np.arange(20) % 2


def shares(home: Path, part: str = "x_train") -> np.ndarray:
    """What was kept of a part, as shares of white."""
    kept = getattr(load("mine", home), part)
    return kept / 255 if kept.dtype == np.uint8 else kept


# keras#12689, keras#13517, handson-ml2#132: one part was divided by 255, the other was not.
@pytest.mark.parametrize(
    ("train", "test"),
    [
        (X / 255, X.astype(float)),
        (X, X / np.float32(255)),
        (X.astype(np.float32) / 255 / 255, X / 255),
        (X / 127.5 - 1, X / 255),
        (X / 127.5 - 1, X),
        (X.astype(np.uint16) * 257, X),
        (X, (X > 127)),
    ],
    ids=[
        "shares, bytes",
        "bytes, shares",
        "twice",
        "signed, shares",
        "signed, bytes",
        "16",
        "bits",
    ],
)
def test_parts_of_clearly_different_ranges_are_each_mapped_by_their_own(
    npz: Make, take_in: Make, home: Path, train: np.ndarray, test: np.ndarray
) -> None:
    report = take_in(npz(x_train=train, y_train=Y, x_test=test, y_test=Y))
    assert shares(home) == pytest.approx(X / 255, abs=0.01)
    wanted = X > 127 if test.dtype == bool else X / 255
    assert shares(home, "x_test") == pytest.approx(wanted.astype(float), abs=0.01)
    assert "each was brought to black … white by its own range" in report.notes[0]


def test_parts_whose_ranges_have_no_clear_relation_are_refused(npz: Make, take_in: Make) -> None:
    standardised = (X - 128.0) / 60
    with pytest.raises(DataError, match="x_train goes from -2.133 .* prepared in the same way"):
        take_in(npz(x_train=standardised, y_train=Y, x_test=X, y_test=Y))


def test_a_darker_test_part_keeps_the_scale_of_the_other(
    npz: Make, take_in: Make, home: Path
) -> None:
    report = take_in(npz(x_train=X, y_train=Y, x_test=X // 8, y_test=Y))
    assert report.notes == () and load("mine", home).x_test.max() == 31


@pytest.mark.parametrize(
    ("x", "said"),
    [
        (X.astype(np.float32), "0 became black and 255 white"),
        (X / 127.5 - 1, "numbers from -1 to 1; -1 became black and 1 white"),
        (X / 255 / 255, "0.003922 white"),
        (X / 255 / 16, "the brightest number is 0.0625 of white"),
        (X.astype(np.uint16) * 16, "numbers from 0 to 4,080"),
        (X.view(np.int8), r"write x\.view\('uint8'\)"),
    ],
    ids=["bytes as floats", "signed", "twice", "dark", "12 bits", "signed bytes"],
)
def test_numbers_that_were_rescaled_are_reported_with_their_range(
    npz: Make, take_in: Make, x: np.ndarray, said: str
) -> None:
    [note] = take_in(npz(x=x, y=Y)).notes
    assert said.replace("\\", "") in note


@pytest.mark.parametrize("x", [X, X / 255, X > 127, X.astype(np.int64)])
def test_usual_numbers_need_no_word(npz: Make, take_in: Make, x: np.ndarray) -> None:
    assert take_in(npz(x=x, y=Y)).notes == ()


# keras-finetuning#10: channels first; SVHN's files: the images last.
@pytest.mark.parametrize(
    ("axes", "said"),
    [((0, 3, 1, 2), "channels came first"), ((1, 2, 3, 0), "the images came last")],
)
def test_axes_in_another_order_are_put_right(
    npz: Make, take_in: Make, home: Path, axes: tuple[int, ...], said: str
) -> None:
    report = take_in(npz(x=X.transpose(axes), y=Y))
    assert np.array_equal(load("mine", home).x_train, X)
    assert said in report.notes[0]


@pytest.mark.parametrize(
    "x", [np.asfortranarray(X), X.astype(">u2"), X.astype(">i8"), X[:, ::-1][:, ::-1]]
)
def test_order_in_memory_makes_no_difference(
    npz: Make, take_in: Make, home: Path, x: np.ndarray
) -> None:
    assert take_in(npz(x=x, y=Y)).notes == ()
    assert np.array_equal(load("mine", home).x_train, X)


# autokeras#144: (images, height, width) beside (images, height, width, 1).
def test_grey_with_and_without_a_channel_axis_go_together(npz: Make, take_in: Make) -> None:
    grey = X[..., 0]
    report = take_in(npz(x_train=grey, y_train=Y, x_test=grey[..., None], y_test=Y))
    assert report.info.image_shape == (8, 8, 1)


# autokeras#1679 (one-hot), rstudio/keras3#465 (from 1), autokeras#777 (floats).
@pytest.mark.parametrize(
    ("y", "names", "said"),
    [
        (np.eye(2)[Y], ("0", "1"), "y is one-hot"),
        (np.eye(4, dtype=bool)[Y * 3], ("0", "3"), "one-hot"),
        (Y.astype(np.float32), ("0", "1"), ""),
        (Y[:, None] + 1, ("1", "2"), ""),
        (Y[None], ("0", "1"), ""),
        (Y * 4 + 3, ("3", "7"), "labels go from 3 to 7 without 4, 5, 6: there are 2 classes"),
        (Y * 2 - 1, ("-1", "1"), "without 0"),
        (np.where(Y == 0, b"no", b"yes"), ("no", "yes"), ""),
        (Y.astype(">i4"), ("0", "1"), ""),
        (Y == 1, ("False", "True"), ""),
        (
            np.where(np.arange(20) % 4 < 2, ["café", "the"] * 10, ["cafe\u0301", "the "] * 10),
            ("café", "the"),
            "look alike",
        ),
    ],
)
def test_labels_of_any_kind_become_classes(
    npz: Make, take_in: Make, home: Path, y: np.ndarray, names: tuple[str, ...], said: str
) -> None:
    report = take_in(npz(x=X, y=y))
    assert report.info.class_names == names
    assert np.array_equal(load("mine", home).y_train, Y)
    assert said in " ".join(report.notes) and bool(report.notes) == bool(said)


def test_one_hot_and_plain_labels_of_two_parts_go_together(npz: Make, take_in: Make) -> None:
    take_in(npz(x_train=X, y_train=np.eye(2)[Y], x_test=X, y_test=Y), "one")
    report = take_in(npz(x_train=X, y_train=Y.astype(str), x_test=X, y_test=Y), "two")
    assert report.info.class_names == ("0", "1")


@pytest.mark.parametrize(
    "names",
    [
        ("X", "Y"),
        ("images", "labels"),
        ("data", "target"),
        ("X_train", "Y_train", "X_test", "Y_test"),
        ("train_images", "train_labels", "test_images", "test_labels"),
        ("trainX", "trainY", "testX", "testY"),
    ],
    ids=", ".join,
)
def test_names_that_mean_the_same_are_understood(
    npz: Make, take_in: Make, names: tuple[str, ...]
) -> None:
    report = take_in(npz(**dict(zip(names, (X, Y, X[:9], Y[:9]), strict=False))))
    assert report.info.test_images == (9 if len(names) == 4 else 0)
    assert report.left_out == ()


def test_validation_images_of_medmnist_are_trained_on(npz: Make, take_in: Make, home: Path) -> None:
    sizes = {"train": 20, "val": 10, "test": 8}
    arrays = {f"{part}_images": X[:n] for part, n in sizes.items()}
    arrays |= {f"{part}_labels": Y[:n, None] for part, n in sizes.items()}
    report = take_in(npz(**arrays))
    assert (report.info.train_images, report.info.test_images) == (30, 8)
    assert "val_images and val_labels were added to train_images" in report.notes[0]


# pytorch-value-iteration-networks#9: arrays that were saved without names.
@pytest.mark.parametrize("order", ["xyxy", "xxyy", "yxyx"])
def test_arrays_without_names_are_told_apart_by_their_shapes(
    npz: Make, take_in: Make, home: Path, order: str
) -> None:
    given = {"x": iter((X, X[:8])), "y": iter((Y, Y[:8]))}
    report = take_in(npz(**{f"arr_{n}": next(given[kind]) for n, kind in enumerate(order)}))
    assert (report.info.train_images, report.info.test_images) == (20, 8)
    assert report.notes[0].startswith("arrays without names: arr_")


def test_arrays_without_names_that_are_not_clear_are_refused(npz: Make, take_in: Make) -> None:
    with pytest.raises(DataError, match=r"arr_0 of shape \(20,\).* Name them: numpy.savez"):
        take_in(npz(arr_0=Y, arr_1=Y))


def test_two_arrays_that_mean_the_same_are_refused(npz: Make, take_in: Make) -> None:
    with pytest.raises(DataError, match="imgs and images mean the same|images and imgs mean"):
        take_in(npz(images=X, imgs=X, labels=Y))
    assert take_in(npz(x=X, X=X[:5], y=Y)).left_out == ("X: not an array that is used",)


def members(pairs: list[tuple[str, np.ndarray]]) -> list[tuple[str, bytes]]:
    made = []
    for name, array in pairs:
        file = io.BytesIO()
        np.save(file, array)
        made.append((name, file.getvalue()))
    return made


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_endings_of_names_do_not_matter_and_twice_the_same_is_refused(
    zipped: Make, take_in: Make, tmp_path: Path
) -> None:
    good = zipped(members([("x.NPY", X), ("y", Y)])).rename(tmp_path / "a.npz")
    assert take_in(good).info.train_images == 20
    twice = zipped(members([("x.npy", X), ("x.npy", X), ("y.npy", Y)])).rename(tmp_path / "b.npz")
    with pytest.raises(DataError, match="'x' is there twice"):
        take_in(twice, "other")


@pytest.mark.parametrize(("declared", "held"), [(20, 30), (30, 20)])
def test_a_header_that_lies_is_refused(
    take_in: Make, tmp_path: Path, declared: int, held: int
) -> None:
    header, body = io.BytesIO(), X.repeat(2, 0)[:held].tobytes()
    said = {"descr": "|u1", "fortran_order": False, "shape": (declared, 8, 8, 3)}
    np.lib.format.write_array_header_1_0(header, said)
    with zipfile.ZipFile(tmp_path / "a.npz", "w") as packed:
        packed.writestr("x.npy", header.getvalue() + body)
        packed.writestr(*members([("y.npy", np.arange(declared) % 2)])[0])
    with pytest.raises(
        DataError, match=f"declares {declared * 192:,} bytes, and holds {held * 192:,}"
    ):
        take_in(tmp_path / "a.npz")


# What is refused, with what its message tells people to do, done (auto-sklearn#667 for one).
@pytest.mark.parametrize(
    ("x", "remedy", "advice"),
    [
        (X[..., 0].reshape(20, 64), lambda x: x.reshape(-1, 8, 8), "x.reshape(-1, 8, 8)"),
        (X.reshape(20, 192), lambda x: x.reshape(-1, 8, 8, 3), "x.reshape(-1, 8, 8, 3)"),
        (X.reshape(20, 192), lambda x: x.reshape(-1, 3, 8, 8), "x.reshape(-1, 3, 8, 8)"),
        (X[:, None], lambda x: x.reshape(-1, 8, 8, 3), "x.reshape(-1, 8, 8, 3)"),
        (X[:, None].repeat(2, 1), lambda x: x[:, 0], "x[:, 0]"),
        (np.concatenate([X, X[..., :1]], -1), lambda x: x[..., :3], "x[..., :3]"),
        (X[..., :2], lambda x: x[..., :1], "x[..., :1]"),
        (X.transpose(0, 3, 1, 2)[:, [0, 1, 2, 0]], lambda x: x[:, :3], "x[:, :3]"),
        (X[..., [0, 1, 2, 0, 1]], lambda x: x[..., :3], "x[..., :3]"),
        (np.where(X == 7, np.nan, X), np.nan_to_num, "numpy.nan_to_num"),
        (X.astype(complex), lambda x: x.real.astype("uint8"), "uint8"),
    ],
)
def test_the_way_out_for_images_works(
    npz: Make, take_in: Make, x: np.ndarray, remedy: Callable[..., np.ndarray], advice: str
) -> None:
    with pytest.raises(DataError) as refused:
        take_in(npz(x=x, y=Y))
    assert advice in str(refused.value)
    assert take_in(npz(x=remedy(x), y=Y)).info.train_images == 20


@pytest.mark.parametrize(
    ("y", "remedy", "advice"),
    [
        (np.eye(2)[Y] * 0.8 + 0.1, lambda y: y.argmax(axis=1), "y.argmax(axis=1)"),
        (Y + 0.5, lambda y: np.digitize(y, [1.0]), "numpy.digitize(y, bounds)"),
        (Y.reshape(20, 1, 1), lambda y: y.reshape(-1), "y.reshape(-1)"),
        (np.array(["a", "b"], dtype=object)[Y], lambda y: y.astype(str), "y.astype(str)"),
        (Y.astype("datetime64[D]"), lambda y: y.astype(int), "y.astype(int)"),
    ],
)
def test_the_way_out_for_labels_works(
    npz: Make, take_in: Make, y: np.ndarray, remedy: Callable[..., np.ndarray], advice: str
) -> None:
    with pytest.raises(DataError) as refused:
        take_in(npz(x=X, y=y))
    assert advice in str(refused.value)
    assert take_in(npz(x=X, y=remedy(y))).info.class_names


def test_images_of_several_sizes_in_an_array_of_objects_are_pointed_to_the_zip(
    npz: Make, take_in: Make
) -> None:
    ragged = np.empty(20, dtype=object)
    ragged[:] = [np.zeros((8, n + 4)) for n in range(20)]
    with pytest.raises(DataError, match="never loaded.*pack them as a .zip"):
        take_in(npz(x=ragged, y=Y))
