"""The sensitivity chart: which rows it shows, what stands in them, and how it is read."""

from __future__ import annotations

import pytest
from plotly.graph_objects import Figure

from core.parents.info import GroupInfo, SensitivityMap
from pages.components.palette import Mode
from pages.parts.prune.parent import extremes, sensitivity_figure

NAMES = ("stem", "a/very/long/path/of/a/layer", "late <b>")
GROUPS = tuple(GroupInfo(name=name, layers=(name,), channels=8, free=8) for name in NAMES)


def found(accuracy: tuple[tuple[float, ...], ...]) -> SensitivityMap:
    numbers = tuple(range(len(accuracy)))
    return SensitivityMap(
        groups=numbers, ratios=(0.3, 0.9), quality=accuracy, unpruned=0.98, images=288
    )


def test_rows_keep_the_order_of_the_network() -> None:
    map_ = found(((0.5, 0.1), (0.9, 0.8), (0.97, 0.96)))
    figure = Figure(sensitivity_figure(map_, GROUPS, (0, 2), "light"))
    cells, figures = figure.data
    assert [list(row) for row in cells.z] == [[0.5, 0.1], [0.97, 0.96]]
    assert list(cells.x) == ["30%", "90%"]
    assert list(figures.text) == ["50", "10", "97", "96"]
    assert list(figure.layout.yaxis.range) == [1.5, -0.5]


def test_names_are_text_and_keep_their_end() -> None:
    figure = Figure(sensitivity_figure(found(((0.5, 0.1),) * 3), GROUPS, range(3), "light"))
    stem, long, typed = figure.layout.yaxis.ticktext
    assert (stem, typed) == ("stem", "late &lt;b&gt;")
    assert long.startswith("…") and long.endswith("of/a/layer") and len(long) == 22


@pytest.mark.parametrize("shade", ["light", "dark"])
def test_figures_on_lost_cells_are_light_and_on_whole_ones_dark(shade: Mode) -> None:
    _, figures = Figure(sensitivity_figure(found(((0.98, 0.1),)), GROUPS, (0,), shade)).data
    assert list(figures.textfont.color) == ["#16202B", "#E8EDF2"]


def test_of_many_groups_the_most_and_the_least_sensitive_are_shown() -> None:
    middle = tuple((0.5 + number / 1000, 0.5) for number in range(30))
    rows = extremes(found((*middle, (0.1, 0.1), (0.99, 0.99))))
    assert len(rows) == 24 and rows == sorted(rows)
    assert {30, 31, 0} <= set(rows) and 15 not in rows


def test_few_groups_are_all_extreme() -> None:
    assert extremes(found(((0.5, 0.5), (0.4, 0.4)))) == [0, 1]


def test_a_hundred_groups_are_tall_enough_to_be_read() -> None:
    groups = tuple(GroupInfo(name=f"g{n}", layers=(), channels=8, free=8) for n in range(100))
    figure = sensitivity_figure(found(((0.5, 0.5),) * 100), groups, range(100), "dark")
    assert figure["layout"]["height"] > 100 * 24
