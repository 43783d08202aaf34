"""Finds out how a trained classifier reads pictures, by its layers and its answers."""

from __future__ import annotations

from typing import Any

import keras
import numpy as np
import tensorflow as tf

from core.arrays import Array
from core.datasets.prepare import Data
from core.errors import DataError
from core.models.keras.calls import calls
from core.parents.importing.preprocessing import as_read
from core.parents.importing.reading_scores import ONE_TO_ONE, Judged, Verdict, decide, reordered
from core.parents.readings import FoundReading, Reading, Stated, Tried, offered
from core.profile.counts import count

# Validation pictures that every reading is tried on: fewer for a large network.
MOST, LEAST = 512, 64
PROBE_MACS = 5e11
BATCH = 128
# Training pictures that mean and deviation are taken of.
COUNTED = 2048
# From here on a network that errs is called sure of itself.
SURE = 0.5
# So many readings are kept as evidence.
KEPT = 8
# What does not change the numbers of pixels.
CARRIERS = frozenset("Reshape Permute Identity ZeroPadding2D RandomFlip Flatten".split())
RANGES = {"0-16": 16.0, "0-255": 255.0, "0-65535": 65535.0}


def spread_of(data: Data) -> tuple[Array, Array]:
    """Return the mean and deviation of each channel of the training pictures."""
    pictures = data.x_train[:COUNTED].astype(np.float64)
    return pictures.mean((0, 1, 2)), pictures.std((0, 1, 2))


def find_reading(
    model: keras.Model, data: Data, hint: tuple[str, str], stated: Stated | None = None
) -> FoundReading:
    """Find out how ``model``, which fits the data's shapes, reads pictures.

    Args:
        hint: what :func:`hinted` says of it.
        stated: what a person has said of it, which is taken as it is.

    Raises:
        DataError: it answers by chance whatever is tried; the message has the figures.
    """
    pixels, why = hint
    of_hint = Reading(pixels=pixels) if pixels else None
    if untrained(model) and stated is None:
        return _untrained(model, data, of_hint, why)
    plain, moved = _judged(model, data)
    if stated is not None:
        chosen = _as_stated([*plain, *moved], stated)
        return _report([*plain, chosen], Verdict(chosen, None, True), why, confirmed=True)
    chance = float(np.bincount(data.y_val).max() / len(data.y_val))
    fitting = [one for one in moved if one.accuracy >= ONE_TO_ONE and not _in_order(one)]
    verdict = decide([*plain, *fitting], chance, of_hint)
    if not verdict.knows:
        raise _by_chance(plain, verdict, chance)
    return _report([*plain, *fitting], verdict, why)


def hinted(model: keras.Model) -> tuple[str, str]:
    """Return the range of pixels that the network's first layers expect, and the evidence."""
    if "int" in str(model.inputs[0].dtype):
        return "0-255", f"it takes whole numbers ({model.inputs[0].dtype})"
    first = next((call for call in calls(model) if call.kind not in CARRIERS), None)
    layer: Any = first.operation if first else None
    if isinstance(layer, keras.layers.Rescaling) and np.ndim(layer.scale) == 0:
        for name, top in RANGES.items():
            if 0.3 <= abs(layer.scale) * top <= 2.6:
                return name, f"its first layer multiplies pixels by {layer.scale:.4g}"
    if isinstance(layer, keras.layers.Normalization) and not layer.invert:
        mean = float(np.mean(np.asarray(layer.mean)))
        if 2 < mean < 256:
            return "0-255", f"its first layer takes a mean of {mean:.3g} away"
    return "", ""


def untrained(model: keras.Model) -> bool:
    """Return whether everything that Keras starts at zero is still zero, if anything does."""
    begun = ("bias", "beta", "moving_mean")
    shifts = [weight for weight in model.weights if weight.name in begun]
    return bool(shifts) and not any(np.any(np.asarray(weight)) for weight in shifts)


def _untrained(model: keras.Model, data: Data, reading: Reading | None, hint: str) -> FoundReading:
    taken = reading or Reading()
    judged = _judge(model, data, [taken], _most(model, 1))[0][0]
    doubt = (
        f"It seems not to be trained: all its biases are zero, as at the start. It is right on "
        f"{judged.accuracy:.1%} of {len(judged.right)} validation pictures."
    )
    tried = (Tried(reading=taken, accuracy=judged.accuracy),)
    return FoundReading(
        reading=taken, images=len(judged.right), tried=tried, hint=hint, doubt=doubt
    )


