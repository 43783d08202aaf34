"""Layouts in which annotated pictures are really shared, by the bug reports that tell of them."""

from __future__ import annotations

import io
import json
import unicodedata
import zipfile
from typing import Any
from urllib.parse import quote

import pytest

from core.datasets.uploads.annotations import read_annotations
from tests.core.datasets.uploads.annotations.uploads import Members, png, voc_document

Read = Any

BOX = b"0 .5 .5 .4 .4"
XML = voc_document(("cat", (5, 5, 20, 20)))
ACCENT = "Capture d\u00e9cran"
APART = unicodedata.normalize("NFD", ACCENT)


def coco(*names: str, **more: Any) -> bytes:
    """A picture and a box for each name."""
    numbers = range(len(names))
    document = {
        "images": [{"id": n, "file_name": name} for n, name in zip(numbers, names, strict=True)],
        "annotations": [{"image_id": n, "category_id": 1, "bbox": [5, 5, 9, 9]} for n in numbers],
        "categories": [{"id": 1, "name": "cat"}],
    }
    return json.dumps(document | more).encode()


def yolo(picture: str, label: str, classes: str = "classes.txt") -> Members:
    return {picture: png(), label: BOX, classes: b"cat\n"}


LAYOUTS: dict[str, Members] = {
    "ultralytics#21224: labels beside the pictures": yolo("images/a.png", "images/a.txt"),
    "labelImg: everything in one folder": yolo("my/a.JPG", "my/a.txt", "my/classes.txt"),
    "cvat#1151: obj_train_data and obj.names": yolo("obj_train_data/a.PNG", "obj_train_data/a.txt")
    | {"obj.names": b"cat", "train.txt": b"data/obj_train_data/a.PNG"},
    "roboflow's Darknet export": yolo("train/a.jpg", "train/a.txt", "train/_darknet.labels"),
    "fsoco-devkit#48: the label's name keeps .jpg": yolo("images/a.jpg", "labels/a.jpg.txt"),
    "darknet's voc_label.py: JPEGImages and labels": yolo("JPEGImages/a.jpg", "labels/a.txt"),
    "capital letters": yolo("IMAGES/A.JPG", "Labels/a.TXT", "Classes.txt"),
    "Windows' separators": yolo("set\\images\\a.png", "set\\labels\\a.txt", "set\\classes.txt"),
    "label-studio#1266: labels percent-encoded": yolo(
        f"images/{ACCENT}.png", f"labels/{quote(ACCENT)}.txt"
    ),
    "decomposed on a Mac": yolo(f"images/{APART}.jfif", f"labels/{ACCENT}.txt"),
    "Kaggle's face masks: annotations and images": {
        "annotations/a.xml": XML,
        "images/a.png": png(),
    },
    "darknet#1073: .xml beside the picture": {"train/a.xml": XML, "train/a.jpe": png()},
    "labelImg#92: a file name without its ending": {
        "Annotations/7.xml": voc_document(("cat", (5, 5, 20, 20)), name="a"),
        "JPEGImages/a.png": png(),
    },
    "labelImg#403: a dot in the name": {
        "Annotations/7.xml": voc_document(("cat", (5, 5, 20, 20)), name="firstname.name-1"),
        "JPEGImages/firstname.name-1.png": png(),
    },
    "a file name of another ending": {
        "xml/7.xml": voc_document(("cat", (5, 5, 20, 20)), name="A.jpeg"),
        "pics/a.png": png(),
    },
    "label-studio#7294: a path on Windows": {
        "result.json": coco("..\\..\\label-studio\\media\\upload\\4\\cb0618f6-a.png"),
        "images/cb0618f6-a.png": png(),
    },
    "label-studio#4903: a link to a local file": {
        "result.json": coco("/data/local-files/?d=photos%2Fa%20b.png"),
        "images/a b.png": png(),
    },
    "label-studio-converter#172: %3A on the disk": {
        "result.json": coco("a:b.png"),
        "images/a%3Ab.png": png(),
    },
    "a link to a bucket": {"a.json": coco("https://x.org/b/a.png?sig=1/2"), "a.png": png()},
    "roboflow's COCO export": {"train/_annotations.coco.json": coco("a.jpg"), "train/a.jpg": png()},
    "coco of a picture converted since": {"a.json": coco("images/a.bmp"), "images/a.png": png()},
    "roboflow-100#45: the set's name as a category": {
        "a.json": coco("a.png", categories=[{"id": 0, "name": "cat"}, {"id": 1, "name": "cat"}]),
        "a.png": png(),
    },
}


@pytest.mark.parametrize("layout", LAYOUTS)
def test_layout_is_read(read: Read, layout: str) -> None:
    found = read(LAYOUTS[layout])
    assert found.class_names == ("cat",)
    assert [len(picture.boxes) for picture in found.pictures] == [1]
    assert found.left_out == ()


@pytest.mark.parametrize("layout", ["images/{}", "{}"])
def test_parts_of_a_split_with_the_same_names_keep_their_own_labels(
    read: Read, layout: str
) -> None:
    """As Roboflow exports them: train, valid and test, each with its annotations."""
    members: Members = {"data.yaml": b"names: [cat, dog, bird]"}
    for number, part in enumerate(("train", "valid", "test")):
        members[f"{part}/{layout.format('1.jpg')}"] = png()
        members[f"{part}/{layout.replace('images', 'labels').format('1.txt')}"] = BOX.replace(
            b"0", str(number).encode(), 1
        )
    found = {p.file.partition("/")[0]: (p.labels.tolist(), p.test) for p in read(members).pictures}
    assert found == {"train": ([0], False), "valid": ([1], False), "test": ([2], True)}


def test_pascal_voc_of_a_split_keeps_its_test_part(read: Read) -> None:
    members = {f"{part}/1.xml": XML for part in ("train", "valid", "test")}
    members |= {f"{part}/1.jpg": png() for part in ("train", "valid", "test")}
    tested = {picture.file: picture.test for picture in read(members).pictures}
    assert tested == {"train/1.jpg": False, "valid/1.jpg": False, "test/1.jpg": True}


class _Silent(zipfile.ZipInfo):
    """A member whose name is UTF-8, without the flag that says so."""

    def _encodeFilenameFlags(self) -> tuple[bytes, int]:  # noqa: N802
        return self.filename.encode(), 0


def test_names_of_a_zip_that_does_not_say_they_are_utf8_are_read() -> None:
    """As macOS packs them (TheLastGimbus/GooglePhotosTakeoutHelper#247)."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        for name, content in yolo(f"images/{APART}.png", f"labels/{ACCENT}.txt").items():
            archive.writestr(_Silent(name), content)
    [picture] = read_annotations(held, filename="pets.zip").pictures
    assert picture.file == f"images/{APART}.png" and len(picture.boxes) == 1
