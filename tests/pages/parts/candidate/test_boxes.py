"""The words above the pictures: how much is found at a confidence, and how much of it is wrong."""

from __future__ import annotations

import numpy as np

from core.results.answers import DetectionResult
from pages.components.palette import PALETTE
from pages.parts.candidate.boxes import counted, key_html


def seen(scores: list[float], labels: list[int], there: list[int]) -> DetectionResult:
    """Boxes found in one place of a picture, all on the one object that is there, if there is."""
    place = np.array([0, 0, 10, 10], np.float32)
    return DetectionResult(
        pictures=np.zeros((1, 12, 12, 3), np.uint8),
        boxes=np.tile(place, (1, len(there), 1)),
        labels=np.array([there], np.int32).reshape(1, -1),
        found_boxes=np.tile(place, (1, len(scores), 1)),
        found_scores=np.array([scores], np.float32).reshape(1, -1),
        found_labels=np.array([labels], np.int32).reshape(1, -1),
    )


def test_right_and_wrong_boxes_are_counted() -> None:
    found = seen([0.9, 0.4, 0.2], [1, 1, 0], [1])
    assert (
        counted(found, 0.3) == "**In 1 picture it finds 1 of 1 object**; wrong: 1 of its 2 boxes."
    )
    assert counted(found, 0.5) == "**In 1 picture it finds 1 of 1 object**; wrong: no box."


def test_where_nobody_knows_what_is_there_boxes_are_counted() -> None:
    assert counted(seen([0.9, 0.4], [1, 0], []), 0.3) == "**It finds 2 objects.**"


def test_nothing_found_says_what_the_surest_box_has() -> None:
    words = counted(seen([0.25, 0.1], [1, 0], [1]), 0.3)
    assert words.startswith("**It finds nothing** that it is so sure of; its surest box has 25 %.")
    assert counted(seen([], [], [1]), 0.0) == "**It finds nothing**, however unsure it may be."


def test_many_boxes_are_said_to_be_named_in_part() -> None:
    assert "Only the 8 surest" in counted(seen([0.5] * 9, [1] * 9, []), 0.3)
    assert "Only the 8 surest" not in counted(seen([0.5] * 8, [1] * 8, []), 0.3)


def test_the_key_tells_lines_apart_not_colours_alone() -> None:
    html = key_html("dark")
    assert f"solid {PALETTE['dark']['front']}" in html
    assert f"dashed {PALETTE['dark']['second']}" in html
