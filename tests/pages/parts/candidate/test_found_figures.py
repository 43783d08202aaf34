"""The figures of a detector: a bar a class, and precision against recall."""

from __future__ import annotations

import numpy as np
import pytest
from plotly.graph_objects import Figure

from core.results.answers import DetectionReport
from pages.parts.candidate.found_figures import by_size, class_figure, curve_figure

NAMES = ("Coat <b>", "Bag", "Boot")


@pytest.fixture
def found() -> DetectionReport:
    nothing = np.zeros((0, 1))
    return DetectionReport(
        pictures=np.zeros((0, 8, 8, 3), np.uint8),
        boxes=np.zeros((0, 1, 4), np.float32),
        labels=nothing.astype(np.int32),
        found_boxes=np.zeros((0, 1, 4), np.float32),
        found_scores=nothing.astype(np.float32),
        found_labels=nothing.astype(np.int32),
        class_ap=np.array([0.25, np.nan, 0.5]),
        size_ap=np.array([0.3, 0.6, np.nan]),
        recall=np.array([0.0, 0.5, 1.0]),
        precision=np.array([[1.0, 0.5, 0.0], [np.nan] * 3, [1.0, 1.0, 0.5]]),
    )


def test_every_class_has_a_bar_or_words_in_place_of_one(found: DetectionReport) -> None:
    [bars] = Figure(class_figure(found, NAMES, "light")).data
    assert list(bars.text) == ["25.0 %", "none to be found", "50.0 %"]
    assert list(bars.x) == [0.25, 0.0, 0.5]


def test_the_thick_line_is_the_mean_of_classes_with_objects(found: DetectionReport) -> None:
    *thin, thick = Figure(curve_figure(found, NAMES, "dark")).data
    assert [line.name for line in thin] == ["Coat &lt;b&gt;", "Boot"]
    assert list(thick.y) == [1.0, 0.75, 0.25]
    assert thick.line.width > thin[0].line.width


def test_class_names_are_text(found: DetectionReport) -> None:
    [bars] = Figure(class_figure(found, NAMES, "light")).data
    assert bars.y[0] == "Coat &lt;b&gt;"


def test_sizes_of_which_there_is_none_say_so(found: DetectionReport) -> None:
    assert by_size(found) == (
        "By size of the object: small (up to 32×32 pixels) **30.0 %**, medium **60.0 %**, "
        "large (from 96×96 on) **none**."
    )
