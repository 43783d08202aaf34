"""Search spaces: what may vary, and the operations on it."""

from core.spaces.counting import count_architectures, sample
from core.spaces.numbering import nth, position
from core.spaces.operations import active, crossover, key, mutate, neighbours, restrict
from core.spaces.part import Part
from core.spaces.validation import problems_of

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
    "problems_of",
    "restrict",
    "sample",
]
