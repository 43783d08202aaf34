"""Pruning that was broken off or cut short ends as it would have at once."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from core.estimators.base import EvaluationRequest
from core.estimators.pruning import Pruning
from core.settings import CHECKPOINT
from core.specs import Space
from tests.core.estimators.pruned import Choices, evaluated, flat, network, new
from tests.core.estimators.stopping import StopError, killed_in

# Two epochs in each of two rounds.
LINEAR: dict[str, Choices] = {
    "channels": {"ratio": 0.5, "schedule": "linear", "rounds": 2},
    "weights": {"ratio": 0.6, "schedule": "linear", "rounds": 2, "granularity": "weights"},
}


@pytest.fixture(scope="module")
def at_once(pruning: Pruning, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The folders of candidates that were trained in one go."""
    space = Space(name="pruned", family="pruned", options={"parent": "net"}, choices=())
    folders = {name: tmp_path_factory.mktemp(name) for name in LINEAR}
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
    reported: list[int] = []

    def report(epoch: int, scores: Mapping[str, float]) -> None:
        reported.append(epoch)
        if len(reported) == last:
            raise StopError

    request = EvaluationRequest(pruned, LINEAR["weights"], seed=1, folder=broken)
    with pytest.raises(StopError):
        pruning.evaluate(request, report)
    evaluation = pruning.evaluate(replace(request, folder=on, resume=broken), report)
    assert reported == [1, 2, 3, 4] and evaluation.epochs == 4
    same_end(on, at_once["weights"])


# In the second round: in its first epoch, and in its second.
@pytest.mark.parametrize("epoch", [3, 4])
def test_killed_in_the_second_round_it_goes_on_in_that_round(
    epoch: int,
    pruning: Pruning,
    pruned: Space,
    at_once: dict[str, Path],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv(CHECKPOINT, "0")
    killed, on = tmp_path / "killed", tmp_path / "on"
    reported, evaluation = killed_in(
        pruning, pruned, LINEAR["channels"], killed, on, epoch=epoch, seed=1
    )
    assert reported == [*range(1, epoch + 1), *range(epoch, 5)] and evaluation.epochs == 4
    same_end(on, at_once["channels"])


@pytest.mark.parametrize("until", [1, 2, 3])
def test_cut_short_and_continued_it_ends_as_at_once(
    until: int, pruning: Pruning, pruned: Space, at_once: dict[str, Path], tmp_path: Path
) -> None:
    short, on = new(tmp_path, "short", "on")
    reported: list[int] = []

    def report(epoch: int, scores: Mapping[str, float]) -> None:
        reported.append(epoch)

    request = EvaluationRequest(pruned, LINEAR["channels"], seed=1, folder=on)
    cut = pruning.evaluate(replace(request, folder=short, epochs=until), report)
    pruning.evaluate(replace(request, resume=short), report)
    assert cut.epochs == until and reported == [1, 2, 3, 4]
    same_end(on, at_once["channels"])
