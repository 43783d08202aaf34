"""Lottery tickets: pruned weights, rewound to what the training of the parent began with."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import keras
import numpy as np
import pytest

from core.errors import EvaluationError
from core.estimators.base import EvaluationRequest
from core.estimators.pruning import Pruning
from core.parents import repository
from core.specs import Space
from tests.core.estimators.pruned import Choices, evaluated, kernels, network, zeros
from tests.core.estimators.stopping import StopError


def before_training(parents: Path) -> keras.Model:
    return keras.models.load_model(parents / "parents" / "net" / repository.INITIAL)


def test_lottery_ticket_begins_every_round_with_the_initial_weights(
    pruning: Pruning, pruned: Space, folder: Path, parents: Path
) -> None:
    def report(epoch: int, scores: Mapping[str, float]) -> None:
        if epoch == 2:
            raise StopError

    choices: Choices = {"granularity": "weights", "schedule": "lottery", "rounds": 2, "epochs": 1}
    with pytest.raises(StopError):
        pruning.evaluate(EvaluationRequest(pruned, choices, seed=1, folder=folder), report)
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
