"""Pruning a parent: what goes stays gone, what is told holds, what was broken off goes on."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import asdict, replace
from pathlib import Path

import keras
import numpy as np
import pytest

from core.datasets.prepare import Data
from core.errors import EvaluationError
from core.estimators.base import Evaluation
from core.estimators.catalogue import PruningParams
from core.estimators.pruning import Pruning
from core.models.described import described
from core.parents import keeping
from core.profile.counts import count
from core.pruning.rules import RULES
from core.pruning.weights import kernels_of
from core.specs import Space, Value
from tests.core.estimators.adopted import quiet
from tests.core.estimators.stopping import StopError

Choices = dict[str, Value]


def network(folder: Path) -> keras.Model:
    return keras.models.load_model(folder / "model.keras", compile=False)


def before_training(parents: Path) -> keras.Model:
    return keras.models.load_model(parents / "parents" / "net" / keeping.INITIAL)


def kernels(model: keras.Model) -> list[np.ndarray]:
    return [np.asarray(kernel) for kernel in kernels_of(model)]


def flat(model: keras.Model) -> np.ndarray:
    return np.concatenate([weight.ravel() for weight in model.get_weights()])


def zeros(model: keras.Model) -> float:
    found = np.concatenate([kernel.ravel() for kernel in kernels(model)])
    return float(np.mean(found == 0))


def evaluated(
    pruning: Pruning, space: Space, choices: Choices, folder: Path, seed: int = 1
) -> Evaluation:
    return pruning.evaluate(space, choices, seed=seed, folder=folder, report=quiet)


def new(tmp_path: Path, *names: str) -> list[Path]:
    places = [tmp_path / name for name in names]
    for place in places:
        place.mkdir()
    return places


def test_zeros_hold_through_fine_tuning_and_the_rest_learns(
    pruning: Pruning, pruned: Space, folder: Path, parents: Path
) -> None:
    choices: Choices = {"granularity": "weights", "ratio": 0.7, "epochs": 2}
    evaluation = evaluated(pruning, pruned, choices, folder)
    parent, model = network(parents / "parents" / "net"), network(folder)
    assert zeros(model) == pytest.approx(0.7, abs=1e-3)
    assert evaluation.metrics["nonzeros"] == np.count_nonzero(flat(model))
    for before, after in zip(kernels(parent), kernels(model), strict=True):
        assert (after[after != 0] != before[after != 0]).mean() > 0.9


def test_two_of_every_four_stay_through_fine_tuning(
    pruning: Pruning, pruned: Space, folder: Path
) -> None:
    evaluated(pruning, pruned, {"granularity": "2:4", "epochs": 2}, folder)
    for kernel in kernels(network(folder)):
        rows = kernel.reshape(-1, kernel.shape[-1])
        fours = rows[: len(rows) // 4 * 4].reshape(-1, 4, rows.shape[1])
        assert set(np.count_nonzero(fours, axis=1).ravel()) == {2}


@pytest.mark.parametrize(
    ("schedule", "criterion"),
    [("cubic", "random"), ("linear", "snip"), ("lottery", "magnitude"), ("lottery", "random")],
)
def test_rounds_reach_the_ratio_and_no_more(
    schedule: str, criterion: str, pruning: Pruning, pruned: Space, folder: Path
) -> None:
    choices: Choices = {"granularity": "weights", "weight_criterion": criterion, "ratio": 0.6}
    rounds: Choices = {"schedule": schedule, "rounds": 2, "epochs": 2}
    evaluation = evaluated(pruning, pruned, choices | rounds, folder)
    assert evaluation.epochs == (4 if schedule == "lottery" else 2)
    assert zeros(network(folder)) == pytest.approx(0.6, abs=1e-3)


def test_without_fine_tuning_a_candidate_is_complete(
    pruning: Pruning, pruned: Space, folder: Path
) -> None:
    evaluation = evaluated(pruning, pruned, {"ratio": 0.3, "epochs": 0}, folder)
    assert evaluation.epochs == 0 == pruning.epochs_of(pruned, {"epochs": 0})
    assert all(map(math.isfinite, evaluation.metrics.values()))
    assert json.loads((folder / "curves.json").read_text())["epoch"] == []
    left = {file.name for file in folder.iterdir()}
    assert left == {
        "model.keras",
        "curves.json",
        "evaluation.npz",
        "widths.json",
        "network.json",
    }


def test_lottery_ticket_begins_every_round_with_the_initial_weights(
    pruning: Pruning, pruned: Space, folder: Path, parents: Path
) -> None:
    def report(epoch: int, scores: Mapping[str, float]) -> None:
        if epoch == 2:
            raise StopError

    choices: Choices = {"granularity": "weights", "schedule": "lottery", "rounds": 2, "epochs": 1}
    with pytest.raises(StopError):
        pruning.evaluate(pruned, choices, seed=1, folder=folder, report=report)
    initial, begun = before_training(parents), keras.models.load_model(folder / "round.keras")
    for first, kept in zip(kernels(initial), kernels(begun), strict=True):
        np.testing.assert_array_equal(kept[kept != 0], first[kept != 0])
    assert zeros(begun) == pytest.approx(0.5, abs=1e-3)


def test_untrained_lottery_ticket_is_the_initial_network_with_all_its_zeros(
    pruning: Pruning, pruned: Space, folder: Path, parents: Path
) -> None:
    choices: Choices = {"granularity": "weights", "schedule": "lottery", "ratio": 0.6, "epochs": 0}
    evaluated(pruning, pruned, choices, folder)
    initial, model = before_training(parents), network(folder)
    for first, kept in zip(kernels(initial), kernels(model), strict=True):
        np.testing.assert_array_equal(kept[kept != 0], first[kept != 0])
    assert zeros(model) == pytest.approx(0.6, abs=1e-3)


def test_lottery_is_refused_where_the_initial_weights_are_not_known(
    pruning: Pruning, pruned: Space, folder: Path
) -> None:
    stranger = pruned.model_copy(update={"options": {"parent": "stranger"}})
    choices: Choices = {"granularity": "weights", "schedule": "lottery"}
    for ask in (pruning.costs, lambda *asked: evaluated(pruning, *asked, folder)):
        with pytest.raises(EvaluationError, match="began with are not known. Choose one_shot"):
            ask(stranger, choices)


def test_distillation_teaches_what_the_parent_knows(
    pruned: Space, data: Data, tmp_path: Path
) -> None:
    # Labels that are one class too high: only the parent can tell the right ones.
    wrong = replace(data, y_train=(data.y_train + 1) % 10)
    params = PruningParams(
        epochs=6, batch_size=32, learning_rate=0.01, latency=False, teacher_share=1.0
    )
    pruning, accuracy = Pruning(params, wrong, "cpu"), []
    for taught, place in zip((True, False), new(tmp_path, "taught", "alone"), strict=True):
        choices: Choices = {"ratio": 0.5, "distillation": taught}
        accuracy.append(evaluated(pruning, pruned, choices, place).metrics["val_accuracy"])
    assert accuracy[0] > 0.6 and accuracy[1] < 0.2


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


@pytest.mark.parametrize("unknown", [{"target": "latency"}, {"criterion": "random"}])
def test_costs_that_only_the_training_tells_are_left_to_a_sketch(
    unknown: Choices, pruning: Pruning, pruned: Space
) -> None:
    choices: Choices = {"ratio": 0.2, **unknown}
    assert pruning.costs(pruned, choices) == {} == pruning.measure(pruned, choices)


def test_parent_is_left_as_it_is(
    pruning: Pruning, pruned: Space, tmp_path: Path, parents: Path
) -> None:
    twice = new(tmp_path, "before", "after")
    choices: Choices = {"ratio": 0.0, "epochs": 1}
    losses = [evaluated(pruning, pruned, choices, place).metrics["val_loss"] for place in twice]
    assert losses[0] == pytest.approx(losses[1], rel=1e-4)
    np.testing.assert_array_equal(
        flat(pruning._tuner.parent(parents / "parents" / "net")),
        flat(network(parents / "parents" / "net")),
    )


# Two epochs in each of two rounds.
LINEAR: dict[str, Choices] = {
    "channels": {"ratio": 0.5, "schedule": "linear", "rounds": 2},
    "weights": {"ratio": 0.6, "schedule": "linear", "rounds": 2, "granularity": "weights"},
}


@pytest.fixture(scope="module")
def at_once(
    pruning: Pruning, parents: Path, tmp_path_factory: pytest.TempPathFactory
) -> dict[str, Path]:
    """The folders of candidates that were trained in one go."""
    space = Space(name="pruned", family="pruned", options={"parent": "net"}, choices=())
    folders = {name: tmp_path_factory.mktemp(name) for name in LINEAR}
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PARETOSCOPE_HOME", str(parents))
        for name, choices in LINEAR.items():
            evaluated(pruning, space, choices, folders[name])
    return folders


def same_end(one: Path, other: Path) -> None:
    assert flat(network(one)) == pytest.approx(flat(network(other)), abs=1e-3)
    curves = [json.loads((place / "curves.json").read_text()) for place in (one, other)]
    assert curves[0]["epoch"] == curves[1]["epoch"] == [1, 2, 3, 4]
    assert curves[0]["val_loss"] == pytest.approx(curves[1]["val_loss"], rel=1e-3)
    assert {file.name for file in one.iterdir()} == {file.name for file in other.iterdir()}


# At the first round's end, and in the second.
@pytest.mark.parametrize("last", [2, 3])
def test_interrupted_and_resumed_it_ends_as_at_once(
    last: int, pruning: Pruning, pruned: Space, at_once: dict[str, Path], tmp_path: Path
) -> None:
    broken, on = new(tmp_path, "broken", "on")
    told: list[int] = []

    def report(epoch: int, scores: Mapping[str, float]) -> None:
        told.append(epoch)
        if len(told) == last:
            raise StopError

    asked, choices = {"seed": 1, "report": report}, LINEAR["weights"]
    with pytest.raises(StopError):
        pruning.evaluate(pruned, choices, folder=broken, **asked)
    evaluation = pruning.evaluate(pruned, choices, folder=on, resume=broken, **asked)
    assert told == [1, 2, 3, 4] and evaluation.epochs == 4
    same_end(on, at_once["weights"])


@pytest.mark.parametrize("until", [1, 2, 3])
def test_cut_short_and_continued_it_ends_as_at_once(
    until: int, pruning: Pruning, pruned: Space, at_once: dict[str, Path], tmp_path: Path
) -> None:
    short, on = new(tmp_path, "short", "on")
    told: list[int] = []

    def report(epoch: int, scores: Mapping[str, float]) -> None:
        told.append(epoch)

    asked, choices = {"seed": 1, "report": report}, LINEAR["channels"]
    cut = pruning.evaluate(pruned, choices, folder=short, epochs=until, **asked)
    pruning.evaluate(pruned, choices, folder=on, resume=short, **asked)
    assert cut.epochs == until and told == [1, 2, 3, 4]
    same_end(on, at_once["channels"])


def test_network_that_disagrees_with_its_masked_parent_is_never_kept(
    pruning: Pruning, pruned: Space, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # A rule that mistakes the order of the channels cuts the wrong ones of the next layer.
    monkeypatch.setitem(RULES, "ReLU", lambda trace, call, inputs: [inputs[0][::-1]])
    with pytest.raises(EvaluationError, match="It was not kept: this is a fault of a pruning rule"):
        evaluated(pruning, pruned, {"ratio": 0.5}, folder)
    assert not list(folder.iterdir())


def test_random_criterion_follows_the_seed(pruning: Pruning, pruned: Space, tmp_path: Path) -> None:
    choices: Choices = {
        "ratio": 0.5,
        "criterion": "random",
        "target": "channels",
        "scope": "local",
        "epochs": 0,
    }
    nets = []
    for seed, place in zip((1, 2, 1), new(tmp_path, "one", "two", "again"), strict=True):
        evaluated(pruning, pruned, choices, place, seed)
        nets.append(flat(network(place)))
    np.testing.assert_array_equal(nets[0], nets[2])
    assert not np.array_equal(nets[0], nets[1])


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


def test_latency_is_measured_where_asked_for(
    pruned: Space, pruning: Pruning, data: Data, folder: Path
) -> None:
    quick: Choices = {"ratio": 0.5, "epochs": 0}
    metrics = evaluated(Pruning(PruningParams(), data, "cpu"), pruned, quick, folder).metrics
    assert metrics["latency_ms"] > 0 and metrics["latency_batch_ms"] > 0


def test_ratio_out_of_its_bounds_is_refused(pruning: Pruning, pruned: Space, folder: Path) -> None:
    with pytest.raises(EvaluationError, match="ratio"):
        evaluated(pruning, pruned, {"ratio": 1.0}, folder)


def test_parent_that_is_gone_is_named(pruning: Pruning, pruned: Space, folder: Path) -> None:
    gone = pruned.model_copy(update={"options": {"parent": "gone"}})
    with pytest.raises(EvaluationError, match="Unknown parent 'gone'"):
        evaluated(pruning, gone, {"ratio": 0.5}, folder)
