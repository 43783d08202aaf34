"""Zero-cost proxies: scores of untrained networks (Abdelfattah et al. 2021).

Importing this package is light; a proxy is loaded when it first scores.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from core.arrays import Array
from core.errors import EvaluationError
from core.estimators.proxies.catalogue import PROXIES

if TYPE_CHECKING:
    import keras


__all__ = ["PROXIES", "score"]


def score(model: keras.Model, name: str, x: Array, y: Array) -> float:
    """Return the score of ``model`` by the proxy ``name``; higher is better.

    The model is a functional classifier with fresh weights; it is left as it was, bit by bit.
    BatchNormalization works on the batch's own statistics, as in the first step of a training.

    Args:
        x: images ``(count, height, width, channels)``; two or more.
        y: their classes ``(count,)``, from 0.

    Raises:
        UnknownNameError: no such proxy.
        EvaluationError: the proxy cannot score this network, or its score is no finite number.
    """
    value = float(PROXIES.load(name)(model, x, y))
    if not math.isfinite(value):
        raise EvaluationError(
            f"The proxy {name!r} must give a finite number; got {value} for this network. "
            "Choose another proxy."
        )
    return value
