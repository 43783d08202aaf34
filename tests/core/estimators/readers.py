"""Classifiers of digits that want their pictures otherwise than the data are kept."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import keras
import numpy as np
from numpy.typing import NDArray

from core.datasets.prepare import Data

layers = keras.layers
Pictures = NDArray[np.float32]
Change = Callable[[Pictures], Pictures]


def unchanged(pictures: Pictures) -> Pictures:
    return pictures


def taught(
    data: Data,
    change: Change = unchanged,
    *,
    first: Sequence[keras.layers.Layer] = (),
    shape: tuple[int, ...] = (8, 8, 1),
    dtype: str = "float32",
    classes: Sequence[int] = tuple(range(10)),
    end: Sequence[keras.layers.Layer] = (layers.Activation("softmax"),),
    outputs: int = 10,
    epochs: int = 8,
) -> keras.Model:
    """A small network that has learned from pictures as ``change`` makes them of those kept.

    Args:
        first, end: layers before and behind the two that learn.
        classes: which of its answers stands for each class of the data.
    """
    keras.utils.set_random_seed(0)
    middle = [layers.Flatten(), layers.Dense(40, activation="relu"), layers.Dense(outputs)]
    ends = [layer.__class__.from_config(layer.get_config()) for layer in end]
    model = keras.Sequential([keras.Input(shape, dtype=dtype), *first, *middle, *ends])
    x, y = change(data.x_train), np.asarray(classes)[data.y_train]
    if outputs == 1:
        loss = keras.losses.BinaryCrossentropy(from_logits=not ends)
    else:
        loss = keras.losses.SparseCategoricalCrossentropy(from_logits=not ends)
    model.compile(keras.optimizers.Adam(0.01), loss)
    model.fit(x, y, epochs=epochs, batch_size=64, verbose=0)
    return model
