"""The browser writes figures and names as Python does."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

import pytest

from core.metrics import METRICS
from pages.components import text
from tests.scripts import ask, without_node

pytestmark = without_node

VALUES: dict[str, list[float]] = {
    "val_accuracy": [0.0, 0.3125, 0.5, 0.96351, 0.9996, 1.0],
    "val_loss": [0.07744, 1.5, 12.0],
    "parameters": [0, 7, 4210, 99_999, 100_000, 1_234_567, 2.5e9],
    "size_bytes": [12, 999, 2_250, 38_000, 999_990, 4_200_000],
    "seconds": [0.04, 9.94, 10, 12.5, 59.4, 59.9, 125, 3599, 3600, 11_400],
    "nonzeros": [0, 4210, 1_234_567],
    "compressed_bytes": [999, 38_000],
    "latency_ms": [0.0, 0.0123, 0.8349, 7.0, 12.34, 999.4, 999.6, 1250.0, 1260.0, 125_000.0],
}
RATIOS = [1.0, 1.25, 1.35, 1.4444, 9.94, 9.95, 9.96, 10.5, 11.5, 12.4, 999.5, 12_345.6, 1e6]


def written(function: str, values: Sequence[Any], *names: str) -> Any:
    """Return what the browser's ``function`` makes of each of ``values``."""
    return ask(f"console.log(JSON.stringify({json.dumps(values)}.map((v) => {function})))", *names)


@pytest.mark.parametrize("metric", VALUES)
def test_values_are_written_alike(metric: str) -> None:
    browser = written(f"valueText({json.dumps(metric)}, v)", VALUES[metric], "units")
    assert browser == [text.metric(metric, value) for value in VALUES[metric]]


def test_metrics_are_called_alike_inside_a_sentence() -> None:
    names = list(METRICS)
    assert written("nounOf(v)", names, "units") == [text.noun(name) for name in names]


def test_ratios_are_written_alike() -> None:
    assert written("timesText(v)", RATIOS, "units") == [text.times(ratio) for ratio in RATIOS]


def test_soon_is_written_alike() -> None:
    seconds = [3, 59, 61, 89, 130, 4000]
    assert written("soonText(v)", seconds, "times") == [text.soon(each) for each in seconds]


def test_macs_that_are_not_all_known_are_written_alike() -> None:
    figures = {"macs": 1.2e6, "macs_uncounted": 1.0}
    browser = written("figureText('macs', (name) => v[name])", [figures], "words")
    assert browser == [text.figure_of("macs", figures)]


def test_labels_of_a_log_axis_carry_the_unit() -> None:
    units = ["count", "bytes", "seconds", "milliseconds"]
    assert written("labelled(v, [0.05, 20, 3000]).ticktext ?? null", units, "axes") == [
        None,
        ["0 B", "20 B", "3 kB"],
        ["0.05 s", "20 s", "3000 s"],
        ["0.05 ms", "20 ms", "3000 ms"],
    ]
