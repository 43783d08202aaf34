"""Removes channels from a model: the smaller model, and the masked parent."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from typing import Any

import keras
import numpy as np

from core.arrays import Array
from core.errors import in_words
from core.models.keras.calls import UNFIT, calls, operation_text, remade
from core.pruning.graph import Axis, Graph, trace
from core.pruning.graph.graph import Mask
from core.pruning.remaking import Configure, hand_over, made_again

Weigh = Callable[[Array, Sequence[Axis]], Array]


def cut(model: keras.Model, graph: Graph, kept: Mask) -> keras.Model:
    """Remove the channels that are not ``kept``: an ordinary model, not compiled.

    Args:
        graph: the trace of ``model``.
        kept: for each channel of the graph whether it stays.
    """
    sizes = defaultdict(list)
    for size in graph.sizes:
        sizes[id(size.layer)].append(size)

    def narrow(operation: keras.Operation, config: dict[str, Any]) -> None:
        for size in sizes[id(operation)]:
            count = int(kept[size.ids].sum())
            if size.position is None:
                config[size.setting] = count
            else:
                given = list(keras.saving.deserialize_keras_object(config[size.setting]))
                given[size.position] = count
                config[size.setting] = given

    def take(weight: Array, axes: Sequence[Axis]) -> Array:
        for axis in axes:
            weight = np.compress(kept[axis.ids], weight, axis.axis)
        return weight

    return _remade(model, graph, narrow, take)


def silence(model: keras.Model, graph: Graph, kept: Mask) -> keras.Model:
    """Return ``model`` with zeros in every weight that reads a channel not ``kept``."""
    return _remade(
        model, graph, lambda operation, config: None, lambda w, axes: muted(w, axes, kept)
    )


def copied(model: keras.Model, graph: Graph) -> keras.Model:
    """Copy ``model`` with layers and weights of its own."""
    return silence(model, graph, np.ones(graph.count, np.bool_))


def in_float32(model: keras.Model) -> keras.Model:
    """Return a copy of ``model`` in 32 bits; itself where nothing is in 16."""
    if not any(_halved(call.operation) for call in calls(model)):
        return model

    def widen(operation: keras.Operation, config: dict[str, Any]) -> None:
        if _halved(operation):
            config["dtype"] = "float32"

    return _remade(model, trace(model), widen, lambda weight, axes: weight)


def _halved(operation: Any) -> bool:
    return getattr(operation, "compute_dtype", None) in ("float16", "bfloat16")


def muted(weight: Array, axes: Sequence[Axis], kept: Mask) -> Array:
    """Set the weights that read a channel not ``kept`` to zero."""
    for axis in axes:
        if axis.role == "reads":
            weight = weight * _along(kept[axis.ids], axis.axis, weight.ndim)
    return weight


def _along(mask: Mask, axis: int, rank: int) -> Mask:
    shape = [1] * rank
    shape[axis] = -1
    return mask.reshape(shape)


def _remade(model: keras.Model, graph: Graph, configure: Configure, weigh: Weigh) -> keras.Model:
    """Copy ``model``, with layers' settings and weights changed by the two functions.

    Raises:
        PruningError: a layer cannot be made or called again, or has other weights when it is.
    """
    pairs: list[tuple[keras.layers.Layer, keras.layers.Layer]] = []

    def remake(operation: Any) -> Any:
        made = made_again(operation, configure)
        if isinstance(operation, keras.layers.Layer):
            pairs.append((operation, made))
        return made

    way = "Build the network of layers that Keras makes again from their configuration."
    with in_words(f"The layers of {model.name!r} {UNFIT}", way):
        copy = remade(model, remake)
    axes = graph.by_weight
    for old, new in pairs:
        way = "Merge what LoRA has learned, and quantise after pruning."
        with in_words(f"{operation_text(old)} has other weights than its configuration makes", way):
            new.set_weights([weigh(np.asarray(w), axes.get(id(w), ())) for w in old.weights])
            hand_over(old, new)
    return copy
