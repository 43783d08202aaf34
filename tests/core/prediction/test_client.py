"""A kept network asked about a picture, by a real process: answers, refusals, turns."""

from __future__ import annotations

import io
from pathlib import Path

import keras
import numpy as np
import pytest
from filelock import FileLock
from PIL import Image

from core import api
from core.datasets.prepare import make_split
from core.errors import DataError, EvaluationError, NotFoundError, StateError
from core.prediction import client
from core.results.answers import ClassPrediction, DetectionResult
from core.store import Store
from tests.conftest import imported
from tests.detections import BAG, bright_middle, seed_bag_finder
from tests.seeds import seed_run, seed_trials

pytestmark = pytest.mark.slow


@pytest.fixture
def finder(store: Store) -> str:
    """A run whose first trial is the detector of bright things."""
    return seed_bag_finder(store)


def test_a_detector_finds_the_objects_of_an_uploaded_picture_when_its_turn_comes(
    finder: str, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(client, "TURN_SECONDS", 0.1)
    with FileLock(home / "predicting.lock"):
        with pytest.raises(StateError, match="Many pictures are waiting"):
            api.predict(finder, 0, bright_middle(), "mine.png")
    answer = api.predict(finder, 0, bright_middle(), "mine.png")
    assert isinstance(answer, DetectionResult) and answer.labels.shape == (1, 0)
    surest = answer.compared(0, 0.5).seen
    assert answer.found_labels[0, surest].tolist() == [BAG]
    assert answer.found_boxes[0, surest[0]] == pytest.approx([32, 32, 64, 64])
    assert answer.pictures[0, 48, 48].tolist() == [255, 255, 255]


def test_a_test_picture_comes_with_what_is_in_it(store: Store, finder: str, home: Path) -> None:
    from core.datasets.builtin.loaders import load

    arrays = load("fashion_scenes", home)
    train, count = len(arrays.y_train), len(arrays.y_train) + len(arrays.y_test)
    split = make_split(np.arange(count) % 2, seed=0, test_indices=np.arange(train, count))
    split.save(store.files.split(finder))
    answer = api.predict_test(finder, 0, len(split.test) + 2)
    assert isinstance(answer, DetectionResult)
    assert np.array_equal(answer.pictures[0], arrays.x_test[2])
    assert np.array_equal(answer.boxes[0], arrays.y_test[2][:, :4])


def test_a_classifier_says_how_likely_each_class_is(store: Store) -> None:
    run_id = seed_run(store, seed_trials(3))
    image = keras.Input((8, 8, 1))
    brightness = keras.layers.GlobalAveragePooling2D()(image)
    model = keras.Model(image, keras.layers.Dense(10, "softmax", name="classes")(brightness))
    model.layers[-1].set_weights([np.arange(10.0)[None], np.zeros(10)])
    store.files.trial(run_id, 0).mkdir(parents=True)
    model.save(store.files.model(run_id, 0))
    white = io.BytesIO()
    Image.new("L", (20, 20), 255).save(white, "JPEG")
    answer = api.predict(run_id, 0, white.getvalue(), "nine.jpg")
    assert isinstance(answer, ClassPrediction) and answer.true == -1
    wanted = np.exp(np.arange(10.0)) / np.exp(np.arange(10.0)).sum()
    assert answer.probabilities == pytest.approx(wanted, rel=1e-4)
    assert answer.picture.shape == (8, 8, 1)


def test_a_damaged_network_and_a_wrong_file_are_reported(store: Store, finder: str) -> None:
    with pytest.raises(EvaluationError, match="mine.png must be a picture, PNG or JPEG"):
        api.predict(finder, 0, b"no picture", "mine.png")
    store.files.model(finder, 0).write_bytes(b"weights")
    with pytest.raises(EvaluationError, match="must be a whole saved model"):
        api.predict(finder, 0, bright_middle(), "mine.png")


def test_a_large_file_and_lost_weights_are_refused_at_once(finder: str) -> None:
    with pytest.raises(DataError, match="huge.png must have at most 10 MiB; it has 10.5"):
        api.predict(finder, 0, bytes(11_000_000), "huge.png")
    with pytest.raises(NotFoundError, match="only those of a run's front are. Choose a"):
        api.predict(finder, 1, bright_middle(), "mine.png")


def test_asking_imports_no_tensorflow() -> None:
    assert "tensorflow" not in imported("import core.prediction.client, core.prediction.process")
