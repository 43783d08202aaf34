"""Takes channels out of a model: the smaller model, and the parent with those channels silenced."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import keras
import numpy as np

from core.errors import PruningError, first_line
from core.models.calls import calls, remade
from core.pruning.graph import Axis, Graph, trace
from core.pruning.graph.graph import Mask

Array = np.ndarray[Any, np.dtype[Any]]
Configure = Callable[[keras.Operation, dict[str, Any]], None]
Weigh = Callable[[Array, Sequence[Axis]], Array]


def cut(model: keras.Model, graph: Graph, kept: Mask) -> keras.Model:
    """``model`` without the channels that are not ``kept``: an ordinary model, not compiled.

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
                given = list(config[size.setting])
                given[size.position] = count
                config[size.setting] = given

    def take(weight: Array, axes: Sequence[Axis]) -> Array:
        for axis in axes:
            weight = np.compress(kept[axis.ids], weight, axis.axis)
        return weight

    return _remade(model, graph, narrow, take)


def silence(model: keras.Model, graph: Graph, kept: Mask) -> keras.Model:
    """``model`` in full, with zeros in every weight that reads a channel that is not ``kept``."""
    return _remade(
        model, graph, lambda operation, config: None, lambda w, axes: muted(w, axes, kept)
    )


def copied(model: keras.Model, graph: Graph) -> keras.Model:
    """``model`` once more, with layers and weights of its own."""
    return silence(model, graph, np.ones(graph.count, np.bool_))


def in_float32(model: keras.Model) -> keras.Model:
    """A copy of ``model`` that computes in 32 bits where it does in 16; itself where nowhere."""
    if not any(_halved(call.operation) for call in calls(model)):
        return model

    def widen(operation: keras.Operation, config: dict[str, Any]) -> None:
        if _halved(operation):
            config["dtype"] = "float32"

    return _remade(model, trace(model), widen, lambda weight, axes: weight)


def _halved(operation: Any) -> bool:
    return getattr(operation, "compute_dtype", None) in ("float16", "bfloat16")


def muted(weight: Array, axes: Sequence[Axis], kept: Mask) -> Array:
    """The weight with zeros where it reads a channel that is not ``kept``."""
    for axis in axes:
        if axis.role == "reads":
            weight = weight * _along(kept[axis.ids], axis.axis, weight.ndim)
    return weight


def _along(mask: Mask, axis: int, rank: int) -> Mask:
    shape = [1] * rank
    shape[axis] = -1
    return mask.reshape(shape)


def _remade(model: keras.Model, graph: Graph, configure: Configure, weigh: Weigh) -> keras.Model:
    """A copy of ``model`` whose layers' settings and weights went through the two functions.

    Raises:
        PruningError: a layer cannot be made or called again, or has other weights when it is.
    """
    pairs: list[tuple[keras.layers.Layer, keras.layers.Layer]] = []

    def remake(operation: Any) -> Any:
        way = (
            "Register what it uses with keras.saving.register_keras_serializable, and use no "
            "lambda and no Lambda layer."
        )
        with _refused(f"{_named(operation)} cannot be made again from its configuration", way):
            config = operation.get_config()
            configure(operation, config)
            made = type(operation).from_config(config)
        if isinstance(operation, keras.layers.Layer):
            pairs.append((operation, made))
        return made

    way = "Use a nested model of its own for each call, or leave what it is given alone with keep."
    with _refused(f"The layers of {model.name!r} do not fit together again", way):
        copy = remade(model, remake)
    axes = graph.by_weight
    for old, new in pairs:
        way = "Merge what LoRA has learned, and quantise after pruning."
        with _refused(f"{_named(old)} has other weights than its configuration makes", way):
            new.set_weights([weigh(np.asarray(w), axes.get(id(w), ())) for w in old.weights])
        if isinstance(new, keras.layers.Normalization):
            # It computes with tensors made of its weights, not with the weights.
            new.finalize_state()
    return copy


@contextmanager
def _refused(what: str, way: str) -> Iterator[None]:
    """Turn what Keras raises into what went wrong and the way out."""
    try:
        yield
    except (TypeError, ValueError, NotImplementedError, OSError) as error:
        raise PruningError(f"{what}: {_cause(error)} {way}") from error


def _cause(error: Exception) -> str:
    """What Keras says went wrong, without the configurations that it dumps around it."""
    cause = str(error).rpartition("Exception encountered: ")[2]
    said = first_line(ValueError(cause.partition("{")[0].rstrip(" :=") or cause))
    return said if said.endswith((".", "!")) else f"{said}."


def _named(operation: Any) -> str:
    return f"Layer {operation.name!r} ({type(operation).__name__})"
