"""The sizes of a split's parts are read without the split, and counted while it is made."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from core.datasets.part_sizes import PartSize, part_sizes
from core.datasets.prepare import Split, prepare


def test_sizes_of_scenes_count_their_objects(home: Path, tmp_path: Path) -> None:
    file = tmp_path / "split.npz"
    data = prepare("fashion_scenes", home, seed=0, split_file=file)
    objects = int((data.y_test[..., 4] >= 0).sum())
    assert part_sizes(file)["test"] == PartSize(len(data.x_test), objects)


def test_sizes_are_those_of_the_split_that_was_saved(tmp_path: Path) -> None:
    file = tmp_path / "split.npz"
    assert part_sizes(file) == {}
    split = Split(*(np.arange(*ends, dtype=np.int64) for ends in ((0, 6), (6, 9), (9, 11))))
    split.save(file, objects=np.arange(11))
    assert part_sizes(file) == {
        "train": PartSize(6, 15),
        "validation": PartSize(3, 21),
        "test": PartSize(2, 19),
    }
    assert sum(map(len, Split.load(file))) == 11


def test_a_split_of_an_earlier_version_counts_no_objects(tmp_path: Path) -> None:
    file = tmp_path / "split.npz"
    Split(np.arange(2), np.arange(2, 5), np.arange(5, 6)).save(file)
    assert part_sizes(file)["validation"] == PartSize(3)


def test_a_damaged_split_leaves_scores_without_a_number(tmp_path: Path) -> None:
    file = tmp_path / "split.npz"
    file.write_bytes(b"no arrays")
    assert part_sizes(file) == {}
