"""A network's choices in words."""

from __future__ import annotations

from pages.components.choice_lines import choice_lines


def test_numbered_choices_stand_in_one_line_a_block() -> None:
    text = choice_lines({"blocks": 2, "width_1": 8, "kernel_1": 3, "width_2": 16})
    lines = text.split("  \n")
    assert lines[0] == "blocks 2"
    assert lines[1].endswith("width 8 · kernel 3")
    assert lines[2].startswith("**Block 2**")


def test_truth_values_are_small_and_text_is_escaped() -> None:
    assert choice_lines({"separable": True, "kind": "a*b"}) == r"separable true · kind a\*b"
