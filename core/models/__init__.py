"""Families of networks: one function each, read twice, as a light sketch and as a Keras model."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from core.errors import EvaluationError
from core.models.catalogue import FAMILIES
from core.models.families.published import NETWORKS, Published
from core.models.sketch import layers as sketch_layers
from core.models.sketch.base import Drawing, Sketch, SketchLayer

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import keras

    from core.specs import Choices, Value

__all__ = ["Sketch", "SketchLayer", "build", "sketch", "transplant"]


def sketch(
    name: str,
    choices: Choices,
    *,
    input_shape: Sequence[int],
    classes: int,
    options: Mapping[str, Value] | None = None,
) -> Sketch:
    """Sketch a network's layers and costs, in microseconds and without TensorFlow.

    Args:
        name: a family, or a network of the literature (:mod:`core.models.families.published`).
        input_shape: ``(height, width, channels)``.

    Raises:
        UnknownNameError: no such family.
        EvaluationError: the choices do not make a network; the message says why.
    """
    drawing = Drawing()
    x = drawing.start(input_shape)
    return drawing.finish(_apply(sketch_layers, x, name, classes, choices, options or {}))


def build(
    name: str,
    *,
    input_shape: Sequence[int],
    classes: int,
    choices: Choices | None = None,
    pretrained: Value = False,
    **options: Value,
) -> keras.Model:
    """Build the same network as a functional Keras model, input ``(batch, *input_shape)``.

    A classifier has one output; those of a detector are a list.

    With ``pretrained`` a network of the literature has the weights that ``keras.applications``
    offers, for the 1,000 classes of ImageNet.

    Raises:
        UnknownNameError: no such family.
        EvaluationError: the choices do not make a network, or Keras refuses it, or there are no
            weights for it.
    """
    if pretrained and name in NETWORKS:
        options = {**NETWORKS[name].pretrained_options, **options}
    # The sketch refuses in words a person understands, before Keras is asked.
    sketch(name, choices or {}, input_shape=input_shape, classes=classes, options=options)
    import keras

    from core.models.keras import layers as keras_layers

    image = keras.Input(tuple(input_shape), name="image")
    try:
        output = _apply(keras_layers, image, name, classes, choices or {}, options)
    except ValueError as error:
        raise EvaluationError(f"Keras refused this network: {error}") from error
    model = keras.Model(image, output, name=name)
    if pretrained:
        from core.models.keras.pretrained import load_imagenet

        load_imagenet(model, name)
    return model


def transplant(source: keras.Model, target: keras.Model) -> None:
    """Give ``target`` the weights of ``source`` layer by layer: core.models.keras.transplant."""
    from core.models.keras.transplant import copy_weights

    copy_weights(source, target)


def _apply(
    layers: Any, x: Any, name: str, classes: int, choices: Choices, options: Mapping[str, Value]
) -> Any:
    """Apply a family, or a network of the literature, to ``x`` with the layers of a namespace.

    ``choices`` and ``options`` come on top of what is published.
    """
    known = NETWORKS.get(name) or Published(name)
    given = FAMILIES.entry(known.family).params.read({**known.options, **options})
    chosen = {**known.choices, **choices}
    try:
        return FAMILIES.load(known.family)(
            layers, x, classes=classes, choices=chosen, options=given
        )
    except KeyError as error:
        raise EvaluationError(
            f"Family {known.family!r} needs the choice {error}, which this candidate lacks. "
            "Let the space give it whenever it is needed."
        ) from error
