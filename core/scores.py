"""Scores with their pictures and intervals, in words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Literal

from core.datasets.part_sizes import PartSize, part_sizes
from core.intervals import difference_error, standard_error, wilson_interval
from core.metrics import METRICS, Part

# The parts that scores are taken on, with their sizes; without those that are not known.
Samples = Mapping[Part, PartSize]
# What stands beside a score in a column of its own: how many pictures, both ends of the interval,
# the standard error, the interval in words.
Evidence = Literal["pictures", "low", "high", "error", "interval"]
# Of the figures among them.
DIGITS = 6
# What is said of a difference below one standard error.
NO_DIFFERENCE = "no difference that these pictures can show"


@dataclass(frozen=True)
class Score:
    """A metric's value and the pictures that it was taken on.

    ``low`` and ``high`` are the ends of the 95 % Wilson interval, ``error`` is the standard error;
    None where the score is no share of pictures (a mean precision, a loss), or nobody knows of how
    many, as of a table's answers.
    """

    metric: str
    value: float
    size: PartSize | None = None
    low: float | None = None
    high: float | None = None
    error: float | None = None

    @property
    def interval(self) -> str:
        """``95.0 to 98.5 %``; empty where there is none."""
        if self.low is None or self.high is None:
            return ""
        return f"{self.low * 100:.1f} to {self.high * 100:.1f} %"

    @property
    def pictures(self) -> str:
        """``360 test pictures``, ``500 test pictures, 1,201 objects``, ``validation pictures``."""
        return pictures_text(METRICS[self.metric].part, self.size)

    @property
    def evidence(self) -> str:
        """``95.0 to 98.5 %, 360 test pictures``: what stands beside the value."""
        return ", ".join(filter(None, (self.interval, self.pictures)))

    def differs_from(self, other: Score) -> bool:
        """Return whether two scores differ by a standard error, or have no error."""
        if self.error is None or other.error is None:
            return True
        return abs(self.value - other.value) >= difference_error(self.error, other.error)


def pictures_text(part: Part | None, size: PartSize | None) -> str:
    """Return the pictures of a part in words; empty where there are none."""
    if part is None:
        return ""
    number = f"{size.pictures:,} " if size else ""
    objects = f", {size.objects:,} objects" if size and size.objects is not None else ""
    return f"{number}{part} pictures{objects}"


def samples_in(split_file: Path) -> Samples:
    """Return the sizes of a split's scoring parts; none if the file does not exist."""
    sizes = part_sizes(split_file)
    parts: tuple[Part, ...] = ("validation", "test")
    return {part: sizes[part] for part in parts if part in sizes}


def score_of(metric: str, value: float, samples: Samples) -> Score:
    """Return the score ``value`` of ``metric``, with its interval."""
    known = METRICS[metric]
    return _score(metric, value, None if known.part is None else samples.get(known.part))


def _score(metric: str, value: float, size: PartSize | None) -> Score:
    judged = METRICS[metric].proportion and 0 <= value <= 1
    # A damaged split may have no picture.
    if size is None or size.pictures < 1 or not judged:
        return Score(metric, value, size)
    low, high = wilson_interval(value, size.pictures)
    return Score(metric, value, size, low, high, standard_error(value, size.pictures))


def evidence_columns(metric: str, what: Iterable[Evidence]) -> list[str]:
    """Return the headings of the columns beside a score: ``val_accuracy_low``."""
    return [f"{metric}_{each}" for each in what]


def evidence_cells(
    metric: str, figures: Mapping[str, float], samples: Samples, what: tuple[Evidence, ...]
) -> tuple[float | str | None, ...]:
    """Return the cells of those columns for a network's ``figures``; None where empty."""
    value, part = figures.get(metric), METRICS[metric].part
    if value is None or part is None or part not in samples:
        return (None,) * len(what)
    return _cells(metric, value, samples[part], what)


# A score of n pictures has at most n + 1 values: of ten thousand trials most are known already.
@lru_cache(maxsize=4096)
def _cells(
    metric: str, value: float, size: PartSize, what: tuple[Evidence, ...]
) -> tuple[float | str | None, ...]:
    score = _score(metric, value, size)
    ends = {
        name: None if end is None else round(end, DIGITS)
        for name, end in (("low", score.low), ("high", score.high), ("error", score.error))
    }
    cells = {**ends, "pictures": size.pictures, "interval": score.interval or None}
    return tuple(cells[each] for each in what)
