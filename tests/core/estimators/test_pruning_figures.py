"""What is told of a pruned network: its costs before any training, its files, its latency."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path

import numpy as np
import pytest

from core.candidates.catalogue import kind_of
from core.estimators.catalogue import PruningParams
from core.estimators.pruning import Pruning
from core.profile.counts import count
from core.profile.described import described
from core.specs import Space
from tests.core.estimators.pruned import Choices, evaluated, network


@pytest.mark.parametrize(
    "choices",
    [
        {"ratio": 0.5},
        {"ratio": 0.4, "scope": "local", "target": "parameters", "criterion": "taylor"},
        {"ratio": 0.3, "target": "channels", "round_to": 4, "cap": 0.5},
        {"ratio_1": 0.5, "ratio_3": 0.25, "ratio": 0.1},
        {"ratio": 0.8, "granularity": "weights"},
    ],
)
def test_costs_are_those_of_the_network_that_is_then_built(
    choices: Choices, pruning: Pruning, pruned: Space, folder: Path
) -> None:
    known = pruning.costs(pruned, choices)
    metrics = evaluated(pruning, pruned, choices | {"epochs": 0}, folder).metrics
    assert known["parameters"] == metrics["parameters"] == count(network(folder)).parameters
    assert known["macs"] == metrics["macs"] == count(network(folder)).macs
    assert known["size_bytes"] == pytest.approx(metrics["size_bytes"], rel=0.05)


@pytest.mark.parametrize("schedule", ["linear", "cubic"])
def test_costs_of_several_rounds_are_those_of_pruning_at_once(
    schedule: str, pruning: Pruning, pruned: Space
) -> None:
    at_once: Choices = {"ratio": 0.5}
    rounds: Choices = {"schedule": schedule, "rounds": 2, "epochs": 2}
    assert pruning.costs(pruned, at_once | rounds) == pruning.costs(pruned, at_once)


@pytest.mark.parametrize("unknown", [{"target": "latency"}, {"criterion": "random"}])
def test_costs_that_only_the_training_tells_are_left_to_a_sketch(
    unknown: Choices, pruning: Pruning, pruned: Space
) -> None:
    choices: Choices = {"ratio": 0.2, **unknown}
    drawn = kind_of(pruned, pruning.data.home).sketch(choices, pruning.data.info)
    assert pruning.costs(pruned, choices) == drawn.costs
    assert pruning.measure(pruned, choices) == {}


def test_ratios_of_groups_cut_these_groups_alone(
    pruning: Pruning, pruned: Space, folder: Path
) -> None:
    choices: Choices = {"ratio_1": 0.5, "ratio_2": 0.25, "ratio": 0.0, "epochs": 0}
    evaluated(pruning, pruned, choices, folder)
    widths = json.loads((folder / "widths.json").read_text())
    assert widths["kind"] == "channels"
    rows = {row["layer"]: (row["before"], row["after"]) for row in widths["rows"]}
    assert rows == {
        "block1_conv1": (12, 6),
        "block2_conv1": (16, 12),
        "block3_conv1": (16, 16),
        "block3_conv2": (16, 16),
        "classifier": (10, 10),
    }
    model = network(folder)
    assert {name: model.get_layer(name).output.shape[-1] for name in rows} == {
        name: after for name, (_, after) in rows.items()
    }


def test_network_file_lists_the_layers_of_the_saved_model(
    pruning: Pruning, pruned: Space, folder: Path
) -> None:
    evaluated(pruning, pruned, {"ratio": 0.5, "epochs": 0}, folder)
    layers = json.loads((folder / "network.json").read_text())
    expected = [asdict(layer) for layer in described(network(folder)).layers]
    assert layers == json.loads(json.dumps(expected))


def test_weights_left_of_every_layer_are_written(
    pruning: Pruning, pruned: Space, folder: Path
) -> None:
    evaluated(pruning, pruned, {"granularity": "weights", "epochs": 0}, folder)
    widths, model = json.loads((folder / "widths.json").read_text()), network(folder)
    assert widths["kind"] == "weights"
    for row in widths["rows"]:
        kernel = np.asarray(model.get_layer(row["layer"]).kernel)
        assert (row["before"], row["after"]) == (kernel.size, np.count_nonzero(kernel))


def test_latency_is_measured_where_asked_for(pruned: Space, pruning: Pruning, folder: Path) -> None:
    quick: Choices = {"ratio": 0.5, "epochs": 0}
    timed = Pruning(PruningParams(), pruning.data, "cpu")
    metrics = evaluated(timed, pruned, quick, folder).metrics
    assert metrics["latency_ms"] > 0 and metrics["latency_batch_ms"] > 0
