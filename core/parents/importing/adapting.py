"""Fits a classifier of other shapes to a data set's pictures and classes, where it can be."""

from __future__ import annotations

from collections.abc import Sequence
from math import prod
from typing import Any

import keras
import numpy as np

from core.arrays import Array
from core.datasets import DatasetInfo
from core.errors import DataError
from core.models.keras.calls import calls
from core.parents.importing.flattening import Around, flattened

LayerSide = tuple[Around | None, str]
AS_IT_IS: LayerSide = (None, "")
# What 16-bit arithmetic may make of a probability.
ROUNDING = 1e-2


def adapted(
    model: keras.Model, info: DatasetInfo, pictures: Array
) -> tuple[keras.Model, tuple[str, ...]]:
    """Return ``model`` with layers that fit it to the data set, and these in words.

    Args:
        pictures: a few of the data set, of pixels from 0 to 1.

    Raises:
        DataError: it takes other pictures or tells other classes; the message says how to fit it.
    """
    before, first = _before(model, info)
    whole = flattened(model, info.image_shape, before) if before else model
    behind, last = _behind(whole, info, pictures)
    if behind:
        whole = flattened(whole, info.image_shape, None, behind)
    return whole, tuple(words for words in (first, last) if words)


def check_input(model: keras.Model, info: DatasetInfo) -> None:
    """Refuse what does not take the data set's images (DataError)."""
    inputs = [tuple(tensor.shape[1:]) for tensor in model.inputs]
    if len(inputs) != 1 or not _alike(inputs[0], info.image_shape):
        raise _other_pictures(inputs, info)


def _alike(given: Sequence[int | None], shape: Sequence[int]) -> bool:
    """Return whether the network takes pictures of ``shape``, open sizes aside."""
    if len(given) != len(shape) or given[-1] != shape[-1]:
        return False
    return all(a in (None, b) for a, b in zip(given, shape, strict=True))


def _before(model: keras.Model, info: DatasetInfo) -> LayerSide:
    inputs, (rows, columns, channels) = [tuple(t.shape[1:]) for t in model.inputs], info.image_shape
    given = inputs[0]
    if len(inputs) > 1:
        raise _other_pictures(inputs, info)
    if _alike(given, info.image_shape):
        return AS_IT_IS
    if given == (channels, rows, columns) and channels > 1:
        return keras.layers.Permute((3, 1, 2)), "it takes pictures with their channels first"
    flat = given == (prod(info.image_shape),)
    if flat or (channels == 1 and given in ((rows, columns), (1, rows, columns))):
        words = "one row of numbers" if flat else "×".join(map(str, given))
        return keras.layers.Reshape(given), f"it takes each picture as {words}"
    raise _other_pictures(inputs, info)


def _other_pictures(inputs: Sequence[tuple[int | None, ...]], info: DatasetInfo) -> DataError:
    """Return the error for a network of other pictures, with the way to make it fit."""
    takes = " and ".join("×".join(map(str, one)) for one in inputs)
    said = (
        f"The network must take the images of {info.name}, "
        f"{'×'.join(map(str, info.image_shape))}; it takes {takes}. "
    )
    if len(inputs) > 1:
        return DataError(
            f"{said}It has {len(inputs)} inputs, and pictures are all there is here: build one of "
            "the pictures alone."
        )
    steps = _steps(inputs[0], info.image_shape)
    if not steps:
        return DataError(f"{said}Choose the data set that it was trained on.")
    return DataError(
        f"{said}Choose the data set that it was trained on. If it is this one, with its pictures "
        f"changed, let the network change them: x = image = keras.Input({info.image_shape}); "
        f"{' '.join(steps)} keras.Model(image, model(x)).save('network.keras')."
    )


def _steps(given: tuple[int | None, ...], shape: tuple[int, int, int]) -> list[str]:
    """Return code that turns pictures of ``shape`` into what is taken; empty if there is none."""
    if len(given) != 3 or given[2] not in (1, 3, shape[2]):
        return []
    steps = []
    if None not in given and given[:2] != shape[:2]:
        steps.append(f"x = keras.layers.Resizing({given[0]}, {given[1]})(x);")
    if given[2] == 3 and shape[2] == 1:
        steps.append("x = keras.layers.Concatenate()([x, x, x]);")
    if given[2] == 1 and shape[2] == 3:
        steps.append("x = keras.ops.mean(x, axis=-1, keepdims=True);")
    return steps


