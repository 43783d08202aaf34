"""Decides by a network's answers which of several readings it was trained for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.optimize import linear_sum_assignment

from core.arrays import Array
from core.parents.readings import Reading

# How many standard errors a difference has to be, to be seen and to be certain.
SEEN, CERTAIN = 2.5, 4.0
# The least difference in accuracy that is worth a word, and that decides.
WORTH_A_WORD, DECIDES = 0.03, 0.05
# A network that is trained for the task is right at least so often when it is read as it wants.
KNOWS = 0.2
# Classes in another order are believed where they fit nearly one to one.
ONE_TO_ONE = 0.75
# An answer of chance that is so much surer of itself than right was meant for other pictures.
OVERCONFIDENT, RARELY = 0.4, 0.5


@dataclass(frozen=True, eq=False)
class Judged:
    """A reading, for each picture whether the answer was right, and how sure it was (mean)."""

    reading: Reading
    right: Array
    confidence: float = 0.0

    @property
    def accuracy(self) -> float:
        """The share of right answers."""
        return float(self.right.mean())


@dataclass(frozen=True)
class Verdict:
    """The reading that a network is taken with.

    Attributes:
        rival: one that is seen to be better, and not for sure.
        knows: whether it answers better than by chance.
    """

    chosen: Judged
    rival: Judged | None
    knows: bool


def decide(judged: Sequence[Judged], chance: float, hinted: Reading | None = None) -> Verdict:
    """Choose among readings; the first is that of the data as they are kept.

    Of those that no picture tells apart the ``hinted`` one is taken, then the first. Another than
    the first is taken only where it is right far more often.

    Args:
        chance: the share of the largest class.
    """
    first, best = judged[0], max(judged, key=lambda one: one.accuracy)
    equal = [one for one in judged if not _better(best, one, SEEN, WORTH_A_WORD)]
    wanted = next((one for one in equal if one.reading == hinted), equal[0])
    if any(one is first for one in equal) or _decides(wanted, first, chance):
        return _verdict(wanted, None, chance)
    return _verdict(first, wanted, chance)


def _verdict(chosen: Judged, rival: Judged | None, chance: float) -> Verdict:
    lost = chosen.accuracy < RARELY and chosen.confidence - chosen.accuracy > OVERCONFIDENT
    return Verdict(chosen, rival, not lost and not _by_chance(chosen, chance))


def _decides(one: Judged, first: Judged, chance: float) -> bool:
    halved = 1 - one.accuracy <= (1 - first.accuracy) / 2
    lost = _by_chance(first, chance) or halved
    return one.accuracy >= chance + KNOWS and lost and _better(one, first, CERTAIN, DECIDES)


def _better(one: Judged, other: Judged, errors: float, least: float) -> bool:
    """Return whether ``one`` is better by ``least`` and by ``errors`` standard errors."""
    difference = one.right.astype(np.float64) - other.right
    error = difference.std() / np.sqrt(len(difference))
    return bool(difference.mean() >= max(least, errors * error))


def _by_chance(one: Judged, chance: float) -> bool:
    error = np.sqrt(chance * (1 - chance) / len(one.right))
    return bool(one.accuracy <= chance + max(WORTH_A_WORD, SEEN * error))


def reordered(answers: Array, labels: Array) -> tuple[tuple[int, ...], Array]:
    """Return the best order of the classes, and which pictures are right under it.

    Whether a picture is right is told by the order that the other half of them gives: of many
    orders one fits any few pictures.

    Args:
        answers: ``(images, classes)``.
    """
    predicted, classes = answers.argmax(1), answers.shape[1]
    halves = np.arange(len(labels)) % 2
    right = np.zeros(len(labels), np.bool_)
    for half in (0, 1):
        mine = halves == half
        order = _order(predicted[~mine], labels[~mine], classes)
        right[mine] = order[labels[mine]] == predicted[mine]
    found = _order(predicted, labels, classes)
    return tuple(map(int, found)), right


def _order(predicted: Array, labels: Array, classes: int) -> Array:
    """Return the output of each class in the assignment with the most pictures right."""
    counts = np.zeros((classes, classes), np.int64)
    np.add.at(counts, (labels, predicted), 1)
    # Of classes that no picture tells apart, each keeps its own place.
    return np.asarray(linear_sum_assignment(-(2 * counts + np.eye(classes, dtype=int)))[1])
