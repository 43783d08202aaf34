"""COCO's format, good, lacking and hostile."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from core.datasets.uploads.annotations import read_annotations
from core.errors import DataError
from tests.core.datasets.uploads.annotations.uploads import (
    coco_document,
    coco_members,
    png,
    unpacked,
)

Read = Any

ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=4), inner),
    max_leaves=6,
)
FIELDS = ("id", "image_id", "category_id", "bbox", "iscrowd", "file_name", "width", "height")


def left_out(annotated: Any) -> dict[str, int]:
    return {left.reason: left.count for left in annotated.left_out}


def test_boxes_classes_and_sizes_are_read(read: Read) -> None:
    found = read(coco_members())
    assert found.class_names == ("cat", "dog")
    first, second = found.pictures
    assert (first.file, first.width, first.height) == ("a.png", 40, 30)
    assert first.boxes.tolist() == [[2, 4, 12, 24]]
    assert second.boxes.tolist() == [[0.5, 1, 30.5, 32.5], [40, 40, 50, 50]]
    assert (first.labels.tolist(), second.labels.tolist()) == ([0], [1, 0])
    assert first.pixels[0, 0].tolist() == [200, 30, 30]
    assert found.left_out == ()


def test_pictures_are_found_in_other_folders(read: Read) -> None:
    document = coco_document()
    document["images"][0]["file_name"] = "/home/ada/photos/a.png"
    document["images"][1]["file_name"] = "val\\b.png"
    members = {
        "set/labels.json": json.dumps(document).encode(),
        "set/train/a.png": png(),
        "set/val/b.png": png(64, 64),
        "set/old/b.png": png(10, 10),
    }
    files = [picture.file for picture in read(members).pictures]
    assert files == ["set/train/a.png", "set/val/b.png"]


def test_picture_without_objects_stays(read: Read) -> None:
    document = coco_document()
    document["images"].append({"id": 1, "file_name": "c.png"})
    found = read(coco_members(document) | {"c.png": png(20, 20)})
    assert found.pictures[2].boxes.shape == (0, 4)


def test_what_cannot_be_used_is_counted_and_named(read: Read) -> None:
    document = coco_document()
    box = {"image_id": 5, "category_id": 3, "bbox": [1, 1, 5, 5]}
    spoilt = [
        {"bbox": [5, 5, 0, 9]},
        {"bbox": [5, 5, -3, 9]},
        {"bbox": [90, 90, 5, 5]},
        {"category_id": 99},
        {"category_id": [3]},
        {"image_id": 1234},
        {"image_id": None},
        {"iscrowd": 1},
        {"bbox": [1, 2, 3]},
        {"bbox": [1, 2, float("nan"), 4]},
        {"bbox": [1, 2, float("inf"), 4]},
        {"bbox": ["1", 2, 3, 4]},
        {"bbox": [10**400, 2, 3, 4]},
    ]
    document["annotations"] += [box | {"id": 100 + n} | s for n, s in enumerate(spoilt)]
    document["annotations"] += ["nonsense", None]  # type: ignore[list-item]
    found = read(coco_members(document))
    assert left_out(found) == {
        "boxes without area": 2,
        "boxes outside the picture": 1,
        "boxes of an unknown class": 2,
        "boxes of a picture that is not listed": 1,
        "boxes of no picture": 1,
        "boxes around a crowd": 1,
        "boxes that cannot be read": 7,
    }
    assert sum(len(picture.boxes) for picture in found.pictures) == 3
    by_reason = {left.reason: left.first for left in found.left_out}
    assert by_reason["boxes of an unknown class"] == ("annotation 103", "annotation 104")
    assert len(by_reason["boxes that cannot be read"]) == 5


def test_boxes_are_cut_at_the_rim(read: Read) -> None:
    document = coco_document()
    document["annotations"][0]["bbox"] = [-5, 20, 100, 100]
    assert read(coco_members(document)).pictures[0].boxes.tolist() == [[0, 20, 40, 30]]


def test_pictures_missing_broken_or_of_another_size_are_left_out(read: Read) -> None:
    document = coco_document()
    for number, name in enumerate(["gone.png", "broken.png", "cut.png", "tiny.png", "turned.png"]):
        document["images"].append({"id": 50 + number, "file_name": name, "width": 8, "height": 9})
    document["images"] += [{"id": 60}, "a.png"]  # type: ignore[list-item]
    spoilt = {"broken.png": b"no png", "cut.png": png()[:60], "tiny.png": png(2, 2)}
    found = read(coco_members(document) | spoilt | {"turned.png": png(9, 8)})
    assert left_out(found) == {
        "pictures that are annotated and missing": 1,
        "entries of pictures that cannot be read": 2,
        "pictures that cannot be read": 2,
        "pictures whose sides are not 4 to 4,096 pixels": 1,
        "pictures of another size than their annotations say": 1,
    }
    assert str(found.left_out[0]) == "pictures that are annotated and missing: 1 (gone.png)"
    assert len(found.pictures) == 2


def test_picture_with_the_id_of_another_is_left_out(read: Read) -> None:
    document = coco_document()
    again = {"id": document["images"][0]["id"], "file_name": "c.png"}
    document["images"].append(again)
    found = read(coco_members(document) | {"c.png": png(20, 20)})
    assert len(found.pictures) == 2
    assert left_out(found)["pictures with the id of another"] == 1


def test_name_that_two_pictures_have_is_no_picture(read: Read) -> None:
    members = coco_members()
    members |= {"x/b.png": members["b.png"], "y/b.png": members.pop("b.png")}
    assert left_out(read(members))["pictures that are annotated and missing"] == 1


def test_name_that_no_text_can_hold_is_shown_all_the_same(read: Read) -> None:
    document = coco_document()
    document["images"].append({"id": 1, "file_name": "\ud800.png"})
    assert str(read(coco_members(document)).left_out[0]).encode().endswith(b"(?.png)")


def test_classes_without_a_box_are_dropped_and_said(read: Read) -> None:
    document = coco_document()
    document["categories"].insert(0, {"id": 0, "name": "animals"})
    found = read(coco_members(document))
    assert found.class_names == ("cat", "dog")
    assert left_out(found) == {"classes without a box": 1}


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"[1, 2]", "COCO's format.*got a list"),
        (b"{}", "no list 'images' and no list 'annotations'"),
        (b'{"images": [], "annotations": {}, "categories": []}', "no list 'annotations'"),
        (b"not json", "must be JSON text"),
        (b"\xff\xfe\x00", "must be JSON text"),
        (b"[" * 200_000, "must be JSON text"),
        (b'{"a": ' + b"9" * 10_000 + b"}", "must be JSON text"),
        (b'{"images": [], "annotations": [], "categories": [3]}', "a category without an id"),
        (b'{"images": [], "annotations": [], "categories": []}', "1 to 1,000 classes; got 0"),
    ],
)
def test_file_that_is_not_coco_is_refused_in_words(
    read: Read, content: bytes, message: str
) -> None:
    with pytest.raises(DataError, match=message):
        read(coco_members() | {"annotations.json": content})


@pytest.mark.parametrize(
    ("categories", "message"),
    [
        ([{"id": 3, "name": "cat"}, {"id": 3, "name": "dog"}], "two categories with one id"),
        ([{"id": 3, "name": "cat"}, {"id": 7, "name": "cat"}], "'cat' is there twice"),
        ([{"id": 3, "name": "c\x00t"}, {"id": 7, "name": "dog"}], "printable characters"),
        ([{"id": 3, "name": " "}, {"id": 7, "name": "dog"}], "printable characters"),
        ([{"id": 3, "name": "x" * 81}, {"id": 7, "name": "dog"}], "1 to 80.*in annotations.json"),
    ],
)
def test_classes_that_cannot_be_told_apart_are_refused(
    read: Read, categories: Any, message: str
) -> None:
    with pytest.raises(DataError, match=message):
        read(coco_members(coco_document() | {"categories": categories}))


def test_ids_may_be_texts_and_numbers(read: Read) -> None:
    document = coco_document()
    document["categories"][0]["id"] = "x"
    document["annotations"][1]["category_id"] = "x"
    assert read(coco_members(document)).class_names == ("cat", "dog")


def test_ids_are_the_same_however_they_are_written(read: Read) -> None:
    document = coco_document()
    document["annotations"][0] |= {"image_id": 5.0, "category_id": "3"}
    document["annotations"][1] |= {"image_id": "9", "category_id": 7.0}
    found = read(coco_members(document))
    assert [picture.labels.tolist() for picture in found.pictures] == [[0], [1, 0]]
    assert found.left_out == ()


def test_text_with_leading_zeros_is_another_id(read: Read) -> None:
    document = coco_document()
    document["images"].append({"id": "005", "file_name": "c.png"})
    found = read(coco_members(document) | {"c.png": png(20, 20)})
    assert [len(picture.boxes) for picture in found.pictures] == [1, 2, 0]


def test_outlines_without_a_box_are_called_so(read: Read) -> None:
    document = coco_document()
    del document["annotations"][0]["bbox"]
    document["annotations"][1]["bbox"] = []
    found = read(coco_members(document))
    assert str(found.left_out[0]) == "annotations without a bbox: 2 (annotation 1, annotation 2)"


def test_names_of_pictures_that_fit_none_are_shown_beside_one_that_is_there(read: Read) -> None:
    members = {"annotations.json": coco_members()["annotations.json"]}
    with pytest.raises(DataError, match=r"missing: 2 \(a.png, b.png\)\). There is no picture"):
        read(members)
    with pytest.raises(DataError, match=r"a.png, b.png.*There is for instance images/a_1.png"):
        read(members | {"images/a_1.png": png(), "images/b_1.png": png(64, 64)})


def turned(orientation: int) -> bytes:
    """A photograph of 40×30 pixels, red on the left, as stored; held otherwise (EXIF)."""
    image, exif = Image.new("RGB", (40, 30)), Image.Exif()
    image.paste((255, 0, 0), (0, 0, 20, 30))
    exif[0x0112] = orientation
    file = io.BytesIO()
    image.save(file, "PNG", exif=exif)
    return file.getvalue()


@pytest.mark.parametrize(("size", "red"), [((40, 30), (0, 0)), ((30, 40), (0, 29))])
def test_turned_photograph_lies_as_its_annotations_say(
    read: Read, size: tuple[int, int], red: tuple[int, int]
) -> None:
    document = coco_document()
    document["images"][0] |= {"width": size[0], "height": size[1]}
    first = read(coco_members(document) | {"a.png": turned(6)}).pictures[0]
    assert (first.width, first.height) == size
    far = (size[1] - 1, size[0] - 1 - red[1])
    assert first.pixels[red[0], red[1]].tolist() == [255, 0, 0]
    assert first.pixels[far].tolist() == [0, 0, 0]


def test_nothing_usable_is_refused_with_the_reasons(read: Read) -> None:
    document = coco_document()
    for annotation in document["annotations"]:
        annotation["bbox"][2] = 0
    with pytest.raises(DataError, match=r"no box can be used \(boxes without area: 3 \(a.png, b"):
        read(coco_members(document))


def test_boxes_after_the_first_200_of_a_picture_are_left_out(read: Read) -> None:
    document = coco_document()
    drawn = {"image_id": 9, "category_id": 3}
    document["annotations"] += [drawn | {"bbox": [n % 60, n // 60, 4, 4]} for n in range(598)]
    found = read(coco_members(document))
    assert [len(picture.boxes) for picture in found.pictures] == [1, 200]
    assert left_out(found) == {"boxes after a picture's first 200": 400}


@given(spoilt=st.lists(st.tuples(st.integers(0, 7), st.sampled_from(FIELDS), ANYTHING), max_size=4))
@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_any_value_anywhere_is_read_or_refused_in_words(
    spoilt: list[tuple[int, str, Any]], tmp_path: Path
) -> None:
    document = coco_document()
    entries = [entry for entries in document.values() for entry in entries]
    for place, name, value in spoilt:
        entries[place % len(entries)][name] = value
    folder = unpacked(coco_members(document), tmp_path)
    try:
        found = read_annotations(folder, filename="pets")
    except DataError as error:
        assert len(str(error)) > 40
    else:
        assert sum(len(picture.boxes) for picture in found.pictures) <= 3
