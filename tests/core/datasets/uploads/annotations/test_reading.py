"""Uploads as a whole: zips and folders, formats, limits, and links that lead away."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from core.datasets.uploads.annotations import BOX_LIMITS, read_annotations
from core.errors import DataError
from tests.conftest import HEAVY, imported
from tests.core.datasets.uploads.annotations.uploads import (
    coco_members,
    png,
    unpacked,
    yolo_members,
    zipped,
)
from tests.core.datasets.uploads.test_images import png_that_claims

Read = Any


@pytest.mark.parametrize("members", [coco_members(), yolo_members()])
def test_folder_and_zip_read_alike(members: Any, tmp_path: Path) -> None:
    folder = unpacked(members, tmp_path / "folder")
    path = zipped(members, tmp_path / "pets.zip")
    ours, theirs = (read_annotations(source, filename="pets") for source in (folder, path))
    assert ours.class_names == theirs.class_names
    for first, second in zip(ours.pictures, theirs.pictures, strict=True):
        assert (first.file, first.boxes.tolist()) == (second.file, second.boxes.tolist())
        assert (first.pixels == second.pixels).all()


def test_open_file_is_read_too(tmp_path: Path) -> None:
    content = zipped(coco_members(), tmp_path / "pets.zip").read_bytes()
    assert len(read_annotations(io.BytesIO(content), filename="pets.zip").pictures) == 2


def test_litter_is_passed_over(read: Read) -> None:
    litter = {"__MACOSX/._annotations.json": b"?", ".DS_Store": b"?", "Thumbs.db": b"?"}
    assert read(coco_members() | litter).left_out == ()


def test_member_that_climbs_out_is_refused(read: Read) -> None:
    with pytest.raises(DataError, match="only paths inside itself"):
        read(coco_members() | {"../a.png": png()})


def test_names_in_the_annotations_never_leave_the_upload(tmp_path: Path) -> None:
    (tmp_path / "secret.png").write_bytes(png())
    members = coco_members()
    members["annotations.json"] = members["annotations.json"].replace(b"a.png", b"../secret.png")
    found = read_annotations(unpacked(members, tmp_path / "folder"), filename="pets")
    assert [picture.file for picture in found.pictures] == ["b.png"]


def test_links_in_a_folder_are_not_followed(tmp_path: Path) -> None:
    outside = unpacked({"a.png": png()}, tmp_path / "outside")
    members = coco_members()
    del members["a.png"]
    folder = unpacked(members, tmp_path / "folder")
    (folder / "a.png").symlink_to(outside / "a.png")
    (folder / "further").symlink_to(outside, target_is_directory=True)
    found = read_annotations(folder, filename="pets")
    assert [picture.file for picture in found.pictures] == ["b.png"]


def test_too_many_bytes_pixels_or_pictures_are_refused(read: Read) -> None:
    with pytest.raises(DataError, match="unpack to at most 300 bytes"):
        read(coco_members(), unpacked_bytes=300)
    with pytest.raises(DataError, match="at most 9,000 bytes of pixels"):
        read(coco_members(), unpacked_bytes=9_000)
    with pytest.raises(DataError, match="at most 1 pictures, and are of more"):
        read(coco_members(), images=1)
    with pytest.raises(DataError, match="at most 1 pictures; got 3"):
        read(yolo_members(), images=1)


def test_too_large_a_folder_is_refused(tmp_path: Path) -> None:
    folder = unpacked(coco_members(), tmp_path / "folder")
    limits = BOX_LIMITS.model_copy(update={"unpacked_bytes": 300})
    with pytest.raises(DataError, match="at most 300 bytes"):
        read_annotations(folder, filename="pets", limits=limits)


def test_picture_that_claims_to_be_huge_is_left_out_undecoded(read: Read) -> None:
    found = read(coco_members() | {"a.png": png_that_claims(60_000, 60_000)})
    assert [left.count for left in found.left_out if "sides" in left.reason] == [1]


@pytest.mark.parametrize(("side", "shape"), [(512, (384, 512, 3)), (None, (96, 128, 3))])
def test_photograph_is_made_smaller_and_keeps_its_measures(
    tmp_path: Path, side: int | None, shape: tuple[int, ...]
) -> None:
    members = yolo_members() | {"images/a.png": png(1_600, 1_200)}
    path = zipped(members, tmp_path / "pets.zip")
    photograph = read_annotations(path, filename="pets.zip", side=side).pictures[0]
    assert (photograph.width, photograph.height) == (1_600, 1_200)
    assert photograph.pixels.shape == shape
    assert photograph.boxes[0] == pytest.approx([600, 480, 1_000, 720])


def test_boxes_are_cut_at_the_rim_and_only_what_is_more_than_rounding_is_said(read: Read) -> None:
    lines = b"0 0.5 0.5 1.01 1.0\n0 0.0 0.5 0.5 0.5\n0 2.0 2.0 0.5 0.5\n"
    found = read(yolo_members() | {"labels/a.txt": lines})
    assert found.pictures[0].boxes == pytest.approx(np.array([[0, 0, 40, 30], [0, 7.5, 10, 22.5]]))
    assert [(left.reason, left.count) for left in found.left_out][:2] == [
        ("boxes outside the picture", 1),
        ("parts of boxes beyond the picture's rim", 1),
    ]


def kept_for_testing(found: Any) -> dict[str, bool]:
    return {picture.file: picture.test for picture in found.pictures}


def test_pictures_kept_for_testing_come_last(read: Read) -> None:
    members = {name.replace("/a.", "/test/a."): text for name, text in yolo_members().items()}
    assert list(kept_for_testing(read(members)).items()) == [
        ("images/b.png", False),
        ("images/empty.png", False),
        ("images/test/a.png", True),
    ]


def test_part_for_testing_without_a_box_is_left_out_and_said(read: Read) -> None:
    members = {name.replace("empty", "test/empty"): text for name, text in yolo_members().items()}
    found = read(members)
    assert kept_for_testing(found) == {"images/a.png": False, "images/b.png": False}
    assert [left.first for left in found.left_out] == [("images/test/empty.png",)]


def test_part_for_testing_with_nothing_but_specks_is_left_out_and_said(read: Read) -> None:
    members = yolo_members() | {
        "test/images/t.png": png(640, 640),
        "test/labels/t.txt": b"0 .5 .5 .001 .3",
    }
    found = read(members)
    assert "test/images/t.png" not in kept_for_testing(found)
    assert [left.reason[:26] for left in found.left_out] == [
        "boxes thinner than a pixel",
        "pictures for testing, none",
    ]


def test_class_with_nothing_but_specks_is_dropped_and_said(read: Read) -> None:
    members = yolo_members() | {"labels/a.txt": b"1 .5 .5 .25 .2\n", "labels/b.txt": b"0 0 0 .02 1"}
    found = read(members)
    assert found.class_names == ("dog",) and found.pictures[0].labels.tolist() == [0]
    assert str(found.left_out[-1]) == "classes without a box: 1 (cat)"


def test_where_all_is_for_testing_nothing_is(read: Read) -> None:
    members = {f"test/{name}": text for name, text in coco_members().items()}
    assert set(kept_for_testing(read(members)).values()) == {False}


def test_import_is_light() -> None:
    assert not HEAVY & imported("import core.datasets.uploads.annotations")
