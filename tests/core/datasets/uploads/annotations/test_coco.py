"""COCO's format in several files of one upload, and JSON that is none of it."""

from __future__ import annotations

import json
from typing import Any

import pytest

from core.errors import DataError
from tests.core.datasets.uploads.annotations.uploads import Members, coco_members, png, yolo_members

Read = Any
TOO_LARGE = b" " * (64 * 2**20 + 1)


def document(name: str, *categories: str, box: tuple[int, ...] = (1, 1, 9, 9)) -> bytes:
    """One picture with a box of each category, numbered from 1."""
    numbers = range(1, len(categories) + 1)
    content = {
        "images": [{"id": 1, "file_name": name}],
        "categories": [{"id": n, "name": c} for n, c in zip(numbers, categories, strict=True)],
        "annotations": [{"image_id": 1, "category_id": n, "bbox": list(box)} for n in numbers],
    }
    return json.dumps(content).encode()


def split_members() -> Members:
    """As tools export a split: the same names of pictures in every part, classes numbered anew."""
    return {
        "pets/annotations/instances_train.json": document("1.png", "cat", "dog"),
        "pets/annotations/instances_test2017.json": document("1.png", "dog"),
        "pets/train/1.png": png(),
        "pets/test2017/1.png": png(32, 32),
    }


def test_files_of_a_split_are_read_together(read: Read) -> None:
    found = read(split_members())
    assert found.class_names == ("dog", "cat")
    taken = [(p.file, p.test, p.labels.tolist()) for p in found.pictures]
    assert taken == [
        ("pets/train/1.png", False, [1, 0]),
        ("pets/test2017/1.png", True, [0]),
    ]


def test_a_picture_that_two_files_list_is_taken_once(read: Read) -> None:
    members = {"train.json": document("a.png", "cat"), "test.json": document("a.png", "cat")}
    found = read(members | {"a.png": png()})
    assert len(found.pictures) == 1
    assert [str(left) for left in found.left_out] == ["pictures that are listed again: 1 (a.png)"]


def test_json_files_that_are_not_coco_are_left_out_and_said(read: Read) -> None:
    found = read(coco_members() | {"info.json": b"{}", "more/notes.json": b"?"})
    assert len(found.pictures) == 2
    [left] = found.left_out
    assert left.reason == "annotation files that are not COCO's"
    assert left.first == ("info.json", "more/notes.json")


def test_several_json_files_none_of_which_is_coco_are_named(read: Read) -> None:
    with pytest.raises(DataError, match=r"COCO's format.*got a.json, b.json, none of which is"):
        read({"a.json": b"{}", "b.json": b"[]", "a.png": png()})


@pytest.mark.parametrize("beside", [{}, {"info.json": b"{}"}, coco_members(), yolo_members()])
def test_file_that_is_too_large_is_called_so_whatever_is_beside_it(
    read: Read, beside: Members
) -> None:
    with pytest.raises(DataError, match=r"more.json must be at most 67,108,864 bytes.*Leave out"):
        read(beside | {"more.json": TOO_LARGE})
