"""Detectors are pruned, trained on by the loss they know, taught by their parent, and weighed."""

from __future__ import annotations

import json
from pathlib import Path

import keras
import numpy as np
import pytest

from core.datasets.prepare import Data
from core.detection.heads.base import read_head
from core.errors import EvaluationError
from core.estimators.base import Evaluation, EvaluationRequest
from core.estimators.catalogue import DetectorPruningParams
from core.estimators.compression.samples import samples_of
from core.estimators.pruning import Pruning
from core.metrics import METRICS
from core.models.keras.calls import calls, kernels_of
from core.parents import repository
from core.pruning.channels import prune_channels
from core.pruning.rules import RULES
from core.specs import Space, Value
from core.training.detector import DetectorTrainer
from core.training.settings import FitSettings, Teacher
from core.training.trainer import TaskNetwork
from tests.core.estimators.imported_parents import quiet
from tests.core.estimators.stopping import gone_on

Choices = dict[str, Value]


@pytest.fixture
def parent(detectors: Path, kind: str) -> Path:
    return repository.folder(kind, detectors)


@pytest.fixture
def pruned(kind: str, detectors: Path) -> Space:
    return Space(name="pruned", family="pruned", options={"parent": kind}, choices=())


@pytest.fixture(scope="module")
def tuning(few: Data) -> Pruning:
    params = DetectorPruningParams(epochs=1, batch_size=8, latency=False)
    return Pruning(params, few, "cpu")


def network(folder: Path) -> keras.Model:
    return keras.models.load_model(folder / "model.keras", compile=False)


def evaluated(tuning: Pruning, space: Space, choices: Choices, folder: Path) -> Evaluation:
    return tuning.evaluate(EvaluationRequest(space, choices, seed=1, folder=folder), quiet)


def test_pruned_detector_is_weighed_and_leaves_its_files(
    tuning: Pruning, pruned: Space, folder: Path, parent: Path
) -> None:
    choices: Choices = {"ratio": 0.4, "distillation": True}
    known = tuning.costs(pruned, choices)
    done = evaluated(tuning, pruned, choices, folder)
    assert done.epochs == 1 and set(done.metrics) <= set(METRICS)
    assert {"val_map", "val_map50", "val_loss", "nonzeros", "seconds"} <= set(done.metrics)
    assert (known["parameters"], known["macs"]) == (
        done.metrics["parameters"],
        done.metrics["macs"],
    )
    left = {"curves.json", "detections.npz", "head.json", "model.keras", "network.json"}
    assert {file.name for file in folder.iterdir()} == {*left, "widths.json"}
    assert read_head(folder / "head.json") == read_head(parent / "head.json")
    assert json.loads((folder / "curves.json").read_text())["epoch"] == [1]
    assert set(tuning.test(folder / "model.keras")) == {"test_map", "test_map50", "test_loss"}


def test_pruned_detector_equals_its_masked_parent_and_keeps_its_outputs(
    parent: Path, few: Data
) -> None:
    result = prune_channels(network(parent), 0.5, scope="local")
    assert result.disagreement(few.x_val[:4]) <= 1e-5
    shapes = [[tuple(o.shape) for o in one.outputs] for one in (result.model, result.parent)]
    assert shapes[0] == shapes[1]
    assert result.model.count_params() < 0.6 * result.parent.count_params()


def same_weights(one: keras.Model, other: keras.Model) -> bool:
    pairs = zip(one.get_weights(), other.get_weights(), strict=True)
    return all(a.shape == b.shape and np.allclose(a, b, atol=1e-6) for a, b in pairs)


def test_criteria_that_look_at_data_are_given_scenes(
    tuning: Pruning, pruned: Space, kind: str, folder: Path, parent: Path, few: Data
) -> None:
    criterion = {"tiny_yolo": "taylor", "efficientdet": "activation"}[kind]
    choices: Choices = {"ratio": 0.3, "criterion": criterion, "epochs": 0}
    evaluated(tuning, pruned, choices | {"scope": "local", "target": "channels"}, folder)
    samples = samples_of(few, read_head(parent / "head.json"))
    by_hand, by_weight = (
        prune_channels(network(parent), 0.3, judge, "local", data=samples).model
        for judge in (criterion, "l2")
    )
    assert same_weights(network(folder), by_hand)
    assert not same_weights(network(folder), by_weight)


def test_zeros_hold_through_fine_tuning(tuning: Pruning, pruned: Space, folder: Path) -> None:
    choices: Choices = {"granularity": "weights", "ratio": 0.7}
    evaluated(tuning, pruned, choices, folder)
    kernels = [np.asarray(kernel).ravel() for kernel in kernels_of(network(folder))]
    assert np.mean(np.concatenate(kernels) == 0) == pytest.approx(0.7, abs=1e-2)


def test_detector_that_is_only_taught_comes_to_say_what_its_teacher_says(
    parent: Path, few: Data
) -> None:
    model, teacher, rng = network(parent), network(parent), np.random.default_rng(0)
    # A teacher of pronounced opinions, far from what the model says.
    for weight in teacher.trainable_weights[-4:]:
        weight.assign(rng.normal(0, 0.3, weight.shape))
    one = TaskNetwork(model, read_head(parent / "head.json"), (1,))
    trainer, losses = DetectorTrainer(few), []
    settings = FitSettings(4, batch_size=8, learning_rate=0.01, teacher=Teacher(teacher, 1.0))
    trainer.fit(one, settings, lambda _, reported: losses.append(reported["loss"]))
    assert losses[-1] < 0.95 * losses[0]


@pytest.mark.parametrize("kind", ["tiny_yolo"], indirect=True)
def test_interrupted_and_gone_on_with_it_ends_as_at_once(
    few: Data, pruned: Space, tmp_path: Path
) -> None:
    tuning = Pruning(DetectorPruningParams(epochs=2, batch_size=8, latency=False), few, "cpu")
    choices: Choices = {"granularity": "weights", "ratio": 0.5, "schedule": "linear", "rounds": 2}
    reported, later, at_once = gone_on(tuning, pruned, choices, tmp_path, after=1)
    assert reported == [1, 2] and later.epochs == at_once.epochs == 2
    assert later.metrics["val_loss"] == pytest.approx(at_once.metrics["val_loss"], rel=1e-3)


def test_lottery_ticket_rewinds_to_what_the_detector_began_with(
    tuning: Pruning, pruned: Space, folder: Path, parent: Path
) -> None:
    choices: Choices = {"granularity": "weights", "schedule": "lottery", "ratio": 0.5, "epochs": 0}
    evaluated(tuning, pruned, choices, folder)
    initial = keras.models.load_model(parent / repository.INITIAL, compile=False)
    for first, kept in zip(kernels_of(initial), kernels_of(network(folder)), strict=True):
        kept, first = np.asarray(kept), np.asarray(first)
        np.testing.assert_array_equal(kept[kept != 0], first[kept != 0])


def test_detector_that_disagrees_with_its_masked_parent_is_never_kept(
    tuning: Pruning, pruned: Space, parent: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kinds = {call.kind for call in calls(network(parent))}
    activation = "LeakyReLU" if "LeakyReLU" in kinds else "Activation"
    # A rule that mistakes the order of the channels cuts the wrong ones of the next layer.
    monkeypatch.setitem(RULES, activation, lambda trace, call, inputs: [inputs[0][::-1]])
    with pytest.raises(EvaluationError, match="must compute what its masked parent does"):
        evaluated(tuning, pruned, {"ratio": 0.5}, folder)
    assert not list(folder.iterdir())
