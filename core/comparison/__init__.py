"""Several runs side by side: hypervolume over time, attainment over seeds, choices that matter."""

from core.comparison.attainment import Surface, attainment
from core.comparison.groups import (
    Comparison,
    Ranking,
    SearchGroup,
    compare,
    differences,
    search_key,
    title,
)
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
