"""Nested and sequential networks as one graph: the answers stay, and every name is short."""

from __future__ import annotations

import keras
import numpy as np
import pytest

from core.parents.importing.flattening import flattened
from core.profile.described import described
from core.training.program import read_program
from tests.core.training.pictures import trainer

layers = keras.layers
IMAGES = np.random.default_rng(0).random((6, 8, 8, 1), dtype=np.float32)


def sequential() -> keras.Model:
    body = [layers.Conv2D(6, 3, name="conv"), layers.BatchNormalization(), layers.ReLU()]
    head = [layers.GlobalAveragePooling2D(), layers.Dense(10, activation="softmax")]
    return keras.Sequential([keras.Input((8, 8, 1)), *body, *head])


def nested() -> keras.Model:
    image = keras.Input((8, 8, 1), name="image")
    inner = keras.Sequential([keras.Input((8, 8, 1)), layers.Conv2D(6, 3, name="conv")])
    x = layers.GlobalAveragePooling2D()(inner(image))
    return keras.Model(image, layers.Dense(10, activation="softmax")(x))


def alike() -> keras.Model:
    image = keras.Input((8, 8, 1))
    parts = [
        keras.Sequential([keras.Input((8, 8, 1)), layers.Conv2D(6, 3, name="conv")], name=name)
        for name in ("left", "right")
    ]
    x = layers.GlobalAveragePooling2D()(layers.Add()([part(image) for part in parts]))
    return keras.Model(image, layers.Dense(10, activation="softmax")(x))


def loss_of_first_class(model: keras.Model) -> float:
    images = trainer(IMAGES, np.zeros(len(IMAGES), np.int64))
    return images.score(model, images.pictures("test")).loss


@pytest.mark.parametrize("make", [sequential, nested])
def test_answers_stay_and_every_step_is_read(make: object) -> None:
    model = make()  # type: ignore[operator]
    flat = flattened(model, (8, 8, 1))
    np.testing.assert_allclose(np.asarray(flat(IMAGES)), np.asarray(model(IMAGES)), atol=1e-6)
    assert read_program(flat).reusable
    assert "conv" in [layer.name for layer in described(flat).layers]
    before = model.get_layer("conv") if make is sequential else model.layers[1].get_layer("conv")
    assert flat.get_layer("conv") is not before


def test_models_inside_that_are_alike_stay_and_can_be_scored() -> None:
    model = alike()
    assert flattened(model, (8, 8, 1)) is model
    right = -np.log(np.asarray(model(IMAGES))[:, 0]).mean()
    assert loss_of_first_class(model) == pytest.approx(right, rel=1e-4)


def test_sequential_model_is_scored_as_it_answers() -> None:
    model = sequential()
    right = -np.log(np.asarray(model(IMAGES))[:, 0]).mean()
    assert loss_of_first_class(model) == pytest.approx(right, rel=1e-4)
