"""Owns every colour of the charts, for light and dark, safe for colour-blind eyes.

The hues are Okabe and Ito's (2008): blue for what was tried, vermilion or orange for the front,
so that the two differ in lightness as well as in hue.
"""

from __future__ import annotations

from typing import Literal

Mode = Literal["light", "dark"]

OKABE_ITO: tuple[str, ...] = (
    "#0072B2",
    "#D55E00",
    "#009E73",
    "#CC79A7",
    "#56B4E9",
    "#E69F00",
)

# "early" to "late" is the scale of generations: one hue, lightness rising steadily, always ending
# at the strongest contrast with the background.
PALETTE: dict[Mode, dict[str, str]] = {
    "light": {
        "background": "#FFFFFF",
        "surface": "#F3F5F8",
        "text": "#16202B",
        "muted": "#5A6876",
        "grid": "#E3E8EE",
        "early": "#A9CCE6",
        "late": "#084B83",
        "front": "#D55E00",
        "picked": "#16202B",
        "infeasible": "#8A94A0",
        "second": "#0072B2",
        "parent": "#00795A",
        "limit": "#7A3E9D",
        "good": "#00795A",
        "bad": "#B3261E",
    },
    "dark": {
        "background": "#10161D",
        "surface": "#1A232D",
        "text": "#E8EDF2",
        "muted": "#9FB0C0",
        "grid": "#28333F",
        "early": "#2F5573",
        "late": "#9BD3FF",
        "front": "#FFA62B",
        "picked": "#FFFFFF",
        "infeasible": "#7C8894",
        "second": "#56B4E9",
        "parent": "#4CC9A0",
        "limit": "#D7A8F0",
        "good": "#4CC9A0",
        "bad": "#FF8A80",
    },
}


def mode(theme_type: str | None) -> Mode:
    """Return the mode for ``st.context.theme.type``: light when that is empty."""
    return "dark" if theme_type == "dark" else "light"
