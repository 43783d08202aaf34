"""One rule a kind of layer: what becomes of the channels, and which weights go with them."""

from __future__ import annotations

from collections.abc import Sequence

import keras

from core.models.keras.calls import Call
from core.pruning.graph.channels import Ids
from core.pruning.graph.trace import Rule, Trace
from core.pruning.rules import convolutions, elementwise, merging, normalisations, shapes

RULES: dict[str, Rule] = {
    **convolutions.RULES,
    **elementwise.RULES,
    **merging.RULES,
    **normalisations.RULES,
    **shapes.RULES,
}


# Some functions of keras.ops share a layer's name and not its settings.
FUNCTION_RULES: dict[str, Rule] = {
    **elementwise.FUNCTION_RULES,
    **merging.FUNCTION_RULES,
    **shapes.FUNCTION_RULES,
}
LAYER_RULES: dict[type, Rule] = {**merging.LAYER_RULES}


def rule_of(call: Call) -> Rule:
    """Return the rule for a call; unknown and custom layers are kept whole."""
    operation = call.operation
    if type(operation) in LAYER_RULES:
        return LAYER_RULES[type(operation)]
    if not type(operation).__module__.startswith("keras."):
        return _unknown
    if getattr(operation, "data_format", None) == "channels_first":
        return _channels_first
    rules = RULES if isinstance(operation, keras.layers.Layer) else FUNCTION_RULES
    return rules.get(call.kind, _unknown)


def _unknown(trace: Trace, call: Call, inputs: list[Ids]) -> Sequence[Ids]:
    return trace.opaque(call, f"no rule says what {call.kind} does to channels", inputs)


def _channels_first(trace: Trace, call: Call, inputs: list[Ids]) -> Sequence[Ids]:
    return trace.opaque(call, "its channels come before its rows and columns", inputs)
