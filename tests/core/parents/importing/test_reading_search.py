"""How a network wants its pictures is found out, told with figures, and kept with it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import keras
import numpy as np
import pytest

from core.datasets.prepare import Data
from core.errors import DataError
from core.models.keras.calls import calls
from core.parents import repository
from core.parents.importing.describing import read_parent
from core.parents.importing.preprocessing import as_read, with_reading
from core.parents.importing.reading_search import find_reading, hinted, spread_of
from core.parents.info import ParentInfo
from core.parents.readings import Reading
from core.pruning import prune_channels
from core.training.classifier import ClassifierTrainer
from core.training.settings import FitSettings
from core.training.trainer import TaskNetwork
from tests.core.estimators.readers import Change, taught

layers = keras.layers


def brought(model: keras.Model, home: Path, pixels: str = "") -> ParentInfo:
    """What is known of the network as an upload; the draft stays where it is."""
    order = repository.ParentRequest(
        name="net", title="net", dataset="digits", origin="upload", pixels=pixels
    )
    repository.request(
        order, home, lambda place: model.save(place / repository.MODEL), lambda _: False
    )
    return read_parent(order, repository.draft("net", home), home)


def kept(home: Path) -> keras.Model:
    return keras.models.load_model(repository.draft("net", home) / repository.MODEL, compile=False)


SHUFFLED = (3, 1, 4, 0, 5, 9, 2, 6, 8, 7)
MEAN, DEVIATION = 0.1307, 0.3081
# After public reports: keras#14099 and dlaicourse#129 (0 to 255), keras#6987 (a mean taken away),
# keras#9482 (another factor), keras#6075 (classes in another order).
WANTS: dict[str, tuple[Change, dict[str, Any], str]] = {
    "rescaling": (lambda x: x * 255, {"first": [layers.Rescaling(1 / 255)]}, "0-255"),
    "no hint": (lambda x: x * 255, {}, "0-255"),
    "centred": (lambda x: x * 2 - 1, {"first": []}, "-1-1"),
    "mnist": (lambda x: (x - MEAN) / DEVIATION, {}, "standardised"),
    "bytes": (
        lambda x: np.rint(x * 255).astype(np.uint8),
        {"dtype": "uint8", "first": [layers.Rescaling(1 / 255)]},
        "0-255",
    ),
    "own scale": (lambda x: x * 16, {}, "0-16"),
    "inverted": (lambda x: 1 - x, {}, "1-0"),
    "shuffled": (lambda x: x, {"classes": SHUFFLED}, "0-1,reordered"),
}


@pytest.mark.parametrize("kind", WANTS)
def test_network_is_read_as_it_was_trained(kind: str, digits: Data, tmp_path: Path) -> None:
    change, how, wanted = WANTS[kind]
    model = taught(digits, change, **how)
    info = brought(model, tmp_path)
    assert info.reading is not None and info.metrics["val_accuracy"] > 0.8
    found = info.reading
    as_read, as_kept = found.accuracy_as(found.reading), found.accuracy_as(Reading())
    assert as_read is not None and as_kept is not None and as_read > 0.8
    # Of ranges that no picture tells apart the commonest is taken.
    if as_kept < as_read - 0.05:
        assert found.reading.name == wanted and found.asks
        whole, own = kept(tmp_path), np.asarray(model(change(digits.x_val)))
        order = list(SHUFFLED) if kind == "shuffled" else list(range(10))
        difference = np.abs(whole(digits.x_val) - own[:, order])
        assert difference.max() < 0.05 and info.metrics["val_accuracy"] == pytest.approx(as_read)


def test_network_of_pixels_as_kept_asks_nothing(digits: Data, tmp_path: Path) -> None:
    info = brought(taught(digits), tmp_path)
    assert info.reading is not None and info.reading.reading == Reading()
    assert (
        not info.reading.asks
        and not (repository.draft("net", tmp_path) / repository.SOURCE).exists()
    )


def test_what_a_person_states_is_taken_and_compared(digits: Data, tmp_path: Path) -> None:
    model = taught(digits, lambda x: x * 255, first=[layers.Rescaling(1 / 255)])
    info = brought(model, tmp_path, pixels="0-1")
    assert info.reading is not None and info.reading.confirmed and not info.reading.asks
    assert info.metrics["val_accuracy"] < 0.5
    best = info.reading.tried[0]
    assert best.accuracy > 0.9 and best.reading.name == "0-255"
    # Read again, otherwise: the network itself is as it was.
    order = repository.read_request(repository.draft("net", tmp_path))
    place = repository.draft("net", tmp_path)
    again = read_parent(order.model_copy(update={"pixels": "0-255"}), place, tmp_path)
    assert again.metrics["val_accuracy"] > 0.9 and (place / repository.SOURCE).exists()
    back = read_parent(order, place, tmp_path)
    assert back.metrics["val_accuracy"] == info.metrics["val_accuracy"]


def test_network_that_knows_other_things_is_refused_with_figures(
    digits: Data, tmp_path: Path
) -> None:
    keras.utils.set_random_seed(1)
    rng = np.random.default_rng(0)
    random = replace(digits, y_train=rng.permutation(digits.y_train))
    model = taught(random, epochs=30)
    with pytest.raises(
        DataError, match=r"Of 288 for validation .* with pixels from 0 to 1.*--pixels"
    ):
        brought(model, tmp_path)
    assert brought(model, tmp_path, pixels="0-1").metrics["val_accuracy"] < 0.3


def test_network_that_never_learned_is_taken_with_a_word(tmp_path: Path) -> None:
    model = keras.Sequential(
        [
            keras.Input((8, 8, 1)),
            layers.Rescaling(1 / 255),
            layers.Flatten(),
            layers.Dense(12, activation="relu"),
            layers.Dense(10, activation="softmax"),
        ]
    )
    found = brought(model, tmp_path).reading
    assert found is not None and found.reading.name == "0-255"
    assert "not to be trained: all its biases are zero" in found.doubt


@pytest.mark.parametrize("kind", ["rescaling", "shuffled", "bytes"])
def test_pruned_networks_equal_the_masked_parent_and_learn_again(
    kind: str, digits: Data, tmp_path: Path
) -> None:
    change, how, _ = WANTS[kind]
    info = brought(taught(digits, change, **how), tmp_path)
    parent = kept(tmp_path)
    result = prune_channels(parent, 0.5)
    assert result.disagreement(digits.x_val[:32]) < 1e-5
    result.model.save(tmp_path / "pruned.keras")
    pruned = keras.models.load_model(tmp_path / "pruned.keras")
    settings = FitSettings(3, 32, 0.003)
    fitted = ClassifierTrainer(digits).fit(TaskNetwork(pruned), settings, report=lambda *_: None)
    assert fitted.predictions.scores["accuracy"] > 0.8 and info.metrics["val_accuracy"] > 0.8
    assert {call.kind for call in calls(parent)} <= {"Rescaling", "Flatten", "Dense", "Activation"}


def coloured(data: Data) -> Data:
    """The digits in three colours; what class it is, its colour says alone."""

    def painted(x: Any, y: Any) -> Any:
        tints = np.eye(3, dtype=np.float32)[y % 3] * 0.7 + 0.2
        return x * tints[:, None, None, :]

    parts = {
        f"x_{part}": painted(getattr(data, f"x_{part}"), getattr(data, f"y_{part}"))
        for part in PARTS
    }
    labels = {f"y_{part}": getattr(data, f"y_{part}") % 3 for part in PARTS}
    shown = data.info.model_copy(
        update={"image_shape": (8, 8, 3), "class_names": ("red", "green", "blue")}
    )
    return replace(data, info=shown, **parts, **labels)


PARTS = ("train", "val", "test")


# After classification_models#4 and keras-frcnn#218: blue first, ImageNet's means.
@pytest.mark.parametrize("name", ["0-1,bgr", "0-255,bgr", "caffe,bgr", "imagenet", "imagenet,bgr"])
def test_order_of_colours_is_found_and_put_into_the_weights(name: str, digits: Data) -> None:
    data = coloured(digits)
    pixels, _, bgr = name.partition(",")
    wanted = Reading(pixels=pixels, bgr=bool(bgr))
    spread = spread_of(data)
    model = taught(
        data,
        lambda x: as_read(x, wanted, *spread),
        first=[layers.Conv2D(6, 3, activation="relu")],
        shape=(8, 8, 3),
        outputs=3,
        classes=(0, 1, 2),
    )
    found = find_reading(model, data, hinted(model))
    as_trained, as_found = found.accuracy_as(wanted), found.accuracy_as(found.reading)
    assert found.reading.bgr == wanted.bgr or found.reading.classes
    assert as_found is not None and as_found > 0.95
    own = np.asarray(model(as_read(data.x_val, wanted, *spread)))
    whole = with_reading(model, wanted, *spread, data.x_val[:8])
    np.testing.assert_allclose(whole(data.x_val), own, atol=1e-3)
    assert "GetItem" not in {call.kind for call in calls(whole)} and as_trained != 0
