"""Search spaces: what may vary, and the operations on it."""

from core.spaces.numbering import nth, position
from core.spaces.operations import (
    active,
    count_architectures,
    crossover,
    key,
    mutate,
    neighbours,
    restrict,
    sample,
)
from core.spaces.part import Part

__all__ = [
    "Part",
    "active",
    "count_architectures",
    "crossover",
    "key",
    "mutate",
    "neighbours",
    "nth",
    "position",
    "restrict",
    "sample",
]
