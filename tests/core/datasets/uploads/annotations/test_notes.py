"""What is told of data that were read otherwise than they were written, or not at all."""

from __future__ import annotations

import io
from typing import Any

import pytest
from PIL import Image

from tests.core.datasets.uploads.annotations.uploads import (
    coco_members,
    png,
    voc_document,
    voc_members,
    yolo_members,
)

Read = Any
XML = voc_document(("cat", (5, 5, 20, 20)))


def told(found: Any) -> list[str]:
    return [str(each) for each in (*found.left_out, *found.notes)]


def turned(orientation: int) -> bytes:
    """A photograph of 40×30 pixels as it is stored, that says how the camera was held."""
    exif = Image.Exif()
    exif[0x0112] = orientation
    file = io.BytesIO()
    Image.new("RGB", (40, 30), "red").save(file, "JPEG", exif=exif)
    return file.getvalue()


def test_labels_without_a_picture_and_pictures_without_a_label_are_told_apart(read: Read) -> None:
    members = yolo_members() | {"labels/gone.txt": b"0 .5 .5 .1 .1"}
    found = read(members)
    assert told(found) == [
        "label files without a picture: 1 (labels/gone.txt)",
        "pictures without a label file, taken as without an object: 1 (images/empty.png)",
    ]


def test_empty_label_file_says_that_there_is_no_object(read: Read) -> None:
    found = read(yolo_members() | {"labels/empty.txt": b"\n"})
    assert len(found.pictures) == 3 and told(found) == []


def test_second_label_file_of_a_picture_is_reported(read: Read) -> None:
    found = read(yolo_members() | {"images/a.txt": b"0 .5 .5 .1 .1", "labels/empty.txt": b""})
    assert told(found) == ["second label files of a picture: 1 (images/a.txt)"]
    assert len(found.pictures[0].boxes) == 2


def test_label_file_of_two_pictures_of_one_name_counts_for_both_and_is_reported(read: Read) -> None:
    """label-studio#7096 and cvat#2046: names that differ by their ending or folder alone."""
    found = read(yolo_members() | {"images/a.jpg": png(), "labels/empty.txt": b""})
    assert [len(p.boxes) for p in found.pictures if p.file[:8] == "images/a"] == [2, 2]
    assert told(found) == [
        "label files that count for several pictures of one name: 1 (labels/a.txt)"
    ]


def test_label_file_that_fits_pictures_in_several_folders_is_reported(read: Read) -> None:
    members = yolo_members() | {
        "x/c.png": png(),
        "y/c.png": png(),
        "labels/c.txt": b"0 .5 .5 .1 .1",
    }
    assert "label files that fit pictures in several folders: 1 (labels/c.txt)" in told(
        read(members)
    )


def test_picture_that_no_annotation_mentions_is_reported(read: Read) -> None:
    assert told(read(coco_members() | {"c.png": png()})) == [
        "pictures that no annotation file lists: 1 (c.png)"
    ]
    assert told(read(voc_members() | {"example.jpg": png()})) == [
        "pictures without an annotation file: 1 (example.jpg)"
    ]


def test_second_picture_of_one_name_is_reported_in_pascal_voc(read: Read) -> None:
    members = voc_members() | {"BCCD/JPEGImages/a.jpg": png()}
    assert told(read(members)) == ["pictures without an annotation file: 1 (BCCD/JPEGImages/a.jpg)"]


def test_other_picture_that_an_annotation_names_within_is_reported(read: Read) -> None:
    other = voc_document(("cat", (5, 5, 20, 20)), name="b.png")
    found = read({"a.xml": other, "a.png": png(), "b.xml": other, "b.png": png()})
    assert len(found.pictures) == 2
    assert [(note.reason[:47], note.first) for note in found.notes] == [
        ("annotation files that name another picture with", ("a.xml",))
    ]


def test_annotations_in_a_second_format_are_reported(read: Read) -> None:
    found = read(yolo_members() | {"labels/empty.txt": b"", "xml/a.xml": XML, "xml/b.xml": XML})
    assert told(found) == [
        "files in Pascal VOC's format, as there are YOLO's: 2 (xml/a.xml, xml/b.xml)"
    ]


@pytest.mark.parametrize("orientation", [2, 3, 6, 8])
def test_photograph_that_is_turned_upright_is_reported(read: Read, orientation: int) -> None:
    """X-AnyLabeling#1098, labelImg#342: tools differ in whether they turn what they show."""
    members = yolo_members() | {"images/a.png": turned(orientation), "labels/empty.txt": b""}
    assert told(read(members)) == [
        "photographs turned upright (EXIF); their boxes count as drawn on them upright: "
        "1 (images/a.png)"
    ]


def test_photograph_that_is_annotated_as_it_is_stored_is_reported(read: Read) -> None:
    found = read(coco_members() | {"a.png": turned(6)})
    assert found.pictures[0].width == 40
    assert told(found) == [
        "photographs kept as they are stored, not upright (EXIF), as their boxes are: 1 (a.png)"
    ]


def test_photograph_that_is_held_upright_is_no_word_worth(read: Read) -> None:
    assert told(read(coco_members() | {"a.png": turned(1)})) == []


@pytest.mark.parametrize(
    "members",
    [
        {"images/a.png": png(), "labels/a.txt": b"0 .5 .5 .4 .4\n0 0.5000001 .5 .4 .4\n"}
        | {"classes.txt": b"cat"},
        {"a.png": png(), "a.xml": voc_document(*[("cat", (5, 5, 20, 20))] * 2)},
    ],
)
def test_box_that_is_there_twice_counts_once_and_is_reported(read: Read, members: Any) -> None:
    """yolov5#2156 and yolov5#1814: otherwise no detector could find more than half of them."""
    found = read(members)
    assert len(found.pictures[0].boxes) == 1
    [line] = told(found)
    assert line.startswith("boxes that are there twice, of the same class in the same place: 1 (")


def test_file_that_the_archive_holds_twice_is_reported(read: Read) -> None:
    found = read(yolo_members() | {"labels\\a.txt": b"", "labels/empty.txt": b""})
    assert (
        told(found)[0] == "files that the archive holds twice (the last counts): 1 (labels/a.txt)"
    )
