"""Confidence intervals and standard errors of a share of pictures."""

from __future__ import annotations

import math
from statistics import NormalDist

CONFIDENCE = 0.95
_Z = NormalDist().inv_cdf(0.5 + CONFIDENCE / 2)


def wilson_interval(share: float, pictures: int) -> tuple[float, float]:
    """Return the 95 % score interval of a share of ``pictures``, both ends in [0, 1].

    Wilson 1927, Probable inference, the law of succession, and statistical inference, JASA 22; it
    holds near 0 and 1 and for few pictures, where the plain one (share ± 1.96 errors) does not.

    Raises:
        ValueError: there is no picture, or the share is none.
    """
    _check(share, pictures)
    weight = _Z**2 / pictures
    middle = (share + weight / 2) / (1 + weight)
    reach = math.sqrt(share * (1 - share) * weight + weight**2 / 4) / (1 + weight)
    return max(0.0, middle - reach), min(1.0, middle + reach)


def standard_error(share: float, pictures: int) -> float:
    """Return the binomial standard error of a share of ``pictures``, never 0.

    One right and one wrong picture are added (Agresti & Caffo 2000, Simple and effective confidence
    intervals for proportions and differences, The American Statistician 54): where all are right
    the plain error would be 0, as if nothing could be otherwise.

    Raises:
        ValueError: there is no picture, or the share is none.
    """
    _check(share, pictures)
    added = (share * pictures + 1) / (pictures + 2)
    return math.sqrt(added * (1 - added) / (pictures + 2))


def difference_error(one: float, other: float) -> float:
    """Return the standard error of the difference of two shares whose own errors these are.

    Unpaired, as of two binomials (Dietterich 1998, Approximate statistical tests, section 3.2): the
    answers to each single picture are not kept, so that the paired test (McNemar 1947) cannot be
    had. Two networks often err on the same pictures; then the true error is smaller than this, and
    a difference that these pictures do show is now and then called none.
    """
    return math.hypot(one, other)


def _check(share: float, pictures: int) -> None:
    if pictures < 1:
        raise ValueError(f"pictures must be at least 1; got {pictures}.")
    if not 0 <= share <= 1:
        raise ValueError(f"share must be in [0, 1]; got {share}.")
