"""Several runs side by side: growth on one scale, attainment over seeds, choices that matter."""

from core.comparison.attainment import Surface, attainment
from core.comparison.growth import Band, Growth, Spent, band, common_box, covered, growth
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
    "Growth",
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
    "growth",
    "importance",
    "pool",
    "repeats",
    "search_key",
    "title",
]
