"""What is said of a front in a file."""

from __future__ import annotations

import pytest

from core.datasets.part_sizes import PartSize
from core.pareto import front
from core.scores import Samples
from core.specs import Objective, Trial
from core.store import Store
from pages.components.axes import View, view_of
from pages.parts.front.export import about_run, evidence_line
from tests.seeds import OBJECTIVES, seed_run, seed_trials

UP, ACROSS = OBJECTIVES


def trials(*figures: tuple[float, float]) -> list[Trial]:
    made = [
        Trial(number=n, status="complete", choices={}, key=str(n),
              metrics={"parameters": x, "val_accuracy": y})
        for n, (x, y) in enumerate(figures)
    ]  # fmt: skip
    return front(made, OBJECTIVES)


def test_whose_front_it_is(store: Store) -> None:
    run_id = seed_run(store, seed_trials(3), owner="Mia")
    run = store.runs.get(run_id).model_copy(update={"created": 1_700_000_000.0})
    assert about_run(run) == "digits · NSGA-II · by Mia · 14 November 2023"


@pytest.mark.parametrize(
    "chosen",
    [None, 3, [], {}, {"x": "val_loss", "y": "macs"}, {"x": "<b>", "limit": "9"},
     {"limit": float("nan"), "least": True}],
)  # fmt: skip
def test_nonsense_from_a_browser_is_the_usual_view(chosen: object) -> None:
    assert view_of(OBJECTIVES, chosen) == View(ACROSS, UP)


def test_what_a_browser_shows_is_taken_over_with_the_runs_directions() -> None:
    more = Objective(metric="macs", direction="maximize")
    chosen = {"x": "macs", "y": "val_loss", "log": False, "limit": 5, "least": 0.5}
    down = Objective(metric="val_loss", direction="minimize")
    assert view_of((UP, more), chosen) == View(more, down, False, 5.0, 0.5)


def test_the_pictures_of_the_best_score_are_named() -> None:
    known: Samples = {"validation": PartSize(288)}
    assert evidence_line(trials((900, 0.97)), View(ACROSS, UP), known) == (
        "Trial 0: Accuracy (validation) 97.0 % (94.3 to 98.4 %, 288 validation pictures). "
        "Intervals are at 95 % (Wilson)."
    )
    assert evidence_line([], View(ACROSS, UP), known) == ""
