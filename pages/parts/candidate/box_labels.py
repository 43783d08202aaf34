"""Owns where the words of boxes stand in a picture: near their box, never on each other."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

# Steps up and down, each a label's height, that words may move away from their box.
_STEPS = 6


@dataclass(frozen=True)
class Rectangle:
    """Left, top, right and bottom."""

    x1: float
    y1: float
    x2: float
    y2: float

    def meets(self, other: Rectangle) -> bool:
        """Return whether the two overlap."""
        across = min(self.x2, other.x2) - max(self.x1, other.x1)
        along = min(self.y2, other.y2) - max(self.y1, other.y1)
        return across > 0 and along > 0


def place_labels(
    boxes: Sequence[Rectangle], widths: Sequence[float], height: float, area: Rectangle
) -> list[Rectangle | None]:
    """Place each box's label inside ``area``; None where there is no room left.

    Earlier boxes choose first: above the box, below it, in it, then further away.
    """
    taken: list[Rectangle] = []
    found: list[Rectangle | None] = []
    for box, width in zip(boxes, widths, strict=True):
        places = (_within(x, y, width, height, area) for x, y in _spots(box, width, height))
        free = (spot for spot in places if not any(spot.meets(other) for other in taken))
        chosen = next(free, None)
        found.append(chosen)
        if chosen is not None:
            taken.append(chosen)
    return found


def _spots(box: Rectangle, width: float, height: float) -> Iterator[tuple[float, float]]:
    """Yield left and top of a label, the best place first."""
    tops = [box.y1 - height, box.y2, box.y1, box.y2 - height]
    for step in range(1, _STEPS + 1):
        tops += [box.y1 - height * (step + 1), box.y2 + height * step]
    lefts = (box.x1, box.x2 - width, (box.x1 + box.x2 - width) / 2)
    for top in tops:
        for left in lefts:
            yield left, top


def _within(x: float, y: float, width: float, height: float, area: Rectangle) -> Rectangle:
    left = max(area.x1, min(x, area.x2 - width))
    top = max(area.y1, min(y, area.y2 - height))
    return Rectangle(left, top, left + width, top + height)
