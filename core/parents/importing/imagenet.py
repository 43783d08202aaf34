"""A network of ``keras.applications`` with ImageNet weights and a new classifier."""

from __future__ import annotations

import keras

from core.datasets import DatasetInfo
from core.datasets.prepare import Data
from core.errors import EvaluationError
from core.models import build
from core.models.families.published import PUBLISHED
from core.parents.importing.flattening import flattened
from core.training.classifier import ClassifierTrainer
from core.training.settings import FitSettings
from core.training.trainer import TaskNetwork

# Below this its maps shrink to nothing before the end.
LEAST_PIXELS = 64
LEARNING_RATE = 0.002
BATCH = 32


def imagenet_parent(network: str, data: Data, epochs: int) -> keras.Model:
    """Return the published ``network`` on the images of ``data``, with a new classifier.

    Small images are enlarged and grey ones made of three equal colours. The whole network is
    trained for ``epochs``: its normalisation has to learn the new images as well.

    Raises:
        EvaluationError: there is no such network, or its weights cannot be had.
    """
    if network not in PUBLISHED:
        raise EvaluationError(f"Unknown network {network!r}. Known: {', '.join(PUBLISHED)}.")
    model = flattened(_classifier(network, data.info), data.info.image_shape)
    settings = FitSettings(epochs, BATCH, LEARNING_RATE)
    ClassifierTrainer(data).fit(TaskNetwork(model), settings, report=lambda *_: None)
    return model


def _classifier(network: str, info: DatasetInfo) -> keras.Model:
    """Return the published network between images of the data set and its classes."""
    pixels = max(LEAST_PIXELS, *info.image_shape[:2])
    image = keras.Input(info.image_shape, name="image")
    x = image
    if info.image_shape[2] == 1:
        x = keras.layers.Concatenate(name="colours")([x, x, x])
    if info.image_shape[:2] != (pixels, pixels):
        x = keras.layers.Resizing(pixels, pixels, name="enlarged")(x)
    x = _body(network, pixels)(x)
    if len(x.shape) > 2:
        x = keras.layers.Flatten(name="features")(x)
    answers = keras.layers.Dense(
        len(info.class_names),
        activation="softmax",
        kernel_initializer=keras.initializers.GlorotUniform(seed=0),
        name="answers",
    )(x)
    return keras.Model(image, answers, name=network)


def _body(network: str, pixels: int) -> keras.Model:
    """Return the published network up to its pooled features, with its weights."""
    # Not all were published for the same numbers; each makes its own of those from 0 to 1.
    whole = build(
        network, input_shape=(pixels, pixels, 3), classes=1000, pretrained=True, pixels="unit"
    )
    pooled = [layer for layer in whole.layers if "GlobalAveragePooling2D" in type(layer).__name__]
    return keras.Model(whole.input, pooled[-1].output, name=f"{network}_body")
