"""Walks the calls of a functional Keras model; the one place that knows Keras' private graph."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from inspect import signature
from typing import Any

import keras

from core.errors import CoreError, EvaluationError, PruningError, in_words

Shape = tuple[int | None, ...]


@dataclass(frozen=True)
class Call:
    """One operation applied once: a layer, or a function of ``keras.ops``.

    Attributes:
        path: the operation's name after those of the nested models around it, with ``/`` between.
        still: whether it, or a nested model around it, was called with ``training=False``: it
            computes as in use, even while the rest trains.
    """

    operation: keras.Operation
    path: str
    node: Any
    still: bool = False

    @property
    def kind(self) -> str:
        """The class name of the operation."""
        return type(self.operation).__name__

    @property
    def input_shapes(self) -> list[Shape]:
        """``(batch, …)`` of every tensor it takes, in order."""
        return [tuple(tensor.shape) for tensor in self.node.input_tensors]

    @property
    def output_shapes(self) -> list[Shape]:
        """``(batch, …)`` of every tensor it gives."""
        return [tuple(tensor.shape) for tensor in self.node.outputs]

    @property
    def constants(self) -> list[Any]:
        """The arguments besides tensors."""
        given = keras.tree.flatten([self.node.arguments.args, self.node.arguments.kwargs])
        return [each for each in given if not isinstance(each, keras.KerasTensor)]

    @property
    def plain(self) -> bool:
        """Whether its only arguments are tensors in one place, ``training`` aside."""
        arguments = self.node.arguments
        named = {name for name, value in arguments.kwargs.items() if value is not None}
        return len(arguments.args) == 1 and named <= {"training"}

    def apply(self, values: Sequence[Any], training: bool | None = None) -> list[Any]:
        """Compute the operation's outputs with ``values`` in place of its input tensors.

        Args:
            training: as Keras takes it; without it, as the call itself says.
        """
        known = {id(t): value for t, value in zip(self.node.input_tensors, values, strict=True)}
        arguments, settings = self.node.arguments.fill_in(known)
        training = False if self.still else training
        if training is not None and getattr(self.operation, "_call_has_training_arg", False):
            settings = settings | {"training": training}
        way = "Call the model on inputs like these where it was made, and fix that layer."
        with in_words(f"{operation_text(self.operation)} cannot be computed", way, EvaluationError):
            return list(keras.tree.flatten(self.operation(*arguments, **settings)))


UNFIT = "do not fit together again"
_FIT = "Use a nested model of its own for each call, or leave what it is given alone with keep."
Interpret = Callable[[Call, list[Any]], Sequence[Any]]


def interpret(
    model: keras.Model,
    values: Sequence[Any],
    meaning: Interpret,
    path: str = "",
    *,
    still: bool = False,
) -> list[Any]:
    """Push ``values`` through ``model``, with ``meaning`` in place of each operation.

    Nested models are entered, so that ``meaning`` sees plain operations only.

    Args:
        values: one for each input of the model.
        meaning: the values after a call, from the call and the values before it.
        still: whether the model is called with ``training=False`` (:class:`Call`).

    Returns:
        One value for each output of the model.
    """
    known = dict(zip(map(id, model.inputs), values, strict=True))
    for node in _nodes(model):
        inputs = [known[id(tensor)] for tensor in node.input_tensors]
        operation = node.operation
        name = f"{path}{operation.name}"
        quiet = still or _at_rest(node)
        if has_graph(operation):
            outputs: Sequence[Any] = interpret(operation, inputs, meaning, f"{name}/", still=quiet)
        else:
            outputs = meaning(Call(operation, name, node, quiet), inputs)
        known |= dict(zip(map(id, node.outputs), outputs, strict=True))
    return [known[id(tensor)] for tensor in model.outputs]


@contextmanager
def computing(model: keras.Model, values: Sequence[Any]) -> Iterator[None]:
    """Turn what is raised while ``model`` computes ``values`` into words that name the layer.

    It is found by computing them once more, a layer at a time.
    """
    try:
        yield
    except CoreError:
        raise
    except Exception as error:
        way = "Call the model on such inputs where it was made, and fix it there."
        with in_words(f"{model.name!r} cannot be computed", way, EvaluationError):
            interpret(model, values, lambda call, given: call.apply(given, training=False))
            raise error


def check_seen(model: Any) -> None:
    """Refuse what is no model whose calls can be seen (PruningError)."""
    if not isinstance(model, keras.Model):
        raise PruningError(
            f"model must be a Keras model; got {type(model).__name__} {str(model)[:60]!r}. Load a "
            "file with keras.models.load_model first."
        )
    if isinstance(model, keras.Sequential) and not model.built:
        raise PruningError(
            f"The model {model.name!r} is not built yet, so that its layers have no weights. Begin "
            "it with keras.Input(shape), or call its build(input_shape)."
        )
    if not has_graph(model):
        raise PruningError(
            f"The model must be functional or sequential, and built; got {type(model).__name__} "
            f"{model.name!r}, whose layers are called where no graph shows it. Build it with "
            "keras.Model(inputs, outputs)."
        )


def calls(model: keras.Model) -> list[Call]:
    """Return every call in the order of computation, those inside nested models too.

    Raises:
        PruningError: it has none that can be seen.
    """
    check_seen(model)
    found: list[Call] = []

    def note(call: Call, values: list[Any]) -> Sequence[Any]:
        found.append(call)
        return call.output_shapes

    interpret(model, [None] * len(model.inputs), note)
    return found


def remade(model: keras.Model, remake: Callable[[Any], Any]) -> keras.Model:
    """Return a copy of ``model`` in which ``remake(operation)`` replaces each operation.

    Operations that are called twice, and nested models, are remade once; a nested model takes the
    width of what it is then given.
    """
    made: dict[int, Any] = {}

    def made_of(operation: Any, tensors: Sequence[Any]) -> Any:
        key = id(operation)
        if key not in made:
            nested = has_graph(operation)
            made[key] = copy(operation, tensors) if nested else remake(operation)
        return made[key]

    def copy(of: keras.Model, given: Sequence[Any]) -> keras.Model:
        inputs = [_input_like(old, new) for old, new in zip(of.inputs, given, strict=True)]
        if isinstance(of, keras.Sequential):
            chain = keras.Sequential(inputs, name=of.name)
            tensors = inputs
            for layer in of.layers:
                again = made_of(layer, tensors)
                with in_words(f"{operation_text(again)} and what is around it {UNFIT}", _FIT):
                    chain.add(again)
                tensors = chain.outputs
            return chain
        known = dict(zip(map(id, of.inputs), inputs, strict=True))
        for node in _nodes(of):
            operation = made_of(node.operation, [known[id(t)] for t in node.input_tensors])
            arguments, settings = node.arguments.fill_in(known)
            with in_words(f"{operation_text(operation)} and what is around it {UNFIT}", _FIT):
                outputs = keras.tree.flatten(operation(*arguments, **settings))
            known |= dict(zip(map(id, node.outputs), outputs, strict=True))
        ends = keras.tree.pack_sequence_as(of.output, [known[id(t)] for t in of.outputs])
        return keras.Model(keras.tree.pack_sequence_as(of.input, inputs), ends, name=of.name)

    return copy(model, model.inputs)


def _input_like(old: Any, given: Any) -> Any:
    """Return an input like ``old``, with the width of the tensor ``given``."""
    shape = (*old.shape[:-1], given.shape[-1])
    return keras.Input(batch_shape=shape, dtype=old.dtype, name=old.name)


def operation_text(operation: Any) -> str:
    """Return an operation's name and class, as a person finds it."""
    what = "Layer" if isinstance(operation, keras.layers.Layer) else "Function"
    return f"{what} {operation.name!r} ({type(operation).__name__})"


