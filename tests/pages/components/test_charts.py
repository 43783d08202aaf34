"""The still charts of one network."""

from __future__ import annotations

import numpy as np

from pages.components.charts import confusion_figure, curves_figure

ALIKE = ("Norwegian forest cat", "Norwegian forest dog", "&lt; <b>")


def test_classes_whose_names_begin_alike_keep_their_own_rows() -> None:
    matrix = np.arange(9).reshape(3, 3)
    figure = confusion_figure(matrix, ALIKE, "light")
    (cells,) = figure.data
    assert cells.x is None and np.array_equal(cells.text, matrix)
    assert list(figure.layout.yaxis.tickvals) == [0, 1, 2]
    assert [row[0][0] for row in cells.customdata[:2]] == list(ALIKE[:2])


def test_accuracies_that_lie_close_have_ticks_that_tell_them_apart() -> None:
    figure = curves_figure({"a": [0.971, 0.973]}, {"a": "Accuracy"}, "light", percent=True)
    assert figure.layout.yaxis.tickformat == ".4~p"


def test_class_names_are_text() -> None:
    figure = confusion_figure(np.eye(3), ALIKE, "light")
    assert figure.layout.xaxis.ticktext[2] == "&amp;lt; &lt;b&gt;"


def test_a_hundred_classes_get_few_labels() -> None:
    figure = confusion_figure(np.eye(100), [f"class {place}" for place in range(100)], "light")
    assert 10 <= len(figure.layout.xaxis.ticktext) <= 15
