"""Pictures with boxes from somebody who means ill: read, or refused in words, and nothing else."""

from __future__ import annotations

import io
from collections.abc import Callable
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.datasets.uploads.annotations import read_annotations
from core.datasets.uploads.annotations.reading import MOST_BOXES
from core.errors import CoreError
from tests.core.datasets.uploads.annotations.uploads import (
    Members,
    coco_members,
    voc_members,
    yaml_members,
    yolo_members,
)
from tests.fuzzing import fuzzed, hostile_zip


@pytest.mark.parametrize("members", [coco_members, yolo_members, yaml_members, voc_members])
@given(random=st.randoms(use_true_random=False))
@fuzzed
def test_hostile_upload_is_read_or_refused_in_words(
    members: Callable[[], Members], random: Random
) -> None:
    content = hostile_zip(random, members())
    try:
        found = read_annotations(io.BytesIO(content), filename="pets.zip")
    except CoreError as error:
        assert 20 < len(str(error)) < 4_000
    else:
        assert 0 < sum(len(picture.boxes) for picture in found.pictures) <= 3 * MOST_BOXES
        assert all(str(line).encode() for line in (*found.left_out, *found.notes))
