"""Owns the line on the spread of a measured latency."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from core.profile.timings import Latency
from pages.components.text import milliseconds


def latency_line(latencies: Sequence[Latency]) -> None:
    """Show the spread of each latency, and the threads; nothing if none was measured."""
    if latencies:
        st.caption(latency_words(latencies))


def latency_words(latencies: Sequence[Latency]) -> str:
    """Return each latency as ``1 image 0.4 ms, 0.38 ms to 0.45 ms``: median and quartiles."""
    spreads = (f"{_images(each.batch)} {_spread(each)}" for each in latencies)
    threads = sorted({each.threads for each in latencies})
    return (
        f"Latency (median, middle half of the passes): {'; '.join(spreads)}. "
        f"Threads of one operation: {', '.join(map(_threads, threads))}."
    )


def _images(batch: int) -> str:
    return "1 image" if batch == 1 else f"{batch} images"


def _spread(one: Latency) -> str:
    return f"{milliseconds(one.median)}, {milliseconds(one.low)} to {milliseconds(one.high)}"


def _threads(number: int) -> str:
    return str(number) if number else "as many as TensorFlow takes"