def _behind(model: keras.Model, info: DatasetInfo, pictures: Array) -> LayerSide:
    classes, shape = len(info.class_names), _answers_of(model, info)
    if shape == (1,) and classes == 2:
        return _of_one_number(model, pictures)
    if shape[-1] != classes or prod(size or 0 for size in shape) != classes:
        raise _other_classes(shape, info)
    answers = _answers(model, pictures)
    if -ROUNDING <= answers.min() <= answers.max() <= 1 + ROUNDING:
        flat = keras.layers.Reshape((classes,), name="classes") if len(shape) > 1 else None
        return flat, "its answers are put in one row" if flat else ""
    return (
        lambda x: keras.layers.Softmax(name="probabilities")(
            keras.layers.Reshape((classes,), name="classes")(x) if len(shape) > 1 else x
        ),
        "its answers are no probabilities: a softmax was put behind it",
    )


def _answers_of(model: keras.Model, info: DatasetInfo) -> tuple[int | None, ...]:
    """Return the shape of the one output for a picture, or raise DataError."""
    shapes = [tuple(output.shape[1:]) for output in model.outputs]
    if len(shapes) == 1:
        return shapes[0]
    classes = len(info.class_names)
    which = next((n for n, shape in enumerate(shapes) if shape == (classes,)), 0)
    raise DataError(
        f"The network must have one output, a number for each of the {classes} classes of "
        f"{info.name}; it has {len(shapes)}, of the shapes {' and '.join(map(str, shapes))}. Save "
        "it with that one alone: "
        f"keras.Model(model.input, model.outputs[{which}]).save('network.keras')."
    )


def _other_classes(shape: tuple[int | None, ...], info: DatasetInfo) -> DataError:
    classes = len(info.class_names)
    said = (
        f"The network must give one number for each of the {classes} classes of {info.name}; its "
        f"output has the shape {shape}"
    )
    if shape == (1,):
        return DataError(
            f"{said}: one number, which tells two classes apart. Choose the data set of two "
            f"classes that it was trained on, or train it with {classes} units and a softmax."
        )
    if len(shape) > 1:
        return DataError(
            f"{said}: it answers for every place of the picture. Put "
            "keras.layers.GlobalAveragePooling2D() behind it if these are one answer, or choose "
            "the data set that it was trained on."
        )
    return DataError(
        f"{said}: it tells {shape[0]} classes apart. Choose the data set that it was trained on."
    )


def _answers(model: keras.Model, pictures: Array) -> Array:
    """Return the outputs for pixels of 0 to 1 and of 0 to 255, or raise DataError."""
    answers = [np.asarray(model(pictures * top, training=False), np.float32) for top in (1, 255)]
    if not all(np.isfinite(one).all() for one in answers):
        raise DataError(
            "The network must answer in numbers; its answers to validation pictures are not "
            "finite (NaN or infinity). Its training has failed, or its weights were damaged: save "
            "it from before."
        )
    return np.concatenate(answers)


def _of_one_number(model: keras.Model, pictures: Array) -> LayerSide:
    """Turn one number into two classes: the second is σ(z), the first 1 − σ(z).

    That is the softmax of 0 and z, by which it can be trained on.
    """
    last: Any = calls(model)[-1].operation
    if getattr(last, "activation", None) is keras.activations.sigmoid:
        last.activation = keras.activations.linear
        return _two_of_logit, "its one answer, a sigmoid, became two classes by a softmax"
    answers = _answers(model, pictures)
    if answers.min() < -ROUNDING or answers.max() > 1 + ROUNDING:
        return _two_of_logit, "its one answer became two classes by a softmax"
    return _two_of_share, "its one answer, a share, became two classes"


def _two_of_logit(z: Any) -> Any:
    nothing = keras.layers.Rescaling(0.0, name="other_class")(z)
    both = keras.layers.Concatenate(name="both_classes")([nothing, z])
    return keras.layers.Softmax(name="probabilities")(both)


def _two_of_share(share: Any) -> Any:
    rest = keras.layers.Rescaling(-1.0, 1.0, name="other_class")(share)
    return keras.layers.Concatenate(name="both_classes")([rest, share])
