"""Which picture an annotation file is about."""

from __future__ import annotations

import pytest

from core.datasets.uploads.annotations.pairing import Pictures


def of(annotation: str, *pictures: str) -> list[str]:
    found = Pictures(tuple(name.split("/")) for name in pictures).of(tuple(annotation.split("/")))
    return ["/".join(path) for path in found]


@pytest.mark.parametrize(
    ("annotation", "picture", "others"),
    [
        ("images/a.txt", "images/a.png", ["a.png"]),
        ("labels/a.txt", "images/a.png", ["a.png", "old/a.png"]),
        ("train/labels/a.txt", "train/images/a.png", ["val/images/a.png"]),
        ("labels/train/a.txt", "images/train/a.png", ["images/val/a.png"]),
        ("LABELS/A.TXT", "Images/a.JPG", []),
        ("labels/a.txt", "a.png", ["old/a.png"]),
        ("annotations/a.xml", "photographs/a.jfif", []),
        ("labels/a.jpg.txt", "images/a.jpg", ["images/b.jpg"]),
    ],
)
def test_picture_in_the_surest_place_is_meant(
    annotation: str, picture: str, others: list[str]
) -> None:
    assert of(annotation, picture, *others) == [picture]


def test_picture_of_another_part_of_the_split_is_not_meant() -> None:
    assert of("val/labels/1.txt", "train/images/1.png") == []
    assert of("labels/1.txt", "train/images/1.png") == ["train/images/1.png"]


def test_pictures_that_fit_alike_are_all_named() -> None:
    assert of("labels/a.txt", "images/a.jpg", "images/a.png") == ["images/a.jpg", "images/a.png"]
    assert len(of("notes/a.xml", "x/a.jpg", "y/a.jpg")) == 2


def test_of_hundreds_of_one_name_only_some_are_tried() -> None:
    assert len(of("notes/a.xml", *(f"{n}/a.jpg" for n in range(500)))) == 20
