"""How sure a measured latency is, in words."""

from __future__ import annotations

from core.profile.timings import Latency
from pages.parts.candidate.latency_words import latency_words


def test_spread_and_threads_are_reported() -> None:
    one, many = Latency(0.4, 0.38, 0.45, 1, 2), Latency(1200.0, 1100.0, 1300.0, 32, 2)
    assert latency_words([one, many]) == (
        "Latency (median, middle half of the passes): 1 image 0.4 ms, 0.38 ms to 0.45 ms; "
        "32 images 1.2 s, 1.1 s to 1.3 s. Threads of one operation: 2."
    )


def test_threads_that_nobody_has_set_are_no_number() -> None:
    assert latency_words([Latency(1, 1, 1, 1, 0)]).endswith("as many as TensorFlow takes.")
