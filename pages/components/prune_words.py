"""Owns what the ways to prune are called: plain words first, the field's term beside them."""

from __future__ import annotations

from collections.abc import Mapping

from core.specs import Value

WORDS: Mapping[str, Mapping[Value, str]] = {
    "granularity": {
        "channels": "whole channels (structured)",
        "weights": "single weights (unstructured)",
        "2:4": "two of every four weights (2:4)",
    },
    "criterion": {
        "l2": "size of weights (L2)",
        "l1": "sum of weights (L1)",
        "scale": "scale after normalisation (BN scale)",
        "taylor": "effect on the loss (Taylor)",
        "fpgm": "likeness to others (FPGM)",
        "lamp": "size among what is left (LAMP)",
        "activation": "strength of answers (activation)",
        "apoz": "how often silent (APoZ)",
        "random": "by lot (random)",
    },
    "weight_criterion": {
        "magnitude": "size (magnitude)",
        "snip": "effect on the loss (SNIP)",
        "random": "by lot (random)",
    },
    "scope": {
        "global": "wherever least is lost (global)",
        "local": "the same share of every layer (local)",
    },
    "target": {
        "macs": "computation (MACs)",
        "parameters": "parameters",
        "channels": "channels",
        "latency": "time for an image (latency)",
    },
    "schedule": {
        "one_shot": "all at once (one-shot)",
        "linear": "in equal steps (linear)",
        "cubic": "most of it first (cubic)",
        "lottery": "start afresh each time (lottery ticket)",
    },
    "distillation": {
        False: "the labels alone",
        True: "the parent as teacher too (distillation)",
    },
}


def option_text(choice: str, value: Value) -> str:
    """What a value of ``choice`` is called: ``70 %`` of a ratio, its words, else the number."""
    if choice == "ratio":
        return f"{float(value) * 100:g} %"
    return WORDS[choice][value] if choice in WORDS else str(value)
