"""The still charts of one network."""

from __future__ import annotations

import numpy as np
from plotly.graph_objects import Figure

from pages.components.charts import confusion_figure, curves_figure

ALIKE = ("Norwegian forest cat", "Norwegian forest dog", "&lt; <b>")


def test_classes_whose_names_begin_alike_keep_their_own_rows() -> None:
    matrix = np.arange(9).reshape(3, 3)
    figure = Figure(confusion_figure(matrix, ALIKE, "light"))
    (cells,) = figure.data
    assert cells.x is None and np.array_equal(cells.text, matrix)
    assert list(figure.layout.yaxis.tickvals) == [0, 1, 2]
    assert [row[0][0] for row in cells.customdata[:2]] == list(ALIKE[:2])


def test_accuracies_that_lie_close_have_ticks_that_tell_them_apart() -> None:
    curves = {"a": [0.971, 0.973]}
    figure = Figure(curves_figure(curves, {"a": "Accuracy"}, "light", percent=True))
    assert figure.layout.yaxis.tickformat == ".4~p"


def test_class_names_are_text() -> None:
    figure = Figure(confusion_figure(np.eye(3), ALIKE, "light"))
    assert figure.layout.xaxis.ticktext[2] == "&amp;lt; &lt;b&gt;"


def test_a_hundred_classes_get_few_labels() -> None:
    names = [f"class {place}" for place in range(100)]
    figure = Figure(confusion_figure(np.eye(100), names, "light"))
    assert 10 <= len(figure.layout.xaxis.ticktext) <= 15
