"""Counts the products of attention: projections, scores, weighted sums."""

from __future__ import annotations

from typing import Any

from core.profile.macs.part import CountedPart, Products, Rule, Shape, each, many, together


def _heads(part: CountedPart) -> Products:
    """Count projections, and T · S · heads · (key size + value size) for the products.

    Vaswani et al. 2017, "Attention is all you need", section 3.2: queries and output are projected
    at T positions, keys and values at S; QKᵀ and its product with V take T · S sums a head. A
    window that slides is a mask: all are computed.
    """
    layer: Any = part.operation
    query, value = _given(part, "query", 0), _given(part, "value", 1)
    rank = len(query)
    axes = [axis % rank for axis in layer._attention_axes or range(1, rank - 1)]
    targets, sources = (many(shape[axis] for axis in axes) for shape in (query, value))
    apart = many(query[axis] for axis in range(1, rank - 1) if axis not in axes)
    pairs = apart * targets * sources
    sizes = layer.num_heads * (layer.key_dim + layer.value_dim)
    between = Products(between=pairs * sizes)
    return together([_projected(layer, many(query[1:-1]), many(value[1:-1])), between])


def _grouped_heads(part: CountedPart) -> Products:
    """Count projections of few keys and values, and T · S · query heads · head size, twice.

    Ainslie et al. 2023, "GQA", section 2.2: groups of queries share keys and values, which makes
    projections smaller and not the products between them.
    """
    layer: Any = part.operation
    targets = many(_given(part, "query", 0)[1:-1])
    sources = many(_given(part, "value", 1)[1:-1])
    between = Products(between=2 * targets * sources * layer.num_query_heads * layer.head_dim)
    return together([_projected(layer, targets, sources), between])


def _projected(layer: Any, targets: int, sources: int) -> Products:
    """Count the inner layers' kernels at the positions of the queries or the values."""
    at = {"_query_dense": targets, "_gate_dense": targets, "_output_dense": targets}
    at |= {"_key_dense": sources, "_value_dense": sources}
    held = [(getattr(layer, name, None), times) for name, times in at.items()]
    return together(each(times, dense.kernel) for dense, times in held if dense is not None)


def _plain(part: CountedPart) -> Products:
    """Count T · S · (key size + value size): scores and their product with the values.

    Luong, Pham & Manning 2015, "Effective approaches to attention-based neural machine
    translation", section 3.1; in "concat" mode every score sums as many scaled numbers.
    """
    query, value, *keys = part.inputs
    key = keys[0] if keys and len(keys[0]) == len(value) else value
    pairs = many(query[1:-1]) * many(value[1:-1])
    return Products(between=pairs * ((key[-1] or 0) + (value[-1] or 0)))


def _given(part: CountedPart, name: str, place: int) -> Shape:
    return part.named.get(name) or part.inputs[place]


RULES: dict[str, Rule] = {
    "MultiHeadAttention": _heads,
    "GroupedQueryAttention": _grouped_heads,
    # Bahdanau, Cho & Bengio 2015, "additive": each score sums tanh(q + k), scaled by a weight.
    **dict.fromkeys(("Attention", "AdditiveAttention"), _plain),
}
