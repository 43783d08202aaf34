"""Which of several readings is taken: by how much it is better, and how sure that is."""

from __future__ import annotations

import numpy as np
import pytest

from core.parents.importing.reading_scores import Judged, decide, reordered
from core.parents.readings import Reading

KEPT, LARGE, SIGNED = Reading(), Reading(pixels="0-255"), Reading(pixels="-1-1")


def judged(reading: Reading, accuracy: float, sure: float = 0.6, pictures: int = 400) -> Judged:
    right = np.arange(pictures) < accuracy * pictures
    return Judged(reading, right, sure)


@pytest.mark.parametrize(
    ("kept", "large", "taken", "rival"),
    [
        (0.10, 0.97, LARGE, False),
        (0.70, 0.97, LARGE, False),
        (0.90, 0.97, LARGE, False),
        (0.95, 0.97, KEPT, False),
        (0.60, 0.72, KEPT, True),
        (0.90, 0.94, KEPT, True),
    ],
)
def test_another_reading_is_taken_where_it_is_far_better(
    kept: float, large: float, taken: Reading, rival: bool
) -> None:
    verdict = decide([judged(KEPT, kept), judged(LARGE, large)], chance=0.1)
    assert verdict.chosen.reading == taken and (verdict.rival is not None) == rival
    assert verdict.knows


def test_of_equals_the_hinted_is_taken_then_the_first() -> None:
    equal = [judged(KEPT, 0.1), judged(SIGNED, 0.96), judged(LARGE, 0.97)]
    assert decide(equal, 0.1).chosen.reading == SIGNED
    assert decide(equal, 0.1, hinted=LARGE).chosen.reading == LARGE
    alike = [judged(KEPT, 0.96), judged(LARGE, 0.96)]
    assert decide(alike, 0.1).chosen.reading == KEPT
    assert decide(alike, 0.1, hinted=LARGE).chosen.reading == LARGE


@pytest.mark.parametrize(
    ("accuracy", "sure", "knows"),
    [(0.11, 0.2, False), (0.3, 0.4, True), (0.3, 0.95, False), (0.6, 0.99, True)],
)
def test_network_that_is_surer_than_right_knows_other_pictures(
    accuracy: float, sure: float, knows: bool
) -> None:
    assert decide([judged(KEPT, accuracy, sure)], chance=0.1).knows == knows


def test_order_of_classes_is_found_and_judged_on_other_pictures() -> None:
    rng, order = np.random.default_rng(0), np.array([2, 0, 1, 4, 3])
    labels = rng.integers(0, 5, 200)
    found, right = reordered(np.eye(5)[order[labels]], labels)
    assert found == tuple(order) and right.all()
    noise = rng.random((200, 5))
    assert reordered(noise, labels)[1].mean() < 0.35
