"""Adds preprocessing layers to a network, so that it takes pixels from 0 to 1."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import keras
import numpy as np

from core.arrays import Array
from core.models.keras.calls import calls
from core.parents.importing.flattening import flattened
from core.parents.readings import PIXELS, Reading
from core.pruning.graph import Axis, trace

TOLERANCE = 1e-4


def numbers_of(reading: Reading, mean: Array, deviation: Array) -> tuple[Array, Array]:
    """Return the scale and offset of each channel, from the training pictures' statistics."""
    spread = np.maximum(deviation, 1e-3)
    factor, summand = PIXELS[reading.pixels].numbers(mean, spread)
    return np.broadcast_to(factor, mean.shape), np.broadcast_to(summand, mean.shape)


def as_read(pictures: Array, reading: Reading, mean: Array, deviation: Array) -> Array:
    """Convert ``pictures`` of 0 to 1 to what the network takes by ``reading``."""
    factor, summand = numbers_of(reading, mean, deviation)
    seen: Array = (pictures * factor + summand).astype(np.float32)
    return seen[..., ::-1] if reading.bgr else seen


def with_reading(
    model: keras.Model, reading: Reading, mean: Array, deviation: Array, pictures: Array
) -> keras.Model:
    """Return a network of pixels from 0 to 1 that answers as ``model`` does under ``reading``.

    The range becomes a layer of its own. The orders of colours and classes go into the weights
    where that gives the same answers; else they are operations before and behind the network.

    Args:
        model: changed in place.
        pictures: a few, to compare the answers to.
    """
    if reading == Reading():
        return model
    seen = as_read(pictures, reading, mean, deviation)
    whole = np.asarray(model(seen, training=False))
    turned = seen[..., ::-1]
    turn = reading.bgr and not _folded(model, _first_axes, turned, whole, slice(None, None, -1))
    order = list(reading.classes)
    given = seen if turn or not reading.bgr else turned
    move = bool(order) and not _folded(model, _last_axes, given, whole[:, order], order)
    factor, summand = numbers_of(reading, mean, deviation)

    def before(image: Any) -> Any:
        x = _scaled(image, factor, summand, model) if reading.pixels != "0-1" else image
        return x[..., ::-1] if turn else x

    def behind(answers: Any) -> Any:
        return keras.ops.take(answers, order, axis=-1) if move else answers

    return flattened(model, pictures.shape[1:], before, behind)


def _scaled(image: Any, factor: Array, summand: Array, model: keras.Model) -> Any:
    taken = {call.operation.name for call in calls(model)}
    name = next(n for n in ("pixels", *map("pixels_{}".format, range(2, 99))) if n not in taken)
    if len(set(factor)) == len(set(summand)) == 1:
        return keras.layers.Rescaling(float(factor[0]), float(summand[0]), name=name)(image)
    # Its numbers are weights: what trains knows them, where it knows no lists of Rescaling.
    layer = keras.layers.Normalization(name=name)
    scaled = layer(image)
    layer.set_weights([-summand / factor, 1 / factor**2, np.zeros((), np.int32)])
    layer.finalize_state()
    return scaled


def _folded(
    model: keras.Model,
    axes_of: Callable[[keras.Model], list[Axis]],
    given: Array,
    wanted: Array,
    order: Any,
) -> bool:
    """Reorder weights along some axes; return whether that gives what is ``wanted``.

    If they do not, they are as they were.
    """
    axes = axes_of(model)
    before = model.get_weights()
    for axis in axes:
        weight = getattr(axis.layer, axis.weight)
        places = np.arange(weight.shape[axis.axis])[order]
        weight.assign(np.take(np.asarray(weight), places, axis.axis))
    _settled(axes)
    answers = np.asarray(model(given, training=False))
    if np.abs(answers - wanted).max() <= TOLERANCE * max(1.0, float(np.abs(wanted).max())):
        return True
    model.set_weights(before)
    _settled(axes)
    return False


def _settled(axes: list[Axis]) -> None:
    for axis in axes:
        if isinstance(axis.layer, keras.layers.Normalization):
            # It computes with tensors made of its weights, not with the weights.
            axis.layer.finalize_state()


def _first_axes(model: keras.Model) -> list[Axis]:
    """Return the axes of the weights that read the picture's channels."""
    channels = np.arange(model.inputs[0].shape[-1])
    return [axis for axis in trace(model).axes if np.array_equal(axis.ids, channels)]


def _last_axes(model: keras.Model) -> list[Axis]:
    """Return the axes of the classes: those of the last layer that makes channels."""
    graph = trace(model)
    last = graph.makers[-1].ids if graph.makers else np.empty(0)
    return [axis for axis in graph.axes if np.array_equal(axis.ids, last)]
