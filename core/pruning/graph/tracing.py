"""Traces a Keras model into its dependency groups by the rules of its layers' kinds."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from itertools import accumulate

import keras
import numpy as np

from core.errors import PruningError, in_words
from core.models.keras.calls import Call, calls, interpret, operation_text
from core.pruning.graph.channels import Ids
from core.pruning.graph.graph import Graph, settle
from core.pruning.graph.trace import Trace, width
from core.pruning.rules import rule_of

_PLAINLY = "Build it of plain layers with keras.Input and keras.Model, each given tensors in order."


def trace(model: keras.Model, keep: Collection[str] = ()) -> Graph:
    """Return the channels of a functional ``model`` and their dependencies.

    Args:
        keep: names or paths of layers whose channels are left alone; of a nested model, all in it.

    Raises:
        PruningError: the model has no graph that can be seen, or ``keep`` names no layer of it.
    """
    for call in calls(model):
        _check_custom(call)
    notes = Trace()
    tensors: dict[str, list[Ids]] = defaultdict(list)

    def follow_rule(call: Call, values: list[Ids]) -> Sequence[Ids]:
        with in_words(f"{operation_text(call.operation)} cannot be followed", _PLAINLY):
            outputs = rule_of(call)(notes, call, values)
        if [len(ids) for ids in outputs] != [width(shape) for shape in call.output_shapes]:
            # As where one channel is spread over a wider constant.
            outputs = notes.opaque(call, "it changes the number of channels", [*values, *outputs])
        for name in _names(call):
            tensors[name].extend(outputs)
        return outputs

    inputs = [notes.channels.fresh(width(tensor.shape)) for tensor in model.inputs]
    notes.channels.freeze(np.concatenate(inputs))
    with in_words(f"The layers of {model.name!r} cannot be followed", _PLAINLY):
        outputs = interpret(model, inputs, follow_rule)
    return settle(notes, outputs=outputs, asked=_asked(keep, tensors))


def _check_custom(call: Call) -> None:
    """Refuse a call that takes a weight from outside, which a copy could not share."""
    for constant in call.constants:
        if isinstance(constant, keras.Variable):
            raise PruningError(
                f"{operation_text(call.operation)} takes the weight {constant.path!r} of another "
                "layer: the two are tied, and in a smaller network they would not be. Tie them "
                "by calling one layer twice, or with keras.layers.ReversibleEmbedding."
            )


def _names(call: Call) -> list[str]:
    """Return the names that mean a call: its operation's, and its nested models'."""
    parts = call.path.split("/")
    return list(dict.fromkeys([*parts, *accumulate(parts, "{}/{}".format)]))


def _asked(keep: Collection[str], tensors: Mapping[str, list[Ids]]) -> list[Ids]:
    if isinstance(keep, str):
        raise PruningError(f"keep must be a list of names; got {keep!r}. Write keep=[{keep!r}].")
    unknown = [name for name in keep if name not in tensors]
    if unknown:
        raise PruningError(
            f"keep must name layers of the model; got {unknown[0]!r}. "
            f"Its layers: {', '.join(list(tensors)[:12])}, …"
        )
    return [ids for name in keep for ids in tensors[name]]
