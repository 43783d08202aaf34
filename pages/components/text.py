"""Owns how numbers and typed text are formatted: units, times, escaping."""

from __future__ import annotations

import math
import re
import time
from collections.abc import Iterable, Mapping, Sequence
from decimal import ROUND_HALF_UP, Context, Decimal

from core import api
from core.metrics import METRICS, at_least

# Any ASCII punctuation may be escaped by a backslash in Markdown.
_PUNCTUATION = re.compile(r"([\\`*_{}\[\]()#+\-.!|~<>$&^=@/\"'])")
_WORDS = ((1e12, "trillion"), (1e9, "billion"), (1e6, "million"))
_CHANGES = {
    "count": ("Fewer", "More"),
    "bytes": ("Smaller", "Larger"),
    "seconds": ("Less", "More"),
    "milliseconds": ("Less", "More"),
}
_SUPERSCRIPT = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
# A float has at most 309 digits before the point.
_ALL_DIGITS = Context(prec=320)
_STEPS = ((1e9, "G"), (1e6, "M"), (1e3, "k"))


def plain(text: str) -> str:
    """Escape typed ``text`` as Markdown: no HTML, links, icons or colours."""
    one_line = " ".join(text.split())
    # The word joiner keeps ":red[" and ":smile:" from being read as a colour or an emoji.
    return _PUNCTUATION.sub(r"\\\1", one_line).replace(":", "\\:\u2060")


def table(rows: Sequence[Mapping[str, str]]) -> str:
    """Return a Markdown table of Markdown cells, its headings the keys of the first row.

    ``st.table`` and ``st.dataframe`` have a browser fetch and read about a megabyte first.
    """
    lines = [tuple(rows[0]), ("---",) * len(rows[0]), *(tuple(row.values()) for row in rows)]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)


def share(value: float) -> str:
    """Format a share of 0..1 in percent: ``96.4 %``."""
    return f"{_fixed(value * 100, 1)} %"


def count(value: float, unit: str = "") -> str:
    """Format a count: exact to 99,999 (``4,210``), then with three digits (``1.2 M``)."""
    number = _fixed(value) if abs(value) < 100_000 else _scaled(value, _STEPS)
    return f"{number} {unit}".rstrip()


def times(ratio: float) -> str:
    """Format a ratio: ``1.4``, ``12``."""
    return _fixed(ratio, 1 if ratio < 9.95 else 0)


def big(value: float) -> str:
    """Format a large integer: ``11,664``, ``2.3 million``, ``4.1 × 10¹⁵``."""
    if value < 1e6:
        return f"{value:,.0f}"
    if value < 1e15:
        step, word = next((s, w) for s, w in _WORDS if value >= s * 0.9995)
        return f"{_three(value / step)} {word}"
    # A whole number can be larger than any float: its digits tell the power of ten.
    digits = str(int(value))
    power = str(len(digits) - 1).translate(_SUPERSCRIPT)
    return f"{digits[0]}.{digits[1]} × 10{power}"


def size(value: float) -> str:
    """Format bytes in decimal units: ``38 kB``."""
    return f"{_fixed(value)} B" if value < 1000 else f"{_scaled(value, _STEPS)}B"


