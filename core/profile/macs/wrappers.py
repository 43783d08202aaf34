"""Counts the products of layers that wrap another."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from core.profile.macs.part import CountedPart, Products, Within, together


def _each_step(part: CountedPart, within: Within) -> Products:
    """Count the inner layer at every step."""
    inputs = tuple((shape[0], *shape[2:]) for shape in part.inputs[:1])
    outputs = tuple((shape[0], *shape[2:]) for shape in part.outputs)
    inner = within(CountedPart(part.operation.layer, inputs, outputs))
    return inner.times(part.inputs[0][1] or 0)


def _both_ways(part: CountedPart, within: Within) -> Products:
    """Count both layers, one forwards and one backwards (Schuster & Paliwal 1997)."""
    layers = part.operation.forward_layer, part.operation.backward_layer
    return together(within(replace(part, operation=layer)) for layer in layers)


def _normalised(part: CountedPart, within: Within) -> Products:
    """Count the inner layer alone: its kernel is normalised only in training.

    Miyato et al. 2018, "Spectral normalization", algorithm 1, is a step of training.
    """
    return within(replace(part, operation=part.operation.layer))


def wrapped(part: CountedPart, within: Within) -> Products:
    """Count the inner layer as a lower bound: a custom wrapper's own work is not known."""
    return replace(_normalised(part, within), exact=False)


WRAPPERS: dict[str, Callable[[CountedPart, Within], Products]] = {
    "TimeDistributed": _each_step,
    "Bidirectional": _both_ways,
    "SpectralNormalization": _normalised,
}
