"""Writes the README.txt of a packed network."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping
from typing import Any

_NEEDS = "pip install tensorflow keras pillow"
_HOW = {
    "classification": f"{_NEEDS}\npython run.py picture.png",
    "detection": "cd where/Paretoscope/is\npython path/to/this/folder/run.py picture.png",
}
_SAYS = {
    "classification": "It says the three likeliest classes. Larger pictures are cut to their "
    "middle and made as small as the network takes them.",
    "detection": "It says what is where, in pixels: left, top, right, bottom. A detector's tensors "
    "are read by Paretoscope itself: run it in Paretoscope's folder and environment.",
}


def readme(known: Mapping[str, Any]) -> str:
    """Return the text of README.txt, from :func:`core.bundles.packing.facts`."""
    height, width, channels = known["picture"]["shape"]
    colours = "grey" if channels == 1 else "colour (red, green, blue)"
    named = f": {known['network']}" if known["network"] else ""
    data = known["data"]
    parts = [
        f"Trial {known['trial']}{named}",
        f"A network of the run {known['run']!r}, made with Paretoscope.",
        f"How to run it\n\n{textwrap.indent(_HOW[known['task']], '    ')}",
        _SAYS[known["task"]],
        f"What it takes: pictures of {width} × {height} pixels, {colours}, as numbers from 0 to 1. "
        f"Its classes, in the order of its answers, are in network.json: {len(known['classes'])} "
        "of them.",
        f"How good it is\n\n{_scores(known['scores'])}",
        "A validation score steered the search and is a little too good; the test score is of "
        "pictures that the search never saw. Intervals are at 95 % (Wilson 1927).",
        f"What it learned from: {data['title']} ({data['name']}). {_split(known['split'])}",
        f"Licence of the data: {data['licence'] or 'not known'}.",
        "recipe.yaml trains the same architecture again: python -m core run recipe.yaml",
    ]
    return "\n\n".join(_filled(part) for part in parts) + "\n"


def _scores(scores: list[Mapping[str, Any]]) -> str:
    rows = [f"    {score['label']}: {score['value']:.4f} ({score['evidence']})" for score in scores]
    return "\n".join(rows) or "    It was not judged."


def _split(split: Mapping[str, int]) -> str:
    sizes = [f"{split[part]:,} to {verb}" for part, verb in _VERBS.items() if part in split]
    counted = f"Of its pictures {' and '.join(sizes)}; " if sizes else ""
    return f"{counted}split with the seed {split['seed']}."


_VERBS = {"validation": "validate on", "test": "test on"}


def _filled(part: str) -> str:
    """Fill a paragraph to 80 characters; one with line breaks stays as it is."""
    return part if "\n" in part else textwrap.fill(part, 80)
