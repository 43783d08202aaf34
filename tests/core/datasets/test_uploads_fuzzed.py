"""Uploads from somebody who means ill: taken in, or refused in words, and nothing else."""

from __future__ import annotations

import io
from random import Random
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.datasets.uploads.archive import UploadLimits
from core.datasets.uploads.arrays import read_npz
from core.datasets.uploads.images import read_images
from core.errors import CoreError
from core.tables.layouts import read_rows, uploaded_layout
from core.tables.reading import read_sheet
from tests.core.datasets.hostile import hostile_npz, hostile_pictures, hostile_table
from tests.core.tables.conftest import FOUR
from tests.fuzzing import fuzzed

# A class of few: what is spoilt should not hide what is not.
LIMITS = UploadLimits(images_a_class=1)


def check_labelled(labelled: Any) -> None:
    """What every reader promises of what it gives."""
    x, y = labelled.x_train, labelled.y_train
    assert x.ndim == 4 and x.shape[3] in (1, 3) and len(x) == len(y)
    assert x.dtype == labelled.x_test.dtype and x.dtype in (np.uint8, np.float32)
    assert x.dtype == np.uint8 or (x.min() >= 0 and x.max() <= 1)
    assert set(y) <= set(range(len(labelled.class_names)))
    assert all(line.encode("utf-8", "replace") for line in (*labelled.left_out, *labelled.notes))


@given(random=st.randoms(use_true_random=False))
@fuzzed
def test_hostile_arrays_are_read_or_refused_in_words(random: Random) -> None:
    content = io.BytesIO(hostile_npz(random))
    try:
        check_labelled(read_npz(content, filename="a.npz", limits=LIMITS))
    except CoreError as error:
        assert 20 < len(str(error)) < 4_000


@pytest.mark.filterwarnings("ignore::UserWarning", "ignore::PIL.Image.DecompressionBombWarning")
@pytest.mark.parametrize("side", [None, 12])
@given(random=st.randoms(use_true_random=False))
@fuzzed
def test_hostile_pictures_are_read_or_refused_in_words(side: int | None, random: Random) -> None:
    content = io.BytesIO(hostile_pictures(random))
    try:
        check_labelled(read_images(content, filename="a.zip", limits=LIMITS, side=side))
    except CoreError as error:
        assert 20 < len(str(error)) < 4_000


@given(random=st.randoms(use_true_random=False))
@fuzzed
def test_hostile_tables_are_read_or_refused_in_words(random: Random) -> None:
    try:
        sheet = read_sheet(io.BytesIO(hostile_table(random)), "t.csv")
        assert read_rows(sheet, uploaded_layout(sheet, FOUR)).figures
    except CoreError as error:
        assert 20 < len(str(error)) < 40_000