def has_graph(operation: Any) -> bool:
    """Return whether ``operation`` is a built functional or sequential model.

    One with a ``call`` of its own may compute something else than its graph.
    """
    if not isinstance(operation, keras.Model) or not _functional(operation):
        return False
    return bool(type(operation).call.__module__.startswith("keras."))


def layers_within(model: keras.Model) -> list[Any]:
    """Return every layer of ``model``, also those inside layers: cells, projections, wrapped."""
    return list(model._flatten_layers(include_self=False, recursive=True))


def kernels_of(model: keras.Model) -> list[Any]:
    """Return the prunable weights: kernels, which are summed along two axes or more.

    A table or the slopes of an activation may have as many axes. Frozen kernels are among them.
    """
    return [w for w in model.weights if len(w.shape) > 1 and w.name.endswith("kernel")]


def _at_rest(node: Any) -> bool:
    """Return whether a call was given ``training=False``.

    Where that is the layer's own default, as in Dropout, Keras notes it down by itself.
    """
    if node.arguments.kwargs.get("training") is not False:
        return False
    parameter = signature(node.operation.call).parameters.get("training")
    return parameter is None or parameter.default is not False


def _nodes(model: keras.Model) -> Iterator[Any]:
    by_depth: Mapping[int, list[Any]] = _functional(model)._nodes_by_depth
    for depth in sorted(by_depth, reverse=True):
        yield from (node for node in by_depth[depth] if node.operation and not node.is_input)


def _functional(model: keras.Model) -> Any:
    """Return the model with the graph: inside a sequential one; else None."""
    if isinstance(model, keras.Sequential):
        model = model._functional
    return model if hasattr(model, "_nodes_by_depth") else None
