"""Classifiers of other shapes are fitted to the data where it can be; else the advice works."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import keras
import numpy as np
import pytest

from core.datasets.prepare import Data
from core.errors import DataError
from core.models.keras.calls import calls
from core.parents.importing.adapting import adapted
from core.pruning import prune_channels
from core.training.classifier import ClassifierTrainer
from core.training.settings import FitSettings
from core.training.trainer import TaskNetwork
from tests.core.estimators.readers import taught

layers = keras.layers


@pytest.fixture(scope="module")
def parity(digits: Data) -> Data:
    """The digits as two classes: even and odd."""
    labels = {name: getattr(digits, name) % 2 for name in ("y_train", "y_val", "y_test")}
    info = digits.info.model_copy(update={"class_names": ("even", "odd")})
    return replace(digits, info=info, **labels)


def right(model: keras.Model, data: Data) -> float:
    return float((np.asarray(model(data.x_val)).argmax(1) == data.y_val).mean())


def flat(x: Any) -> Any:
    return x.reshape(len(x), -1)


# After keras#11950 and keras#10053 (no axis for the channels), keras#1894 (channels first).
SHAPES: dict[str, tuple[Callable[[Any], Any], dict[str, Any], str]] = {
    "no channels": (lambda x: x[..., 0], {"shape": (8, 8)}, "as 8×8"),
    "channels first": (lambda x: x.transpose(0, 3, 1, 2), {"shape": (1, 8, 8)}, "as 1×8×8"),
    "a row": (flat, {"shape": (64,)}, "as one row of numbers"),
    "logits": (lambda x: x, {"end": ()}, "a softmax was put behind it"),
}


@pytest.mark.parametrize("kind", SHAPES)
def test_other_shapes_are_fitted_and_answer_the_same(kind: str, digits: Data) -> None:
    change, how, words = SHAPES[kind]
    model = taught(digits, change, **how)
    own = np.asarray(model(change(digits.x_val)))
    whole, said = adapted(model, digits.info, digits.x_val[:32])
    answers = np.asarray(whole(digits.x_val))
    np.testing.assert_array_equal(answers.argmax(1), own.argmax(1))
    np.testing.assert_allclose(answers.sum(1), 1, rtol=1e-4)
    assert words in said[0] and right(whole, digits) > 0.9
    assert prune_channels(whole, 0.5).disagreement(digits.x_val[:32]) < 1e-5


def test_colours_that_come_first_are_moved(digits: Data) -> None:
    info = digits.info.model_copy(update={"image_shape": (8, 6, 3)})
    ends = [layers.Flatten(), layers.Dense(10, activation="softmax")]
    model = keras.Sequential([keras.Input((3, 8, 6)), *ends])
    pictures = np.random.default_rng(0).random((4, 8, 6, 3)).astype(np.float32)
    whole, said = adapted(model, info, pictures)
    np.testing.assert_allclose(whole(pictures), model(pictures.transpose(0, 3, 1, 2)), rtol=1e-5)
    assert said == ("it takes pictures with their channels first",)


# After tensorflow#45701: one unit for two classes, with its sigmoid or without.
@pytest.mark.parametrize("end", [(layers.Activation("sigmoid"),), ()])
def test_one_unit_becomes_two_classes(end: Any, parity: Data, tmp_path: Path) -> None:
    model = taught(parity, outputs=1, end=end, classes=(0, 1))
    odd = np.asarray(model(parity.x_val))[:, 0]
    if not end:
        odd = 1 / (1 + np.exp(-odd))
    whole, said = adapted(model, parity.info, parity.x_val[:32])
    np.testing.assert_allclose(np.asarray(whole(parity.x_val))[:, 1], odd, atol=1e-5)
    assert right(whole, parity) > 0.85 and "became two classes" in said[0]
    whole.save(tmp_path / "two.keras")
    again = keras.models.load_model(tmp_path / "two.keras")
    pruned = prune_channels(again, 0.4).model
    settings = FitSettings(2, 32, 0.003)
    fitted = ClassifierTrainer(parity).fit(TaskNetwork(pruned), settings, report=lambda *_: None)
    assert fitted.predictions.scores["accuracy"] > 0.85


def net(shape: tuple[int, ...], *ends: keras.layers.Layer) -> keras.Model:
    return keras.Sequential([keras.Input(shape), *ends])


def ten() -> list[keras.layers.Layer]:
    return [layers.GlobalAveragePooling2D(), layers.Dense(10, activation="softmax")]


def followed(advice: str, model: keras.Model, folder: Path) -> keras.Model:
    """The network that comes of the line of code in ``advice``."""
    code = re.search(r": ((?:x = |keras\.).*\.save\('network\.keras'\))", advice)
    assert code is not None, advice
    where = code[1].replace("'network.keras'", repr(str(folder / "network.keras")))
    exec(where, {"keras": keras, "model": model})
    return keras.models.load_model(folder / "network.keras")


def two() -> keras.Model:
    image = keras.Input((8, 8, 1))
    x = layers.Flatten()(image)
    return keras.Model(image, [layers.Dense(2)(x), layers.Dense(10, activation="softmax")(x)])


@pytest.mark.parametrize(
    ("model", "said"),
    [
        (lambda: net((28, 28, 1), *ten()), "it takes 28×28×1"),
        (lambda: net((8, 8, 3), *ten()), "it takes 8×8×3"),
        (lambda: net((16, 16, 3), *ten()), "it takes 16×16×3"),
        (two, "it has 2, of the shapes"),
    ],
)
def test_advice_works_when_it_is_followed(
    model: Callable[[], keras.Model], said: str, digits: Data, tmp_path: Path
) -> None:
    made = model()
    with pytest.raises(DataError, match=re.escape(said)) as refused:
        adapted(made, digits.info, digits.x_val[:8])
    better = followed(str(refused.value), made, tmp_path)
    whole, _ = adapted(better, digits.info, digits.x_val[:8])
    assert whole.output_shape == (None, 10) and whole.input_shape[1:] == (8, 8, 1)


@pytest.mark.parametrize(
    ("model", "said"),
    [
        (lambda: net((8, 8, 1), layers.Flatten(), layers.Dense(1)), "which tells two classes"),
        (lambda: net((8, 8, 1), layers.Flatten(), layers.Dense(7)), "it tells 7 classes apart"),
        (lambda: net((8, 8, 1), layers.Conv2D(10, 3)), "for every place of the picture"),
        (lambda: net((8,), layers.Dense(10)), "it takes 8. Choose the data set"),
        (
            lambda: keras.Model(
                a := [keras.Input((8, 8, 1)), keras.Input((3,))],
                layers.Concatenate()([layers.Flatten()(a[0]), a[1]]),
            ),
            "It has 2 inputs",
        ),
    ],
)
def test_misfit_is_refused_with_its_cause(
    model: Callable[[], keras.Model], said: str, digits: Data
) -> None:
    with pytest.raises(DataError, match=re.escape(said)):
        adapted(model(), digits.info, digits.x_val[:8])


def test_answers_that_are_no_numbers_are_refused(digits: Data) -> None:
    model = net((8, 8, 1), layers.Flatten(), layers.Dense(10))
    model.set_weights([np.full(weight.shape, np.nan) for weight in model.get_weights()])
    with pytest.raises(DataError, match="must answer in numbers"):
        adapted(model, digits.info, digits.x_val[:8])


def test_network_that_fits_stays_as_it_is(digits: Data) -> None:
    model = net((8, 8, 1), *ten())
    whole, said = adapted(model, digits.info, digits.x_val[:8])
    assert whole is model and said == () and len(calls(model)) == 2
