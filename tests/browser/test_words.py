"""The browser's words and units agree with Python's, from the very source that is served."""

from __future__ import annotations

import json
from typing import Any

import pytest

from core.metrics import METRICS
from pages.components import text
from tests.scripts import ask, without_node

pytestmark = without_node
NAMES = (
    "head",
    "units",
    "words",
    "tip",
    "status",
    "times",
    "ticks",
    "figure",
    "run",
    "pruned",
    "trials",
)

VALUES = {
    "val_accuracy": [0.0, 0.5, 0.96351, 0.9996, 1.0],
    "val_loss": [0.07744, 1.5, 12.0],
    "parameters": [0, 7, 4210, 99_999, 100_000, 1_234_567, 2.5e9],
    "size_bytes": [12, 999, 38_000, 999_990, 4_200_000],
    "seconds": [0.04, 9.94, 10, 59.4, 59.9, 125, 3599, 3600, 11_400],
    "nonzeros": [0, 4210, 1_234_567],
    "compressed_bytes": [999, 38_000],
    "latency_ms": [0.0, 0.0123, 0.8349, 7.0, 12.34, 999.4, 999.6, 1260.0, 125_000.0],
}


class Module:
    """The component's own functions, run by node."""

    def evaluate(self, code: str, argument: Any = None) -> Any:
        given = f"const said = ({code});"
        called = "(typeof said === 'function' ? said(argument) : said) ?? null"
        told = f"const argument = {json.dumps(argument)}; console.log(JSON.stringify({called}))"
        paths = (f"components/front_chart/{name}.js" for name in NAMES)
        return ask(f"{given}{told}", *paths)


@pytest.fixture
def module() -> Module:
    return Module()


@pytest.mark.parametrize("metric", VALUES)
def test_values_are_written_alike(module: Module, metric: str) -> None:
    here = [text.metric(metric, value) for value in VALUES[metric]]
    there = module.evaluate(
        "([metric, values]) => values.map(v => valueText(metric, v))", [metric, VALUES[metric]]
    )
    assert there == here


def test_best_of_all_is_called_so(module: Module) -> None:
    words = module.evaluate(
        "affordText({number: 3, x: 10, y: .5}, {number: 3, x: 10, y: .5}, 'macs', 'val_accuracy')"
    )
    assert words == "Trial 3: 50.0 % accuracy with 10 MACs. This is the best of all."


def test_nothing_affordable_is_told(module: Module) -> None:
    words = module.evaluate("affordText(null, {number: 3, x: 10, y: .5}, 'macs', 'val_loss')")
    assert words.startswith("Nothing this small was tried yet.")


def test_loss_and_file_size_are_told_in_their_own_words(module: Module) -> None:
    words = module.evaluate(
        "affordText({number: 1, x: 1e4, y: .3}, {number: 2, x: 5e4, y: .1},"
        " 'size_bytes', 'val_loss')"
    )
    assert words == (
        "Trial 1: a loss of 0.3 with a 10 kB Keras archive. That is 0.2 more loss than the best "
        "of all (trial 2), in a Keras archive 5.0 times smaller."
    )


def test_a_tip_names_the_pictures_and_the_interval_of_a_score(module: Module) -> None:
    figures = {"val_accuracy": 0.8, "val_accuracy_low": 0.49, "val_accuracy_high": 0.9433}
    lines = module.evaluate(
        "figures => metricLines(name => figures[name]).map(line => line[1])",
        {**figures, "parameters": 4210},
    )
    assert lines == ["Accuracy (validation): 80.0 %, 49.0 to 94.3 %", "Parameters: 4,210"]


def test_macs_that_are_not_all_known_are_a_lower_bound_in_a_tip(module: Module) -> None:
    figures = {"val_accuracy": 0.8, "macs": 1.2e6, "macs_uncounted": 1}
    lines = module.evaluate(
        "figures => metricLines(name => figures[name]).map(line => line[1])", figures
    )
    assert lines == ["Accuracy (validation): 80.0 %", f"MACs: {text.figure_of('macs', figures)}"]
    assert lines[1] == "MACs: at least 1.2 M"


BOUNDS = """uncounted => {
  const known = new Map([["macs_uncounted", 0]]);
  const made = (number, x, y, at) => ({ number, x, y, entry: { known, row: [uncounted[at]] } });
  return affordText(made(1, 10, 0.8, 0), made(2, 40, 0.9, 1), "macs", "val_accuracy", true);
}"""


@pytest.mark.parametrize(
    ("uncounted", "first", "last"),
    [
        ([1, 1], "with at least 10 MACs. ", "fewer MACs, as far as they are known."),
        ([None, 2], "with 10 MACs. ", "fewer MACs, as far as they are known."),
        ([0, None], "with 10 MACs. ", "fewer MACs."),
    ],
)
def test_macs_that_are_not_all_known_are_a_lower_bound_in_a_sentence(
    module: Module, uncounted: list[int | None], first: str, last: str
) -> None:
    said = module.evaluate(BOUNDS, uncounted)
    assert first in said and said.endswith(last)


MADE = """([pick, top, others]) => {
  const made = ([number, x, y, error]) => (
    { number, x, y, evidence: { val_accuracy_error: error } });
  const front = [...others, pick, top].map(made);
  return affordText(made(pick), made(top), "macs", "val_accuracy", true, front);
}"""


def test_below_a_standard_error_no_difference_is_told(module: Module) -> None:
    # The errors add to 0.0141: 1 point is no difference, 2 points are one.
    said = module.evaluate(MADE, [[1, 10, 0.96, 0.01], [2, 40, 0.97, 0.01], []])
    assert said.endswith("with 4.0 times fewer MACs: no difference that these pictures can show.")
    said = module.evaluate(MADE, [[1, 10, 0.95, 0.01], [2, 40, 0.97, 0.01], []])
    assert "no difference" not in said


