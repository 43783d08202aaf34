"""A person's own pictures with boxes: taken in as a data set of scenes, or refused whole."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from core.datasets import BOX_LIMITS, ImportReport, import_scenes, info
from core.datasets.builtin.loaders import load
from core.datasets.prepare import prepare
from core.errors import DataError
from tests.core.datasets.uploads.annotations.uploads import (
    Members,
    png,
    scene_members,
    unpacked,
    voc_document,
    zipped,
)

Take = Callable[..., ImportReport]


@pytest.fixture
def take(home: Path, tmp_path: Path) -> Take:
    def take_in(members: Members, side: int | None = None, **limits: Any) -> ImportReport:
        path = zipped(members, tmp_path / "garments.zip")
        chosen = BOX_LIMITS.model_copy(update=limits)
        return import_scenes(
            path, filename=path.name, name="mine", home=home, side=side, limits=chosen
        )

    return take_in


def test_scenes_are_described_and_come_back_as_they_were(take: Take, home: Path) -> None:
    done = take(scene_members(24))
    assert done.info == info("mine", home) and done.left_out == ()
    assert (done.info.task, done.info.image_shape) == ("detection", (96, 96, 3))
    assert "24 colour pictures, 96×96, with " in done.info.summary
    arrays = load("mine", home)
    assert arrays.x_train.shape == (24, 96, 96, 3) and arrays.x_train.dtype == np.uint8
    assert arrays.y_train.shape == (24, 4, 5) and arrays.y_train.dtype == np.float32
    assert arrays.y_train[..., 4].max() == len(done.info.class_names) - 1
    assert len(arrays.x_test) == 0 and arrays.y_test.shape == (0, 4, 5)


def test_every_part_of_the_split_has_objects(take: Take, home: Path, tmp_path: Path) -> None:
    empty = {f"JPEGImages/empty{n}.png": png() for n in range(3)}
    empty |= {f"Annotations/empty{n}.xml": voc_document() for n in range(3)}
    # From one object to 22 in a picture: no number is there twice.
    full = {f"JPEGImages/{n}.png": png() for n in range(22)}
    objects = [("cell", (5, 5, 20, 20))] * 22
    full |= {f"Annotations/{n}.xml": voc_document(*objects[: n + 1]) for n in range(22)}
    take(empty | full)
    data = prepare("mine", home, seed=0, split_file=tmp_path / "split.npz")
    assert [len(y) for y in (data.y_train, data.y_val, data.y_test)] == [16, 4, 5]
    assert all((y[..., 4] >= 0).any() for y in (data.y_train, data.y_val, data.y_test))


def test_pictures_kept_for_testing_are_the_test_part(take: Take, home: Path) -> None:
    members = {f"train/{name}": content for name, content in scene_members(20).items()}
    members |= {f"test/{name}": content for name, content in scene_members(5, seed=1).items()}
    done = take(members, 64)
    assert (done.info.train_images, done.info.test_images) == (20, 5)
    assert load("mine", home).x_test.shape == (5, 64, 64, 3)


def test_what_was_left_out_is_named(take: Take) -> None:
    members = scene_members(22) | {"images/3.png": b"no picture"}
    del members["images/5.png"]
    assert take(members).left_out == (
        "pictures that are annotated and missing: 1 (images/5.png)",
        "pictures that cannot be read: 1 (images/3.png)",
    )


def test_a_folder_is_taken_in_too(home: Path, tmp_path: Path) -> None:
    folder = unpacked(scene_members(20), tmp_path / "garments")
    done = import_scenes(folder, filename="garments", name="mine", home=home, side=32)
    assert done.info.summary.endswith("uploaded as garments.")
    assert done.info.image_shape == (32, 32, 3)


def test_too_few_pictures_with_boxes_are_refused_with_what_was_left_out(
    take: Take, home: Path
) -> None:
    members = scene_members(20) | {"images/3.png": b"no picture"}
    with pytest.raises(DataError, match=r"at least 20 pictures.*got 19.*read: 1 \(images/3.png\)"):
        take(members)
    assert not home.exists()


@pytest.mark.parametrize(
    ("side", "limits", "words"),
    [
        (100, {}, "side must be a multiple of 32"),
        (512, {"unpacked_bytes": 2**20}, "Choose a smaller side"),
        (None, {"unpacked_bytes": 2**16}, "must unpack to at most 65,536 bytes"),
    ],
)
def test_sides_and_amounts_that_cannot_be_are_refused(
    take: Take, home: Path, side: int | None, limits: dict[str, int], words: str
) -> None:
    with pytest.raises(DataError, match=words):
        take(scene_members(20), side, **limits)
    assert not home.exists()


def test_name_that_is_taken_is_refused_before_anything_is_read(home: Path) -> None:
    with pytest.raises(DataError, match="there is a data set 'bccd' already"):
        import_scenes(Path("none.zip"), filename="none.zip", name="bccd", home=home)
