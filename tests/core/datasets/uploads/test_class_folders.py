"""Folders of classes, alone or inside folders of parts, in the layouts that people pack."""

from __future__ import annotations

import unicodedata
from typing import Any

import numpy as np
import pytest

from core.datasets.builtin.loaders import load
from core.datasets.uploads.archive import DEFAULT_LIMITS
from core.datasets.uploads.images import image_samples, read_images
from core.errors import DataError

Make = Any
Members = list[tuple[str, bytes]]


@pytest.fixture
def parts(picture: Make) -> Make:
    """Members of folders: each ten images, for each class, of one brightness a folder."""

    def make(*folders: str, around: str = "", classes: tuple[str, ...] = ("cat", "dog")) -> Members:
        drawn = [(folder, picture(20 * n + 10)) for n, folder in enumerate(folders)]
        return [
            (f"{around}{folder}/{name}/{n}.png", content)
            for folder, content in drawn
            for name in classes
            for n in range(10)
        ]

    return make


def seen(path: Any) -> tuple[set[int], set[int]]:
    """The brightness of what is trained on, and of what is tested on."""
    done = read_images(path, filename="a.zip", limits=DEFAULT_LIMITS)
    assert done.class_names == ("cat", "dog")
    return {int(v) for v in np.unique(done.x_train)}, {int(v) for v in np.unique(done.x_test)}


@pytest.mark.parametrize(
    ("folders", "around", "train", "test"),
    [
        (("train", "test"), "", {10}, {30}),
        (("Train", "Test"), "pets/", {10}, {30}),
        (("test", "train", "valid"), "pets/pets/", {30, 50}, {10}),
        (("train", "val"), "", {10, 30}, set()),
        (("training_set/training_set", "test_set/test_set"), "", {10}, {30}),
        (("seg_train/seg_train", "seg_test/seg_test"), "archive/", {10}, {30}),
        (("validation", "testing"), "", {10}, {30}),
        (("train",), "", {10}, set()),
    ],
)
def test_parts_that_the_person_made_are_kept(
    folders: Any, around: str, train: Any, test: Any, zipped: Make, parts: Make
) -> None:
    assert seen(zipped(parts(*folders, around=around))) == (train, test)


def test_parts_are_reported_and_kept_with_the_data_set(
    zipped: Make, take_in: Make, parts: Make, home: Any
) -> None:
    done = take_in(zipped(parts("train", "val", "test")))
    assert (done.info.train_images, done.info.test_images) == (40, 20)
    assert done.notes[0] == "images in test are kept for testing, the others are trained on"
    assert done.notes[1].startswith("images in val were added to those to train on: every search")
    arrays = load("mine", home)
    assert arrays.y_train.tolist() == [0] * 20 + [1] * 20
    assert arrays.y_test.tolist() == [0] * 10 + [1] * 10


def test_pictures_without_a_class_beside_the_parts_are_left_out(
    zipped: Make, take_in: Make, parts: Make, picture: Make
) -> None:
    loose = [(f"test/{n}.png", picture()) for n in range(3)] + [("preview.png", picture())]
    done = take_in(zipped(parts("train", "val") + loose))
    assert (done.info.train_images, done.info.test_images) == (40, 0)
    assert "test/0.png: not in a class's folder" in done.left_out
    assert "preview.png: not in a class's folder" in done.left_out


def test_classes_called_like_parts_stay_classes(zipped: Make, take_in: Make, parts: Make) -> None:
    done = take_in(zipped(parts("all", classes=("cat", "test"))))
    assert done.info.class_names == ("cat", "test") and done.info.test_images == 0
    assert done.notes == ()


def test_parts_without_classes_are_refused(zipped: Make, take_in: Make, picture: Make) -> None:
    members = [(f"{part}/{n}.png", picture()) for part in ("train", "test") for n in range(9)]
    with pytest.raises(
        DataError, match=r"one folder a class; none could be read: test/0\.png: not"
    ):
        take_in(zipped(members))


@pytest.mark.parametrize("other", ["pets", "train2/more"])
def test_what_is_beside_the_parts_is_not_guessed_at(
    other: str, zipped: Make, take_in: Make, parts: Make
) -> None:
    with pytest.raises(DataError, match="in train and test and nothing beside these; got"):
        take_in(zipped(parts("train", "test", other, f"{other}/deeper")))


def test_a_class_for_testing_alone_is_refused_by_name(
    zipped: Make, take_in: Make, parts: Make
) -> None:
    members = parts("train", "test") + parts("test", classes=("fox",))
    with pytest.raises(DataError, match="at least 7 images .* fox has 0"):
        take_in(zipped(members))


def test_a_class_in_two_forms_of_unicode_is_one(zipped: Make, parts: Make) -> None:
    names = [unicodedata.normalize(form, "Bär") for form in ("NFC", "NFD")]
    members = parts("train", classes=("cat", names[0])) + parts("test", classes=("cat", names[1]))
    done = read_images(zipped(members), filename="a.zip", limits=DEFAULT_LIMITS)
    assert done.class_names == (names[0], "cat") and len(done.y_test) == 20


def test_samples_are_of_what_is_trained_on(zipped: Make, parts: Make) -> None:
    path = zipped(parts("test", "train"))
    shown = image_samples(
        path, filename="a.zip", limits=DEFAULT_LIMITS, side=8, fit="crop", count=6
    )
    assert len(shown) == 6 and np.unique(shown).tolist() == [30]
