"""What the launch page shows of every strategy."""

from __future__ import annotations

from collections import Counter

from core.strategies import STRATEGIES


def test_every_strategy_has_a_title_a_sentence_and_a_group_of_a_few() -> None:
    entries = STRATEGIES.entries()
    assert len({entry.title for entry in entries} - set(STRATEGIES.names())) == len(entries)
    assert all(entry.summary.endswith(".") for entry in entries)
    groups = Counter(entry.group for entry in entries)
    assert "" not in groups and max(groups.values()) <= 5
