"""Where the words of boxes stand: near, inside the picture, never on each other."""

from __future__ import annotations

from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from pages.parts.candidate.box_labels import Rectangle, place_labels

AREA = Rectangle(-20, -20, 360, 360)
TALL = 24.0

spots = st.tuples(*[st.integers(0, 300)] * 2, *[st.integers(5, 100)] * 2)
marks = st.lists(st.tuples(spots, st.integers(40, 200)), max_size=14)


def boxes_of(drawn: list[tuple[tuple[int, ...], int]]) -> tuple[list[Rectangle], list[float]]:
    boxes = [Rectangle(x, y, x + wide, y + tall) for (x, y, wide, tall), _ in drawn]
    return boxes, [float(width) for _, width in drawn]


@given(marks)
def test_labels_never_lie_on_each_other_and_stay_inside(
    drawn: list[tuple[tuple[int, ...], int]],
) -> None:
    found = [spot for spot in place_labels(*boxes_of(drawn), TALL, AREA) if spot is not None]
    assert not any(one.meets(other) for one, other in combinations(found, 2))
    for spot in found:
        assert spot.x1 >= AREA.x1 and spot.x2 <= AREA.x2
        assert spot.y1 >= AREA.y1 and spot.y2 <= AREA.y2


def test_a_label_stands_above_its_box_and_the_next_gives_way() -> None:
    box = Rectangle(50, 100, 150, 200)
    first, second = place_labels([box, box], [80.0, 80.0], TALL, AREA)
    assert first == Rectangle(50, 76, 130, 100)
    assert second is not None and not second.meets(first)


def test_at_the_rim_a_label_is_pushed_inside() -> None:
    [spot] = place_labels([Rectangle(340, -15, 360, 40)], [100.0], TALL, AREA)
    assert spot is not None and (spot.x2, spot.y1) == (360, -20)


def test_where_no_room_is_left_there_is_no_label() -> None:
    box, area = Rectangle(0, 0, 50, 20), Rectangle(0, 0, 50, 24)
    assert place_labels([box, box], [50.0, 50.0], TALL, area)[1] is None
