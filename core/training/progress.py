"""How an evaluation tells how far it is."""

from __future__ import annotations

from collections.abc import Callable, Mapping

# Called after an epoch with its number and the metrics so far; may raise to stop the training.
EpochCallback = Callable[[int, Mapping[str, float]], None]