def _judged(model: keras.Model, data: Data) -> tuple[list[Judged], list[Judged]]:
    """Return every reading with its accuracy, in the given and in the best order of classes."""
    readings = offered(data.info.image_shape[2])
    both = _judge(model, data, readings, _most(model, len(readings)))
    return [plain for plain, _ in both], [moved for _, moved in both]


def _in_order(one: Judged) -> bool:
    return one.reading.classes == tuple(range(len(one.reading.classes)))


def _most(model: keras.Model, readings: int) -> int:
    return int(np.clip(PROBE_MACS / (readings * max(1, count(model).macs)), LEAST, MOST))


def _judge(
    model: keras.Model, data: Data, readings: list[Reading], most: int
) -> list[tuple[Judged, Judged]]:
    mean, deviation = spread_of(data)
    pictures, labels = data.x_val[:most], data.y_val[:most]
    forward = tf.function(lambda x: model(x, training=False), reduce_retracing=True)
    kind = model.inputs[0].dtype
    found = []
    for reading in readings:
        seen = as_read(pictures, reading, mean, deviation)
        parts = [_cast(seen[at : at + BATCH], kind) for at in range(0, len(seen), BATCH)]
        answers = np.concatenate([np.asarray(forward(part)) for part in parts])
        order, right = reordered(answers, labels)
        sure = float(answers.max(1).mean())
        moved = reading.model_copy(update={"classes": order})
        found.append(
            (Judged(reading, answers.argmax(1) == labels, sure), Judged(moved, right, sure))
        )
    return found


def _cast(pictures: Array, kind: str) -> Any:
    """Cast the pictures to the type of the network's input; integers are rounded."""
    if "int" in str(kind):
        pictures = np.clip(np.rint(pictures), 0, np.iinfo(kind).max)
    return tf.cast(pictures, kind)


def _as_stated(judged: list[Judged], stated: Stated) -> Judged:
    for one in judged:
        reading = one.reading
        same = (reading.pixels, reading.bgr) == (stated.pixels, stated.bgr)
        if same and bool(reading.classes) == stated.reordered:
            return one
    raise DataError(
        f"pixels must be a reading that these pictures can have; got {stated.pixels!r}"
        f"{' with blue first' if stated.bgr else ''}, which takes three colours. Choose another."
    )


def _report(
    judged: list[Judged], verdict: Verdict, hint: str, *, confirmed: bool = False
) -> FoundReading:
    chosen, rival = verdict.chosen, verdict.rival
    doubt = ""
    if rival is not None:
        doubt = (
            f"With {rival.reading.words} it is right more often, on {rival.accuracy:.1%} in place "
            f"of {chosen.accuracy:.1%}; that is not enough to be sure."
        )
    return FoundReading(
        reading=chosen.reading,
        images=len(chosen.right),
        tried=_evidence(judged, chosen),
        hint=hint,
        doubt=doubt,
        confirmed=confirmed,
    )


def _evidence(judged: list[Judged], chosen: Judged) -> tuple[Tried, ...]:
    """Return the best readings, and always the one as stored and the one chosen."""
    ranked = sorted(judged, key=lambda one: -one.accuracy)
    named = [*ranked[: KEPT - 2], judged[0], chosen]
    rest = [one for one in ranked if any(one is other for other in named)]
    return tuple(Tried(reading=one.reading, accuracy=one.accuracy) for one in rest)


def _by_chance(judged: list[Judged], verdict: Verdict, chance: float) -> DataError:
    ranked = sorted(judged[1:], key=lambda one: -one.accuracy)[:3]
    figures = ", ".join(
        f"{one.accuracy:.1%} with {one.reading.words}" for one in [judged[0], *ranked]
    )
    sure = verdict.chosen.confidence
    surely = f", though it is {sure:.0%} sure of its answers" if sure > SURE else ""
    return DataError(
        f"The network must know these pictures. Of {len(judged[0].right)} for validation it is "
        f"right on {figures}{surely}; always naming the largest class is right on {chance:.1%}. "
        f"{len(judged)} ways to read the pictures were tried, and other orders of the classes. "
        "Check that it learned this data set and these classes, and what was done to its pictures "
        "before. To take it as it is, state how it takes pictures: 'Pixels that it takes' on the "
        "Prune page, --pixels on the command line."
    )