def test_the_cheapest_that_cannot_be_told_from_the_best_is_named(module: Module) -> None:
    top, others = [9, 80, 0.97, 0.01], [[3, 5, 0.9, 0.01], [4, 20, 0.96, 0.01]]
    said = module.evaluate(MADE, [top, top, others])
    assert said.endswith(
        "This is the best of all. Trial 4 is the cheapest with no difference that these pictures "
        "can show (96.0 %), with 4.0 times fewer MACs."
    )


@pytest.mark.parametrize("metric", METRICS)
def test_metrics_are_called_alike_inside_a_sentence(module: Module, metric: str) -> None:
    assert module.evaluate("metric => nounOf(metric)", metric) == text.noun(metric)


@pytest.mark.parametrize(
    ("metric", "words"),
    [
        ("latency_ms", "5 ms latency for 1 image. That is 10.0 points less than the best of all "
         "(trial 2), with 4.0 times less latency for 1 image."),
        ("compressed_bytes", "5 B compressed. That is 10.0 points less than the best of all "
         "(trial 2), with a compressed size 4.0 times smaller."),
        ("nonzeros", "5 non-zero weights. That is 10.0 points less than the best of all "
         "(trial 2), with 4.0 times fewer non-zero weights."),
    ],
)  # fmt: skip
def test_what_a_cost_saves_is_told_in_its_own_words(
    module: Module, metric: str, words: str
) -> None:
    said = module.evaluate(
        "metric => affordText({number: 1, x: 5, y: .8}, {number: 2, x: 20, y: .9}, metric,"
        " 'val_accuracy', true)",
        metric,
    )
    assert said == f"Trial 1: 80.0 % accuracy with {words}"


def test_a_run_on_a_table_trains_nothing(module: Module) -> None:
    progress = {"number": 7, "attempt": 1, "epoch": 5, "epochs": 8}
    run = {"status": "running", "progress": progress, "budget": {"epochs": 100}}
    looked_up = {**run, "estimator": "table"}
    assert module.evaluate("run => nowText(run)", looked_up) == "Trial 7"
    assert module.evaluate("run => trainedLabel(run, 40)", looked_up) == "Looked up"
    assert module.evaluate("run => nowText(run)", run) == "Trial 7, epoch 5 of 8"


def test_a_candidate_that_was_not_begun_is_not_named(module: Module) -> None:
    run = {"status": "running", "progress": {"number": 40, "attempt": 0, "epoch": 0, "epochs": 0}}
    assert module.evaluate("run => nowText(run)", run) == ""


@pytest.mark.parametrize("unit", ["count", "bytes", "seconds", "milliseconds"])
def test_labels_of_a_log_axis_carry_the_unit(module: Module, unit: str) -> None:
    words = module.evaluate("unit => labelled(unit, [0.05, 20, 3000]).ticktext", unit)
    wanted = {
        "count": None,
        "bytes": ["0 B", "20 B", "3 kB"],
        "seconds": ["0.05 s", "20 s", "3000 s"],
        "milliseconds": ["0.05 ms", "20 ms", "3000 ms"],
    }
    assert words == wanted[unit]


@pytest.mark.parametrize(
    ("status", "request_", "word"),
    [
        ("running", "stop", "Stopping"),
        ("running", "pause", "Pausing"),
        ("queued", "stop", "Stopping"),
        ("queued", "", "Waiting"),
    ],
)
def test_what_was_asked_of_a_run_is_its_status(
    module: Module, status: str, request_: str, word: str
) -> None:
    run = {"status": status, "request": request_}
    assert module.evaluate("run => pillOf(run)[1]", run) == word


def test_a_run_that_lets_another_go_first_says_so(module: Module) -> None:
    run = {"status": "running", "request": "yield", "progress": None}
    words = module.evaluate("run => nowText(run)", run)
    assert words == "Lets another person's run go first, then goes on"


@pytest.mark.parametrize("least", [0.2, 0.9, 0.99])
def test_no_room_is_left_for_a_tick_above_all_right(module: Module, least: float) -> None:
    view = {"x": "parameters", "y": "val_accuracy", "log": True, "focus": True}
    points = [{"number": 0, "x": 10, "y": least}, {"number": 1, "x": 99, "y": 1.0}]
    low, high = module.evaluate("([p, v]) => sightOf(p, p, v).y", [points, view])
    assert 1.0 <= high <= 1.0 + 0.031 * (1.0 - low)


@pytest.mark.parametrize(
    ("status", "request_", "shown"),
    [
        ("running", "", ["pause", "stop"]),
        ("running", "yield", ["pause", "stop"]),
        ("queued", "", ["pause", "stop"]),
        ("paused", "", ["resume", "stop"]),
        ("running", "stop", []),
        ("queued", "stop", []),
    ],
)
def test_only_actions_that_make_sense_are_offered(
    module: Module, status: str, request_: str, shown: list[str]
) -> None:
    offered = module.evaluate(
        "run => Object.entries(actionsOf(run)).filter(([, may]) => may).map(([name]) => name)",
        {"status": status, "request": request_},
    )
    assert offered == shown


def test_log_ticks_are_few_at_every_span(module: Module) -> None:
    counts = module.evaluate(
        "[1.3, 3, 10, 40, 1e3, 1e5].map(span => logTicks(200, 200 * span)"
        ".filter(t => t >= 200 && t <= 200 * span).length)"
    )
    assert all(2 <= count <= 10 for count in counts)


def test_log_ticks_are_fewer_on_a_phone(module: Module) -> None:
    long, short = module.evaluate("[false, true].map(short => logTicks(30e3, 100e3, short).length)")
    assert 2 <= short < long
