"""Owns the lines of a network's choices: one line for each block, the rest first."""

from __future__ import annotations

import re

from core.specs import Choices
from pages.components.space_table import value_text
from pages.components.text import plain

_NUMBERED = re.compile(r"^(.+)_(\d+)$")


def choice_lines(choices: Choices) -> str:
    """Return Markdown: ``width_1 = 16, kernel_1 = 3`` is **Block 1** width 16 · kernel 3."""
    lines: dict[str, list[str]] = {}
    for name, value in choices.items():
        match = _NUMBERED.match(name)
        stem, block = match.groups() if match else (name, "")
        words = plain(f"{stem.replace('_', ' ')} {value_text(value)}")
        lines.setdefault(block, []).append(words)
    return "  \n".join(
        (f"**Block {block}**\u2002" if block else "") + " · ".join(words)
        for block, words in lines.items()
    )