def duration(seconds: float) -> str:
    """Format a duration in at most two units: ``0.8 s``, ``2 min 5 s``, ``3 h 10 min``."""
    if seconds < 10:
        return f"{_fixed(seconds, 1)} s"
    whole = math.floor(seconds + 0.5)
    if whole < 60:
        return f"{whole} s"
    if whole < 3600:
        return _two(whole // 60, "min", whole % 60, "s")
    minutes = math.floor(whole / 60 + 0.5)
    return _two(minutes // 60, "h", minutes % 60, "min")


def roughly(seconds: float) -> str:
    """Format an estimated duration: from five minutes on without seconds."""
    return duration(seconds if seconds < 300 else 60 * round(seconds / 60))


def soon(seconds: float) -> str:
    """Format an estimated time until something: ``in about 4 min``."""
    if seconds < 60:
        return "in less than a minute"
    return f"in about {duration(60 * round(seconds / 60))}"


def milliseconds(value: float) -> str:
    """Format a latency: ``0.83 ms``; from a second on as any duration."""
    return f"{value:.3g} ms" if value < 999.5 else duration(value / 1000)


def metric(name: str, value: float | None) -> str:
    """Format a metric's value in its unit; an en dash when there is none."""
    if value is None:
        return "–"
    unit = METRICS[name].unit if name in METRICS else "nats"
    if unit == "share":
        return share(value)
    if unit == "bytes":
        return size(value)
    if unit == "seconds":
        return duration(value)
    if unit == "milliseconds":
        return milliseconds(value)
    return count(value) if unit == "count" else f"{value:.3g}"


def figure_of(name: str, figures: Mapping[str, float]) -> str:
    """Format one of a network's figures; incomplete MACs as ``at least 1.2 M``."""
    return bounded(metric(name, figures.get(name)), exact=not at_least(name, figures))


def bounded(said: str, *, exact: bool, after: bool = False) -> str:
    """Mark a figure as a lower bound; ``after`` puts the mark behind a label."""
    if exact:
        return said
    return f"{said}, at least" if after else f"at least {said}"


def label(name: str) -> str:
    """Return a metric's label: ``Accuracy`` for ``val_accuracy``."""
    return METRICS[name].label if name in METRICS else name


def titled(name: str) -> str:
    """Return a metric's label with its pictures: ``Accuracy (validation)``."""
    return METRICS[name].title if name in METRICS else name


def cost_change(name: str, way: int) -> str:
    """Return a cost with its direction: ``Fewer parameters`` (``way`` < 0), ``More MACs``."""
    less, more = _CHANGES[METRICS[name].unit]
    return f"{less if way < 0 else more} {noun(name)}"


def noun(name: str) -> str:
    """Return a metric's label for use in a sentence: ``accuracy``, ``MACs``."""
    known = label(name)
    word = known if known[1].isupper() else known[0].lower() + known[1:]
    return word.replace(", ", " for ")


def glossary_link(word: str) -> str:
    """Return a Markdown link to the glossary, filtered by ``word``."""
    return f"[More in the glossary](glossary?term={word})"


def metrics_help(names: Iterable[str]) -> str:
    """Return the explanations of these metrics, for a widget's "?"."""
    known = (METRICS[name] for name in names)
    lines = [f"- **{plain(m.label)}**: {plain(m.summary.split('. ')[0])}" for m in known]
    return "\n".join([*lines, "", glossary_link("figures")])


def strategy(name: str) -> str:
    """Return a strategy's title: ``NSGA-II`` for ``nsga2``."""
    return next((entry.title for entry in api.strategies() if entry.name == name), name)


def ago(since: float | None, now: float | None = None) -> str:
    """Format the time since a Unix time: ``just now``, ``5 min ago``, ``3 days ago``."""
    if since is None:
        return "–"
    seconds = (time.time() if now is None else now) - since
    if seconds < 60:
        return "just now"
    if seconds < 3600:
        return f"{seconds // 60:.0f} min ago"
    if seconds < 86_400:
        return f"{seconds // 3600:.0f} h ago"
    days = round(seconds // 86_400)
    return "1 day ago" if days == 1 else f"{days} days ago"


def _scaled(value: float, steps: tuple[tuple[float, str], ...]) -> str:
    # 999,950 bytes read as "1 MB", not "1000 kB": each step starts where rounding reaches it.
    for step, prefix in steps:
        if abs(value) >= step * 0.9995:
            return f"{_three(value / step)} {prefix}"
    return f"{_fixed(value)} "


def _three(value: float) -> str:
    return _fixed(value, 0 if abs(value) >= 99.95 else 1).removesuffix(".0")


def _fixed(value: float, digits: int = 0) -> str:
    # A half goes up, as in a browser: Python alone would write 31.25 as 31.2.
    if not math.isfinite(value):
        return str(value)
    return f"{Decimal(value).quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP, _ALL_DIGITS):,}"


def _two(large: int, large_unit: str, small: int, small_unit: str) -> str:
    head = f"{large} {large_unit}"
    return f"{head} {small} {small_unit}" if small else head
