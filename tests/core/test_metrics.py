"""The metrics there are, and which of them networks are judged by."""

from __future__ import annotations

from typing import get_args

from core import metrics
from core.metrics import METRICS, OBJECTIVES, QUALITIES, QUALITY, Task


def test_every_task_has_a_quality_that_a_run_can_aim_for_and_a_test_can_tell() -> None:
    assert set(QUALITY) == set(get_args(Task))
    for quality in QUALITY.values():
        assert quality in QUALITIES and METRICS[quality].direction == "maximize"
        assert METRICS[metrics.on_test(quality)].unit == METRICS[quality].unit


def test_what_a_run_may_aim_for_is_known_and_not_of_the_test_part() -> None:
    assert set(OBJECTIVES) <= set(METRICS)
    assert {metrics.on_test(name) for name in QUALITIES if name != "proxy"}.isdisjoint(OBJECTIVES)
