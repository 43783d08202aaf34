"""What a training leaves to go on from, and what it tells after every epoch."""

from __future__ import annotations

import time
from pathlib import Path

import numpy as np
import pytest
import tensorflow as tf

from core.results.layout import TrialFolder
from core.results.records import Curves
from core.training.trace import TrainingState
from core.training.trainer import Checkpoint, Resumed
from tests.core.estimators.imported_parents import quiet
from tests.core.estimators.stopping import StopError

COLUMNS = ("epoch", "loss")


@pytest.fixture
def checkpoint() -> Checkpoint:
    numbers = np.random.default_rng(0).random((4, 5), dtype=np.float32)
    return Checkpoint(TrainingState(*map(tf.constant, numbers)), 3)


@pytest.fixture
def place(tmp_path: Path) -> TrialFolder:
    return TrialFolder(tmp_path)


def same(one: Checkpoint, other: Checkpoint) -> bool:
    return one.epochs == other.epochs and all(map(np.array_equal, one.state, other.state))


def stop(epoch: int, scores: object) -> None:
    raise StopError


def test_what_was_reached_comes_back_as_it_was(checkpoint: Checkpoint, place: TrialFolder) -> None:
    checkpoint.write(place.state, seconds=2.5)
    again, seconds = Checkpoint.read(place.state)
    assert seconds == 2.5 and same(again, checkpoint)


def test_state_that_an_earlier_version_kept_is_read(
    checkpoint: Checkpoint, place: TrialFolder
) -> None:
    weights, first, second, statistics = checkpoint.state
    np.savez(
        place.state,
        epochs=3,
        seconds=2.5,
        weights=weights,
        first=first,
        second=second,
        statistics=statistics,
    )
    again, seconds = Checkpoint.read(place.state)
    assert seconds == 2.5 and same(again, checkpoint)


def test_epoch_is_added_to_the_curves_and_reported_and_nothing_is_written(
    checkpoint: Checkpoint, place: TrialFolder
) -> None:
    past, reported = Resumed.read(None, COLUMNS, until=9), []
    tell = past.recorder(lambda epoch, _: reported.append(epoch), place, before=4)
    tell(checkpoint, {"loss": 0.5})
    assert reported == [7] and past.curves.columns == {"epoch": [7], "loss": [0.5]}
    assert not list(place.path.iterdir())


def test_report_that_ends_a_training_leaves_what_goes_on_from_there(
    checkpoint: Checkpoint, place: TrialFolder
) -> None:
    past = Resumed.read(None, COLUMNS, until=9)
    with pytest.raises(StopError):
        past.recorder(stop, place)(checkpoint, {"loss": 0.5})
    later = Resumed.read(place.path, COLUMNS, until=9)
    assert later.checkpoint is not None and same(later.checkpoint, checkpoint)
    assert later.curves.columns == {"epoch": [3], "loss": [0.5]}


def test_seconds_go_on_where_they_were(checkpoint: Checkpoint, place: TrialFolder) -> None:
    Curves(COLUMNS).write(place.curves)
    checkpoint.write(place.state, seconds=1000.0)
    began = time.perf_counter()
    seconds = Resumed.read(place.path, COLUMNS, until=9).seconds
    assert 1000.0 <= seconds <= 1000.0 + time.perf_counter() - began


@pytest.mark.parametrize("until", [1, 2])
def test_training_that_got_further_already_is_not_gone_on_with(
    until: int, checkpoint: Checkpoint, place: TrialFolder
) -> None:
    Curves(COLUMNS).write(place.curves)
    checkpoint.write(place.state, seconds=1000.0)
    past = Resumed.read(place.path, COLUMNS, until)
    assert past.checkpoint is None and past.seconds < 900


def test_training_that_got_as_far_as_wanted_is_only_ended(
    checkpoint: Checkpoint, place: TrialFolder
) -> None:
    Curves(COLUMNS).write(place.curves)
    checkpoint.write(place.state, seconds=1000.0)
    past = Resumed.read(place.path, COLUMNS, checkpoint.epochs)
    assert past.checkpoint is not None and past.checkpoint.epochs == checkpoint.epochs


def test_folder_without_a_state_is_none_to_go_on_from(place: TrialFolder) -> None:
    quietly = Resumed.read(place.path, COLUMNS, until=9)
    quietly.recorder(quiet, place)
    assert quietly.checkpoint is None and quietly.curves.columns == {"epoch": [], "loss": []}
