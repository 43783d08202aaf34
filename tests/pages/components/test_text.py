"""Numbers, times and typed text as people read them."""

from __future__ import annotations

import pytest

from pages.components.text import (
    ago,
    big,
    cost_change,
    count,
    duration,
    figure_of,
    metric,
    plain,
    roughly,
    share,
    size,
    strategy,
)


@pytest.mark.parametrize(
    ("written", "wanted"),
    [
        (share(0.9637), "96.4 %"),
        # Halves go up, as JavaScript rounds: 5 of 16, and 18.5.
        (share(0.3125), "31.3 %"),
        (count(18.5), "19"),
        (size(2_250), "2.3 kB"),
        (size(1e300), f"{int(1e300 / 1e9):,} GB"),
        (share(float("inf")), "inf %"),
        (count(4210, "parameters"), "4,210 parameters"),
        (count(1_234_000, "MACs"), "1.2 M MACs"),
        (count(999_960), "1 M"),
        (size(512), "512 B"),
        (size(38_000), "38 kB"),
        (size(999_990), "1 MB"),
        (duration(0.84), "0.8 s"),
        (duration(12.5), "13 s"),
        (duration(125), "2 min 5 s"),
        (duration(59.9), "1 min"),
        (roughly(125), "2 min 5 s"),
        (roughly(2976), "50 min"),
        (duration(11_400), "3 h 10 min"),
        (metric("val_accuracy", None), "–"),
        (metric("latency_ms", 0.8349), "0.835 ms"),
        (metric("latency_batch_ms", 1250.0), "1.3 s"),
        (cost_change("latency_ms", -1), "Less latency for 1 image"),
        (cost_change("macs", 1), "More MACs"),
        (strategy("nsga2"), "NSGA-II"),
        (strategy("of_old"), "of_old"),
        (metric("val_loss", 0.07744), "0.0774"),
        (big(11_664), "11,664"),
        (big(21_304_320), "21.3 million"),
        (big(999_999_999), "1 billion"),
        (big(41 * 10**399), "4.1 × 10⁴⁰⁰"),
        (ago(0.0, now=30.0), "just now"),
        (ago(0.0, now=7200.0), "2 h ago"),
        (ago(None), "–"),
    ],
)
def test_value_is_written_in_plain_units(written: str, wanted: str) -> None:
    assert written == wanted


@pytest.mark.parametrize("mark", list("*_`[]<>$#|~!\\"))
def test_markdown_punctuation_is_escaped(mark: str) -> None:
    assert plain(f"a{mark}b") == f"a\\{mark}b"


def test_colours_and_emoji_are_broken_up() -> None:
    assert ":red" not in plain(":red[x] :smile:")
    assert ":smile" not in plain(":smile:")


def test_lines_become_one() -> None:
    assert plain("a\n\n# b") == r"a \# b"


def test_macs_that_are_not_all_known_are_at_least_so_many() -> None:
    bound = {"macs": 1.2e6, "parameters": 10.0, "macs_uncounted": 1.0}
    assert figure_of("macs", bound) == "at least 1.2 M"
    assert figure_of("parameters", bound) == "10" and figure_of("macs", {"macs": 5.0}) == "5"
    assert figure_of("macs", {}) == "–"
