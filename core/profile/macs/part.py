"""The operation whose products are counted, and sums of products."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

Shape = tuple[int | None, ...]


@dataclass(frozen=True)
class CountedPart:
    """One operation applied once.

    Attributes:
        inputs, outputs: ``(batch, …)`` of every tensor that it takes and gives, in order.
        named: the shapes of what it is given, tensors, arrays and weights, by the argument's name.
        values: the same arguments as they are given.
    """

    operation: Any
    inputs: tuple[Shape, ...]
    outputs: tuple[Shape, ...]
    named: Mapping[str, Shape] = field(default_factory=dict)
    values: Mapping[str, Any] = field(default_factory=dict)

    @property
    def kind(self) -> str:
        """The class name of the operation."""
        return type(self.operation).__name__


@dataclass(frozen=True)
class Products:
    """The multiply-accumulates of one call for one example.

    Attributes:
        by_weight: the weights that do some, and how many.
        between: those of two tensors, which no weight does.
        exact: whether there are no others; without it there are at least so many.
    """

    by_weight: tuple[tuple[Any, int], ...] = ()
    between: int = 0
    exact: bool = True

    @property
    def total(self) -> int:
        """The sum of all products."""
        return self.between + sum(macs for _, macs in self.by_weight)

    def times(self, number: int) -> Products:
        """Multiply by ``number``."""
        each = tuple((weight, number * macs) for weight, macs in self.by_weight)
        return Products(each, number * self.between, self.exact)


NONE, UNKNOWN = Products(), Products(exact=False)
Rule = Callable[[CountedPart], Products]
# Of what an operation that holds others does within.
Within = Callable[[CountedPart], Products]


def together(parts: Iterable[Products]) -> Products:
    """Add up several."""
    listed = list(parts)
    return Products(
        tuple(pair for part in listed for pair in part.by_weight),
        sum(part.between for part in listed),
        all(part.exact for part in listed),
    )


def many(sizes: Iterable[int | None]) -> int:
    """Multiply ``sizes``; 0 where one is not known."""
    return math.prod(size or 0 for size in sizes)


def places(operation: Any, shape: Shape) -> int:
    """Count the positions of a tensor of ``shape``, without its batch and its channels."""
    first = getattr(operation, "data_format", None) == "channels_first"
    return many(shape[2:] if first else shape[1:-1])


def each(times: int, *weights: Any) -> Products:
    """Count every number of some weights ``times`` times."""
    return Products(tuple((weight, times * math.prod(weight.shape)) for weight in weights))
