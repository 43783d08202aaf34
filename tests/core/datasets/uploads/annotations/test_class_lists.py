"""The lists of classes beside YOLO's labels: read as they are written, held against one another."""

from __future__ import annotations

import json
from typing import Any

import pytest

from core.datasets.uploads.annotations.class_lists import read_class_lists
from core.datasets.uploads.annotations.files import UploadedFiles
from core.datasets.uploads.annotations.records import SkippedItems
from core.errors import DataError

TWO = ("cat", "dog")


def names(skipped: SkippedItems | None = None, **lists: Any) -> tuple[str, ...]:
    """What is read of files by their name, a ``_`` for the dot and ``__`` for a folder."""
    readers = {
        tuple(name.replace("__", "/").replace("_", ".").split("/")): lambda text=text: text.encode()
        for name, text in lists.items()
    }
    return read_class_lists(UploadedFiles("pets.zip", readers), "a list", skipped or SkippedItems())


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("[yes, no]", ("yes", "no")),
        ("[on, Off, y, N, TRUE]", ("on", "Off", "y", "N", "TRUE")),
        ("[null, ~, none]", ("null", "~", "none")),
        (
            "[0, 010, 0x1F, 1_000, 1e5, .inf, 12:30]",
            tuple("0 010 0x1F 1_000 1e5 .inf 12:30".split()),
        ),
        ("[2024-01-01, '7', \"no\"]", ("2024-01-01", "7", "no")),
        ("{0: yes, 1: no}", ("yes", "no")),
        ("\n  1: off\n  0: on", ("on", "off")),
        ("\n- yes\n- !!str no", ("yes", "no")),
    ],
)
def test_yaml_names_are_the_words_that_are_written(written: str, read: tuple[str, ...]) -> None:
    """yaml/pyyaml#613: YAML takes some words for truth values and numbers."""
    assert names(data_yaml=f"nc: {len(read)}\nnames: {written}") == read


@pytest.mark.parametrize(
    "lists",
    [
        {"classes_txt": "cat\ndog\n", "labels__classes_txt": "cat\r\ndog"},
        {"classes_txt": "cat\ndog\n", "data_yaml": "names: [cat, dog]"},
        {"obj_names": "cat\ndog", "data_yml": "names: {1: dog, 0: cat}"},
        # Label Studio's export has both.
        {
            "classes_txt": "cat\ndog",
            "notes_json": json.dumps(
                {"categories": [{"id": 0, "name": "cat"}, {"id": 1, "name": "dog"}]}
            ),
        },
        {"classes_txt": "cat\ndog", "args_yaml": "epochs: 3", "notes_json": '{"info": {}}'},
    ],
)
def test_lists_that_agree_count_as_one(lists: dict[str, str]) -> None:
    assert names(**lists) == TWO


def test_lists_of_darknet_in_every_part_agree() -> None:
    readers = {(part, "_darknet.labels"): lambda: b"cat\ndog" for part in ("train", "valid")}
    assert read_class_lists(UploadedFiles("pets.zip", readers), "a list", SkippedItems()) == TWO


@pytest.mark.parametrize(
    ("yaml", "words"),
    [
        ("names: [dog, cat]", "class 0 is 'cat' in the one and 'dog' in the other"),
        ("names: [cat]", "the one has 2 classes, the other 1"),
    ],
)
def test_lists_that_disagree_are_refused_with_both_named(yaml: str, words: str) -> None:
    with pytest.raises(DataError, match=rf"got classes.txt, data.yaml, which do not: {words}"):
        names(classes_txt="cat\ndog", data_yaml=yaml)


def test_list_that_cannot_be_read_beside_a_good_one_is_reported() -> None:
    skipped = SkippedItems()
    assert names(skipped, classes_txt="cat\ndog", args_yaml="epochs: 3") == TWO
    assert [str(left) for left in skipped.left_out()] == [
        "lists of classes that cannot be read: 1 (args.yaml)"
    ]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("names: [cat]\nnames: [dog]", "must be YAML text.*stands here twice"),
        ("names: cat", "a single word"),
        ("names: [cat, ]\n? [1]\n: 2\nnc: [", "must be YAML text"),
        ("names: {1: cat}", "other numbers"),
        ("names: {[0]: cat}", "must be YAML text"),
        ("names: ['']", "1 to 80 printable"),
        ("names: [" * 50, "more than 32 levels deep"),
    ],
)
def test_names_that_cannot_be_told_are_refused(text: str, words: str) -> None:
    with pytest.raises(DataError, match=words):
        names(data_yaml=text)
