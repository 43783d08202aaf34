"""What is said of a front in a file."""

from __future__ import annotations

import pytest

from core.datasets.part_sizes import PartSize
from core.pareto import front
from core.scores import Samples
from core.specs import Objective, Trial
from core.store import Store
from pages.components.axes import View, view_of
from pages.components.front_words import about_run, evidence_line, front_sentence
from tests.seeds import OBJECTIVES, seed_run, seed_trials

UP, ACROSS = OBJECTIVES
BEST = "The best of all is trial 2: accuracy 90.0 %, parameters 9,000."


def trials(*figures: tuple[float, float]) -> list[Trial]:
    made = [
        Trial(number=n, status="complete", choices={}, key=str(n),
              metrics={"parameters": x, "val_accuracy": y})
        for n, (x, y) in enumerate(figures)
    ]  # fmt: skip
    return front(made, OBJECTIVES)


SOME = trials((100, 0.5), (850, 0.875), (9000, 0.9))


@pytest.mark.parametrize(
    ("view", "second"),
    [
        (View(ACROSS, UP), "With parameters limited to 900 (10 times less), the best is trial 1: "
         "accuracy 87.5 %, parameters 850. That is 2.5 points less accuracy, for 11 times fewer "
         "parameters."),
        (View(ACROSS, UP, limit=100), "With parameters limited to 100, the best is trial 0: "
         "accuracy 50.0 %, parameters 100. That is 40.0 points less accuracy, for 90 times fewer "
         "parameters."),
    ],
)  # fmt: skip
def test_the_best_is_named_and_what_a_smaller_one_gives_up(view: View, second: str) -> None:
    assert front_sentence(SOME, view) == f"{BEST} {second}"


def test_without_anything_small_enough_the_best_stands_alone() -> None:
    assert front_sentence(SOME, View(ACROSS, UP, limit=50)) == BEST
    assert front_sentence([], View(ACROSS, UP)) == ""


def test_a_network_that_costs_nothing_is_no_division() -> None:
    told = front_sentence(trials((0, 0.8), (9000, 0.9)), View(ACROSS, UP))
    assert told.endswith("That is 10.0 points less accuracy, at no parameters at all.")


def test_whose_front_it_is(store: Store) -> None:
    run_id = seed_run(store, seed_trials(3), owner="Mia")
    run = store.runs.get(run_id).model_copy(update={"created": 1_700_000_000.0})
    assert about_run(run) == "digits · NSGA-II · by Mia · 14 November 2023"


@pytest.mark.parametrize(
    "told",
    [None, 3, [], {}, {"x": "val_loss", "y": "macs"}, {"x": "<b>", "limit": "9"},
     {"limit": float("nan"), "least": True}],
)  # fmt: skip
def test_nonsense_from_a_browser_is_the_usual_view(told: object) -> None:
    assert view_of(OBJECTIVES, told) == View(ACROSS, UP)


def test_what_a_browser_shows_is_taken_over_with_the_runs_directions() -> None:
    more = Objective(metric="macs", direction="maximize")
    told = {"x": "macs", "y": "val_loss", "log": False, "limit": 5, "least": 0.5}
    down = Objective(metric="val_loss", direction="minimize")
    assert view_of((UP, more), told) == View(more, down, False, 5.0, 0.5)


def test_below_a_standard_error_a_file_says_so_too() -> None:
    close = trials((50, 0.96), (900, 0.97))
    view = View(ACROSS, UP, limit=60)
    known: Samples = {"validation": PartSize(288)}
    assert front_sentence(close, view, known).endswith(
        ": no difference that these pictures can show."
    )
    assert "no difference" not in front_sentence(close, view)


def test_the_pictures_of_the_best_score_are_named() -> None:
    known: Samples = {"validation": PartSize(288)}
    assert evidence_line(trials((900, 0.97)), View(ACROSS, UP), known) == (
        "Trial 0: Accuracy (validation) 97.0 % (94.3 to 98.4 %, 288 validation pictures). "
        "Intervals are at 95 % (Wilson)."
    )
    assert evidence_line([], View(ACROSS, UP), known) == ""
