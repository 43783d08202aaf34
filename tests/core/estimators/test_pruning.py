"""Pruning a parent: what goes stays gone, and what is left learns."""

from __future__ import annotations

import json
import math
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from core.errors import DataError, EvaluationError
from core.estimators.catalogue import PruningParams
from core.estimators.pruning import Pruning
from core.pruning.rules import RULES
from core.specs import Space
from tests.core.estimators.pruned import Choices, evaluated, flat, kernels, network, new, zeros


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


def test_distillation_teaches_what_the_parent_knows(
    pruned: Space, pruning: Pruning, tmp_path: Path
) -> None:
    data = pruning.data
    # Labels that are one class too high: only the parent can tell the right ones.
    wrong = replace(data, y_train=(data.y_train + 1) % 10)
    params = PruningParams(
        epochs=6, batch_size=32, learning_rate=0.01, latency=False, teacher_share=1.0
    )
    misled, accuracy = Pruning(params, wrong, "cpu"), []
    for taught, place in zip((True, False), new(tmp_path, "taught", "alone"), strict=True):
        choices: Choices = {"ratio": 0.5, "distillation": taught}
        accuracy.append(evaluated(misled, pruned, choices, place).metrics["val_accuracy"])
    assert accuracy[0] > 0.6 and accuracy[1] < 0.2


def test_parent_is_left_as_it_is(
    pruning: Pruning, pruned: Space, tmp_path: Path, parents: Path
) -> None:
    twice = new(tmp_path, "before", "after")
    choices: Choices = {"ratio": 0.0, "epochs": 1}
    losses = [evaluated(pruning, pruned, choices, place).metrics["val_loss"] for place in twice]
    assert losses[0] == pytest.approx(losses[1], rel=1e-4)
    place = parents / "parents" / "net"
    np.testing.assert_array_equal(flat(pruning.parent(place).model), flat(network(place)))


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


def test_ratio_out_of_its_bounds_is_refused(pruning: Pruning, pruned: Space, folder: Path) -> None:
    with pytest.raises(EvaluationError, match="ratio"):
        evaluated(pruning, pruned, {"ratio": 1.0}, folder)


def test_parent_that_is_gone_is_named(pruning: Pruning, pruned: Space, folder: Path) -> None:
    gone = pruned.model_copy(update={"options": {"parent": "gone"}})
    with pytest.raises(EvaluationError, match="Unknown parent 'gone'"):
        evaluated(pruning, gone, {"ratio": 0.5}, folder)


def test_network_of_the_parent_that_is_gone_is_no_candidates_fault(
    pruning: Pruning, tmp_path: Path
) -> None:
    with pytest.raises(DataError, match="damaged or gone. Remove the parent and take it in again"):
        pruning.parent(tmp_path)
