"""Families of networks: one function each, read twice, as a light sketch and as a Keras model."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.errors import EvaluationError
from core.models import sketch_layers
from core.models.catalogue import FAMILIES, family_options
from core.models.drawing import Drawing
from core.models.sketch import Sketch, SketchLayer

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import keras

    from core.specs import Choices, Value

__all__ = ["Sketch", "SketchLayer", "build", "sketch"]


def sketch(
    family: str,
    choices: Choices,
    *,
    input_shape: Sequence[int],
    classes: int,
    options: Mapping[str, Value] | None = None,
) -> Sketch:
    """The layers of a network and their costs, in microseconds and without TensorFlow.

    Args:
        input_shape: ``(height, width, channels)``.

    Raises:
        UnknownNameError: no such family.
        EvaluationError: the choices do not make a network; the message says why.
    """
    builder = FAMILIES.load(family)
    checked = family_options(family, options)
    drawing = Drawing()
    x = drawing.start(input_shape)
    try:
        builder(sketch_layers, x, classes=classes, choices=choices, options=checked)
    except KeyError as error:
        raise EvaluationError(
            f"Family {family!r} needs the choice {error}, which this candidate lacks. "
            "Let the space give it whenever it is needed."
        ) from error
    return drawing.finish()


def build(
    family: str,
    *,
    input_shape: Sequence[int],
    classes: int,
    choices: Choices | None = None,
    **options: Value,
) -> keras.Model:
    """The same network as a functional Keras model, input ``(batch, *input_shape)``.

    Raises:
        UnknownNameError: no such family.
        EvaluationError: the choices do not make a network, or Keras refuses it.
    """
    chosen = dict(choices or {})
    # The sketch refuses in words a person understands, before Keras is asked.
    sketch(family, chosen, input_shape=input_shape, classes=classes, options=options)
    import keras

    image = keras.Input(tuple(input_shape), name="image")
    try:
        output = FAMILIES.load(family)(
            keras.layers,
            image,
            classes=classes,
            choices=chosen,
            options=family_options(family, options),
        )
    except ValueError as error:
        raise EvaluationError(f"Keras refused this network: {error}") from error
    return keras.Model(image, output, name=family)
