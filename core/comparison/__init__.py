"""Several runs side by side: hypervolume over time, attainment over seeds, choices that matter."""

from core.comparison.attainment import Surface, attainment
from core.comparison.hypervolume_history import (
    Band,
    HypervolumeHistory,
    Spent,
    band,
    common_box,
    covered,
    hypervolume_history,
)
from core.comparison.importance import Importance, importance
from core.comparison.pooling import Pool, Pooled, choices_that_matter, pool
from core.comparison.repeating import repeats
from core.comparison.sides import (
    Comparison,
    Ranking,
    SearchGroup,
    compare,
    differences,
    search_key,
    title,
)

__all__ = [
    "Band",
    "Comparison",
    "HypervolumeHistory",
    "Importance",
    "Pool",
    "Pooled",
    "SearchGroup",
    "Spent",
    "Ranking",
    "Surface",
    "attainment",
    "band",
    "choices_that_matter",
    "common_box",
    "compare",
    "covered",
    "differences",
    "hypervolume_history",
    "importance",
    "pool",
    "repeats",
    "search_key",
    "title",
]
