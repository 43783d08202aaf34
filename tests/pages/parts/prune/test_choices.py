"""What the ways to prune are called."""

from __future__ import annotations

import pytest

from core.models.pruned_options import PrunedOptions
from pages.parts.prune.choices import WORDS, option_text


@pytest.mark.parametrize("choice", WORDS)
def test_every_value_there_is_has_words(choice: str) -> None:
    rule = PrunedOptions.rule_of(choice)
    assert rule is not None
    assert set(WORDS[choice]) == set(rule.values or (False, True))


def test_ratio_is_a_percentage_and_other_numbers_are_plain() -> None:
    assert (option_text("ratio", 0.85), option_text("epochs", 8)) == ("85 %", "8")
