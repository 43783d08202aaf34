"""What a front is drawn on."""

from __future__ import annotations

import pytest

from core.specs import Objective
from pages.components.axes import axes, log_edge, log_ticks, placed, round_values
from tests.seeds import OBJECTIVES

WAIT = Objective(metric="latency_ms", direction="minimize")
LOSS = Objective(metric="val_loss", direction="minimize")
WORK = Objective(metric="macs", direction="maximize")


@pytest.mark.parametrize("given", [(LOSS, WORK), (WORK, LOSS, *OBJECTIVES)])
def test_axes_are_the_first_cost_and_quality_in_their_own_directions(
    given: tuple[Objective, ...],
) -> None:
    assert axes(given) == (WORK, LOSS)


def test_axes_without_objectives_are_accuracy_against_parameters() -> None:
    accuracy, parameters = OBJECTIVES
    assert axes(()) == (parameters, accuracy)


def test_latency_goes_across() -> None:
    assert axes((LOSS, WAIT)) == (WAIT, LOSS)


@pytest.mark.parametrize(
    ("metric", "words"),
    [
        ("latency_ms", ["1 ms", "2 ms", "5 ms", "10 ms", "20 ms", "50 ms"]),
        ("size_bytes", ["1 B", "2 B", "5 B", "10 B", "20 B", "50 B"]),
        ("parameters", None),
    ],
)
def test_labels_of_a_log_axis_carry_the_unit(metric: str, words: list[str] | None) -> None:
    assert log_ticks(metric, (1.0, 10.0)).get("ticktext") == words


@pytest.mark.parametrize("span", [2.0, 50.0, 1e3, 1e6])
def test_ticks_are_few_at_every_span(span: float) -> None:
    inside = [tick for tick in round_values((300.0, 300.0 * span)) if 300 <= tick <= 300 * span]
    assert 1 <= len(inside) <= 10


def test_zeros_have_no_place_on_a_log_axis() -> None:
    assert round_values((0.0, 1.0)) == [1.0, 2.0, 5.0]
    assert round_values((0.0, 0.0)) == []


@pytest.mark.parametrize(
    ("values", "first"), [((0.0, 10.0, 100.0), "0"), ((-3.0, 10.0, 100.0), "≤ 0")]
)
def test_what_is_not_above_zero_has_the_edge_of_a_log_axis(
    values: tuple[float, ...], first: str
) -> None:
    edge = log_edge(values)
    assert edge is not None and 0 < edge < 10
    assert [placed(value, edge) for value in values] == [edge, 10.0, 100.0]
    axis = log_ticks("parameters", values)
    assert (axis["tickvals"][0], axis["ticktext"][0]) == (edge, first)
    assert axis["ticktext"][1:] == [f"{at:.0f}" for at in axis["tickvals"][1:]]


def test_an_axis_without_a_value_above_zero_stays_linear() -> None:
    assert log_ticks("parameters", (0.0, -1.0)) == {}
    assert log_edge((0.0, -1.0)) is None and log_edge((1.0, 2.0)) is None
