"""YOLO's format, good, lacking and hostile."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from core.errors import DataError
from tests.core.datasets.uploads.annotations.uploads import png, yolo_members

Read = Any


def test_boxes_and_classes_are_read(read: Read) -> None:
    found = read(yolo_members())
    assert found.class_names == ("cat", "dog")
    assert [picture.file for picture in found.pictures] == [
        "images/a.png",
        "images/b.png",
        "images/empty.png",
    ]
    first, second, empty = found.pictures
    assert first.boxes == pytest.approx(np.array([[15, 12, 25, 18], [2, 1.5, 6, 4.5]]))
    assert first.labels.tolist() == [1, 0]
    assert second.boxes.tolist() == [[0, 32, 32, 64]]
    assert len(empty.boxes) == 0
    assert found.left_out == ()


@pytest.mark.parametrize(
    "text",
    [b"names: [cat, dog]", b"path: ../x\nnc: 2\nnames:\n  1: dog\n  0: cat\n"],
)
def test_names_come_from_data_yaml(read: Read, text: bytes) -> None:
    members = yolo_members()
    del members["classes.txt"]
    assert read(members | {"data.yaml": text}).class_names == ("cat", "dog")


def test_parts_of_a_split_are_read_together(read: Read) -> None:
    members = {
        "set/data.yaml": b"names: [cat, dog]",
        "set/train/images/a.png": png(),
        "set/train/labels/a.txt": b"0 0.5 0.5 0.5 0.5",
        "set/valid/images/a.png": png(),
        "set/valid/labels/a.txt": b"1 0.5 0.5 0.5 0.5",
    }
    labels = [picture.labels.tolist() for picture in read(members).pictures]
    assert labels == [[0], [1]]


def test_lines_that_cannot_be_used_are_counted_and_named(read: Read) -> None:
    lines = b"5 .5 .5 .1 .1\n-1 .5 .5 .1 .1\n0.5 .5 .5 .1 .1\n0 .5 .5 .1\ncat .5 .5 .1 .1\n"
    lines += b"0 nan .5 .1 .1\n0 .5 .5 inf .1\n0 .5 .5 0 .1\n0 3 3 .1 .1\n\xff\xfe\n"
    found = read(yolo_members() | {"labels/a.txt": lines, "labels/gone.txt": b""})
    assert {left.reason: left.count for left in found.left_out} == {
        "boxes of an unknown class": 3,
        "lines that are not a class and four numbers": 5,
        "label files without a picture": 1,
        "boxes without area": 1,
        "boxes outside the picture": 1,
        "classes without a box": 1,
    }
    by_reason = {left.reason: left.first for left in found.left_out}
    assert by_reason["boxes of an unknown class"][0] == "labels/a.txt, line 1"


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        (
            "data.yaml",
            b"names: !!python/object/apply:os.system ['false']",
            "must be YAML text.*tags",
        ),
        ("data.yaml", b"{" * 20_000, "must be YAML text"),
        ("data.yaml", b"nc: 2", "must have names.*got none"),
        ("data.yaml", b"names: {0: cat, 2: dog}", "must have names.*got other numbers"),
        ("data.yaml", b"names: [[cat], [dog]]", "must have names.*got a list among them"),
        (
            "data.yaml",
            b"names: [0x" + b"f" * 8_000 + b"]",
            "1 to 80 printable characters; got '0xfff",
        ),
        ("data.yaml", b"x" * 300_000, "at most 262,144 bytes"),
        ("classes.txt", b"\n\n", "1 to 1,000 classes; got 0"),
        ("classes.txt", b"cat\ncat\n", "'cat' is there twice"),
        ("classes.txt", b"x" * 81, "1 to 80 printable characters; got 'x+' in classes.txt"),
    ],
)
def test_names_that_cannot_be_read_are_refused(
    read: Read, name: str, content: bytes, message: str
) -> None:
    members = yolo_members()
    del members["classes.txt"]
    with pytest.raises(DataError, match=message):
        read(members | {name: content})


def test_aliases_that_multiply_are_refused(read: Read) -> None:
    members = yolo_members()
    del members["classes.txt"]
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 40)]
    text = "\n".join([*lines, "names: *a39"])
    with pytest.raises(DataError, match="anchors and aliases"):
        read(members | {"data.yaml": text.encode()})


def test_missing_names_or_pictures_are_said(read: Read) -> None:
    members = yolo_members()
    del members["classes.txt"]
    with pytest.raises(DataError, match=r"classes.txt or data.yaml.*got neither"):
        read(members)
    with pytest.raises(DataError, match="got 2 files and no picture"):
        read({"labels/a.txt": b"0 .5 .5 .1 .1", "classes.txt": b"cat"})


def test_two_lists_of_names_are_refused(read: Read) -> None:
    with pytest.raises(DataError, match="got classes.txt, labels/classes.txt"):
        read(yolo_members() | {"labels/classes.txt": b"dog\ncat"})


def test_picture_with_a_label_file_beyond_reason_is_left_out_and_said(read: Read) -> None:
    found = read(yolo_members() | {"labels/a.txt": b" " * (4 * 2**20 + 1)})
    assert [picture.file for picture in found.pictures] == ["images/b.png", "images/empty.png"]
    assert str(found.left_out[0]) == "label files of more than 4,194,304 bytes: 1 (labels/a.txt)"


def test_outlines_and_confidences_are_called_so(read: Read) -> None:
    lines = b"0 .5 .5 .1 .1 .9\n0 .1 .1 .2 .1 .2 .2\n0 .1 .1 .2 .1 .2 .2 .3\n"
    found = read(yolo_members() | {"labels/a.txt": lines})
    assert {left.reason: left.first for left in found.left_out[:3]} == {
        "lines that carry a confidence (export boxes alone)": ("labels/a.txt, line 1",),
        "lines that look like outlines (export boxes)": ("labels/a.txt, line 2",),
        "lines that are not a class and four numbers": ("labels/a.txt, line 3",),
    }
