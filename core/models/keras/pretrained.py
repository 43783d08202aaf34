"""ImageNet weights for the published networks, from ``keras.applications``."""

from __future__ import annotations

import keras

from core.errors import EvaluationError, UnknownNameError
from core.models.families.published import PUBLISHED
from core.models.keras.transplant import copy_weights


def load_imagenet(model: keras.Model, name: str) -> None:
    """Give ``model``, built as the published network ``name``, its ImageNet weights.

    The weights are downloaded the first time and then kept in Keras's own folder.

    Raises:
        UnknownNameError: ``name`` is no published network.
        EvaluationError: the weights cannot be had, or do not fit the model.
    """
    if name not in PUBLISHED:
        known = ", ".join(sorted(PUBLISHED))
        raise UnknownNameError(
            f"There are no ImageNet weights for {name!r}. There are for: {known}."
        )
    application = PUBLISHED[name].application
    try:
        source = getattr(keras.applications, application)(weights="imagenet")
    # Keras raises a plain Exception when a download fails.
    except Exception as error:
        raise EvaluationError(
            f"The ImageNet weights of {application} could not be had: {error}. Connect this "
            "machine to the internet once, or copy the file of weights from one that has it into "
            "~/.keras/models (or $KERAS_HOME/models), or build with pretrained=False."
        ) from error
    copy_weights(source, model)
