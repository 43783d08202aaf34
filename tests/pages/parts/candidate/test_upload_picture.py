"""Trying one's own picture, by Streamlit's own test runner and a real process behind it."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import keras
import numpy as np
import pytest
from PIL import Image
from streamlit.testing.v1 import AppTest

from core.results.records import write_evaluation
from core.store import Store
from tests.detections import seed_detectors
from tests.seeds import seed_run, seed_trials

Open = Callable[..., AppTest]


def picture() -> bytes:
    content = io.BytesIO()
    Image.new("RGB", (40, 30), "white").save(content, "PNG")
    return content.getvalue()


def choose(app: AppTest, content: bytes) -> AppTest:
    [uploader] = app.file_uploader
    app.default_timeout = 180
    return uploader.set_value(("mine.png", content, "image/png")).run()


@pytest.fixture
def classifier(store: Store) -> str:
    """A run whose trial 0 is a real, if untrained, network for the digits."""
    run_id = seed_run(store, seed_trials(3))
    folder = store.files.trial(run_id, 0)
    folder.mkdir(parents=True)
    image = keras.Input((8, 8, 1))
    flat = keras.layers.Flatten()(image)
    keras.Model(image, keras.layers.Dense(10, "softmax")(flat)).save(folder / "model.keras")
    x, y = np.zeros((10, 8, 8, 1), np.float32), np.arange(10)
    write_evaluation(folder / "evaluation.npz", x, y, np.eye(10))
    return run_id


@pytest.mark.slow
def test_a_classifier_names_the_three_likeliest_classes(open_page: Open, classifier: str) -> None:
    app = choose(open_page("candidate", run=classifier, trial="0"), picture())
    assert not app.exception and not app.error
    bars: list[Any] = app.get("progress")
    assert len(bars) == 3
    values = [bar.proto.value for bar in bars]
    assert values == sorted(values, reverse=True) and 30 <= sum(values) <= 100


@pytest.mark.slow
def test_what_is_no_picture_is_reported_in_words(open_page: Open, store: Store) -> None:
    app = choose(open_page("candidate", run=seed_detectors(store), trial="0"), b"no picture")
    [error] = app.error
    assert "must be a picture" in error.value and not app.exception
