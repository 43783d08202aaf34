"""What pruning left of each layer, drawn."""

from __future__ import annotations

import pytest
from plotly.graph_objects import Figure

from core.results.details import Width
from pages.parts.candidate.widths import widths_figure

MANY = [Width(f"block_{place}/a_layer_with_a_long_name", 64, place) for place in range(60)]


def test_the_filled_part_is_the_share_that_is_left() -> None:
    figure = Figure(widths_figure([Width("conv", 32, 14), Width("gone", 8, 0)], "light"))
    whole, left = figure.data
    assert list(whole.x) == [1.0, 1.0] and list(left.x) == [14 / 32, 0.0]
    assert list(whole.text) == ["32 → 14", "8 → 0"]


def test_a_layer_without_weights_has_lost_none() -> None:
    figure = Figure(widths_figure([Width("empty", 0, 0)], "dark"))
    assert list(figure.data[1].x) == [1.0]


def test_long_names_keep_the_end_that_tells_them_apart_and_all_rows_have_room() -> None:
    figure = Figure(widths_figure(MANY, "dark"))
    labels = figure.layout.yaxis.ticktext
    assert len(labels) == 60 and all(len(label) <= 26 for label in labels)
    assert labels[0].startswith("…") and labels[0].endswith("a_long_name")
    assert figure.layout.height / 60 >= 20


@pytest.mark.parametrize("name", ["<b>x</b>", "a&b"])
def test_names_are_text(name: str) -> None:
    figure = Figure(widths_figure([Width(name, 2, 1)], "light"))
    assert "<" not in figure.layout.yaxis.ticktext[0]
    assert name not in figure.data[1].customdata
