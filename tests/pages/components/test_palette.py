"""Colours that can be told apart and read, in light and dark."""

from __future__ import annotations

import pytest

from pages.components.palette import PALETTE, Mode, mode

MODES: tuple[Mode, ...] = ("light", "dark")


def luminance(colour: str) -> float:
    """Relative luminance (WCAG 2.1)."""
    channels = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(a: str, b: str) -> float:
    low, high = sorted((luminance(a), luminance(b)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("shade", MODES)
@pytest.mark.parametrize("name", ["text", "muted", "picked", "limit", "bad", "good"])
def test_words_can_be_read(shade: Mode, name: str) -> None:
    assert contrast(PALETTE[shade][name], PALETTE[shade]["background"]) >= 4.5


@pytest.mark.parametrize("shade", MODES)
def test_front_stands_out_from_the_background(shade: Mode) -> None:
    assert contrast(PALETTE[shade]["front"], PALETTE[shade]["background"]) >= 3


@pytest.mark.parametrize("shade", MODES)
def test_late_stands_out_more_than_early(shade: Mode) -> None:
    colours = PALETTE[shade]
    late = contrast(colours["late"], colours["background"])
    assert late > contrast(colours["early"], colours["background"]) + 2


def test_both_modes_name_the_same_colours() -> None:
    assert PALETTE["light"].keys() == PALETTE["dark"].keys()


def test_unknown_theme_is_light() -> None:
    assert mode(None) == "light"
