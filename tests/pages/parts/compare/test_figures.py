"""The still charts of the Compare page."""

from __future__ import annotations

import pytest
from plotly.graph_objects import Figure

from core.comparison import compare
from core.specs import Objective
from pages.parts.compare.figures import fronts_figure, hypervolume_figure, key_html
from tests.core.comparison.test_groups import run
from tests.core.comparison.test_hypervolume_history import trial
from tests.seeds import OBJECTIVES, seed_trials

RUNS = [(run("<b>Nets", seed=s), seed_trials(40, seed=s)) for s in range(3)]
ALONE = (run("Drawn", strategy="random"), seed_trials(40, seed=9))


@pytest.mark.parametrize("up", ["val_accuracy", "val_loss"])
def test_a_front_is_the_lower_edge_of_what_is_beaten(up: str) -> None:
    comparison = compare([ALONE], (Objective(metric=up), Objective(metric="parameters")))
    (front,) = Figure(fronts_figure(comparison, "light")).data
    steps = [b - a for a, b in zip(front.y, front.y[1:], strict=False)]
    assert front.line.shape == "hv" and front.x[-1] == comparison.box[1][1]
    assert all(step >= 0 if up == "val_accuracy" else step <= 0 for step in steps)


def test_a_band_reaches_to_the_worst_value_that_is_drawn() -> None:
    comparison = compare(RUNS, (Objective(metric="val_loss"), Objective(metric="parameters")))
    band, _front = Figure(fronts_figure(comparison, "light")).data
    assert band.y[-1] == max(
        corner[0] for s in comparison.groups[0].surfaces for corner in s.values
    )


def test_several_seeds_have_a_band_and_one_run_has_none() -> None:
    comparison = compare([*RUNS, ALONE], OBJECTIVES)
    for figure in (
        fronts_figure(comparison, "dark"),
        hypervolume_figure(comparison, "trials", "dark"),
    ):
        traces = Figure(figure).data
        assert [trace.fill for trace in traces] == ["toself", None, None]
        colours = {trace.line.color for trace in traces if trace.fill is None}
        assert len(colours) == 2


def test_names_in_the_key_are_text() -> None:
    assert "&lt;b&gt;Nets" in key_html(compare(RUNS, OBJECTIVES), "light")


def test_a_cost_of_zero_is_drawn_like_any_other() -> None:
    free = [trial(0, 0.5, 0.0), trial(1, 0.9, 100.0)]
    figure = Figure(fronts_figure(compare([(run(), free)], OBJECTIVES), "light"))
    axis, line = figure.layout.xaxis, figure.data[-1]
    assert axis.ticktext[:2] == ("0", "100") and axis.tickvals[1] == 100.0
    assert 0 < line.x[0] == axis.tickvals[0] < 100.0
