"""A search under other seeds: specs that separate luck from merit."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import count, islice

from core.comparison.groups import search_key, title
from core.specs import SEEDS, Run, RunSpec, named


def repeats(run: Run, known: Sequence[Run], number: int) -> list[RunSpec]:
    """Return ``number`` specs of the same search, under seeds that none of ``known`` has."""
    key = search_key(run.spec)
    taken = {each.spec.seed for each in known if search_key(each.spec) == key} | {run.spec.seed}
    following = ((run.spec.seed + step) % SEEDS for step in count(1))
    seeds = islice((seed for seed in following if seed not in taken), number)
    return [_seeded(run, seed) for seed in seeds]


def _seeded(run: Run, seed: int) -> RunSpec:
    name = named(title(run.name), f" · seed {seed}")
    return run.spec.model_copy(update={"name": name, "seed": seed})
