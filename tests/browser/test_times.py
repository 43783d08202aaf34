"""Times that are guessed, as the front page tells them: with given clocks."""

from __future__ import annotations

import pytest

from pages.components.text import soon
from tests.browser.test_words import Module, module  # noqa: F401 - a fixture
from tests.scripts import without_node

pytestmark = without_node

COUNTS = {"complete": 3, "failed": 0, "stopped_early": 0}
RUN = {"status": "running", "request": "", "seconds_left": 50, "least_left": 40, "heard": 1000}
RUN |= {"counts": COUNTS, "budget": {"trials": 10}}
QUEUED = RUN | {"status": "queued", "queue_position": 2, "starts_in": 200, "point_in": 260}
QUEUED |= {"counts": COUNTS | {"complete": 0}}


def test_time_left_falls_with_the_clock_to_the_least(module: Module) -> None:  # noqa: F811
    said = "run => [1000, 6000, 90000].map(now => secondsLeft(run, now))"
    assert module.evaluate(said, RUN) == [50, 45, 40]
    assert module.evaluate(said, RUN | {"status": "paused"}) == [50, 50, 50]


def test_a_stopping_run_says_so_and_no_time(module: Module) -> None:  # noqa: F811
    said = "run => [timeLabel(run), leftText(secondsLeft(run, 0))]"
    assert module.evaluate(said, RUN | {"request": "stop"}) == ["Stopping", "–"]


@pytest.mark.parametrize(
    ("shown", "told", "next_"),
    [(None, 9, 9), (50, 40, 40), (50, 60, 50), (50, 90, 90), (9, None, None)],
)
def test_a_small_correction_upwards_is_waited_out(
    module: Module,  # noqa: F811
    shown: float | None,
    told: float | None,
    next_: float | None,
) -> None:
    assert module.evaluate("([a, b]) => steady(a, b)", [shown, told]) == next_


def test_a_waiting_run_says_when_its_first_point_comes(module: Module) -> None:  # noqa: F811
    said = "run => [nowText(run, 1000), nowText(run, 121000), emptyText(run, 'macs', 0, 1000)]"
    assert module.evaluate(said, QUEUED) == [
        "Place 2 in the queue · first point in about 4 min",
        "Place 2 in the queue · first point in about 2 min",
        "Waiting for a free device. The first point appears here in about 4 min.",
    ]


def test_a_run_that_was_begun_goes_on(module: Module) -> None:  # noqa: F811
    said = module.evaluate("run => nowText(run, 1000)", QUEUED | {"counts": COUNTS})
    assert said == "Place 2 in the queue · goes on in about 3 min"


@pytest.mark.parametrize("seconds", [3, 59, 61, 89, 130, 4000])
def test_soon_is_written_alike(module: Module, seconds: float) -> None:  # noqa: F811
    assert module.evaluate("s => soonText(s)", seconds) == soon(seconds)
