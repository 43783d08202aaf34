"""Which of the boxes found are right, and what was missed."""

from __future__ import annotations

from dataclasses import fields

import numpy as np
import pytest

from core.results.answers import DetectionResult, MatchCounts

BAG, BOOT = 0, 1
NEAR, HALF, FAR = (0, 0, 10, 10), (0, 0, 10, 5), (50, 50, 60, 60)


def seen(
    true: list[tuple[tuple[int, ...], int]], found: list[tuple[tuple[int, ...], int, float]]
) -> DetectionResult:
    """One picture; a place is left empty after the boxes of either kind."""
    empty = (0, 0, 0, 0)
    return DetectionResult(
        pictures=np.zeros((1, 64, 64, 3), np.uint8),
        boxes=np.array([[*(box for box, _ in true), empty]], np.float32),
        labels=np.array([[*(label for _, label in true), -1]], np.int32),
        found_boxes=np.array([[*(box for box, *_ in found), empty]], np.float32),
        found_scores=np.array([[*(score for *_, score in found), 0.0]], np.float32),
        found_labels=np.array([[*(label for _, label, _ in found), -1]], np.int32),
    )


@pytest.mark.parametrize(
    ("box", "label", "right"),
    [(NEAR, BAG, True), (HALF, BAG, True), (NEAR, BOOT, False), (FAR, BAG, False)],
)
def test_a_box_is_right_that_overlaps_by_half_and_has_the_class(
    box: tuple[int, ...], label: int, right: bool
) -> None:
    compared = seen([(NEAR, BAG)], [(box, label, 0.9)]).compared(0, 0.0)
    assert compared.right.tolist() == [right]
    assert compared.missed.tolist() == [not right]


def test_only_the_surest_of_two_boxes_of_one_object_is_right() -> None:
    compared = seen([(NEAR, BAG)], [(HALF, BAG, 0.6), (NEAR, BAG, 0.8)]).compared(0, 0.0)
    assert compared.seen.tolist() == [1, 0]
    assert compared.right.tolist() == [True, False]


def test_a_box_takes_the_object_that_the_surer_one_has_left() -> None:
    true = [(NEAR, BAG), ((2, 0, 12, 10), BAG)]
    compared = seen(true, [(NEAR, BAG, 0.9), (NEAR, BAG, 0.5)]).compared(0, 0.0)
    assert compared.right.tolist() == [True, True] and not compared.missed.any()


def test_boxes_below_the_confidence_count_as_not_found() -> None:
    found = seen([(NEAR, BAG)], [(NEAR, BAG, 0.4)])
    assert found.compared(0, 0.4).right.tolist() == [True]
    above = found.compared(0, 0.5)
    assert above.missed.tolist() == [True] and not len(above.seen)


def test_a_picture_without_objects_has_only_wrong_boxes() -> None:
    compared = seen([], [(NEAR, BAG, 0.4)]).compared(0, 0.0)
    assert compared.right.tolist() == [False] and not len(compared.missed)


def test_shapes_that_do_not_go_together_are_told() -> None:
    whole = seen([(NEAR, BAG)], [(NEAR, BOOT, 0.4)])
    assert whole.fits(2) and not whole.fits(1)


def test_boxes_of_all_pictures_are_counted() -> None:
    one = seen([(NEAR, BAG), (FAR, BAG)], [(NEAR, BAG, 0.9), (HALF, BAG, 0.6), (FAR, BOOT, 0.3)])
    arrays = {field.name: getattr(one, field.name) for field in fields(one)}
    both = DetectionResult(**{name: np.concatenate([kept, kept]) for name, kept in arrays.items()})
    assert one.counts(0.5) == MatchCounts(there=2, seen=2, right=1, most=2)
    assert both.counts(0.2) == MatchCounts(there=4, seen=6, right=2, most=3)


def test_the_surest_box_is_one_that_was_found() -> None:
    one = seen([], [(NEAR, BAG, 0.4), (FAR, BOOT, 0.7)])
    assert one.surest == pytest.approx(0.7)
    one.found_labels[0, 1] = -1
    assert one.surest == pytest.approx(0.4)
    assert seen([], []).surest == 0
