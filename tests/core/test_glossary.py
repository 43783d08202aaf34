"""Whatever can be chosen or is measured has a sentence and a source in the glossary."""

from __future__ import annotations

from typing import get_args

import pytest

from core import api
from core.datasets import DATASETS
from core.estimators.catalogue import ESTIMATORS
from core.estimators.proxies.catalogue import PROXIES
from core.glossary import GlossaryEntry
from core.metrics import METRICS
from core.models import pruned_options
from core.models.catalogue import FAMILIES
from core.models.pruned_terms import PRUNING_TERMS
from core.models.pruning_methods import CRITERIA, SCHEDULES, WEIGHT_CRITERIA
from core.registry import Registry
from core.strategies.catalogue import STRATEGIES

ENTRIES = api.glossary()
REGISTRIES = (STRATEGIES, ESTIMATORS, PROXIES, FAMILIES, DATASETS)


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: f"{entry.section}:{entry.name}")
def test_every_entry_has_a_title_a_sentence_and_a_source(entry: GlossaryEntry) -> None:
    assert entry.term.title and len(entry.term.source) > 3
    assert len(entry.term.summary) > 15 and entry.term.summary[-1] in ".?!"


@pytest.mark.parametrize("registry", REGISTRIES, ids=lambda registry: registry.kind)
def test_every_registered_thing_is_in_the_glossary(registry: Registry) -> None:
    assert set(registry.names()) <= {entry.name for entry in ENTRIES}
    assert registry.names()


def test_every_metric_is_in_the_glossary() -> None:
    figures = {e.name for e in ENTRIES if e.section == "Figures of a network"}
    assert figures == set(METRICS)


@pytest.mark.parametrize(
    ("choice", "values"),
    [
        ("granularity", get_args(pruned_options.Granularity)),
        ("criterion", CRITERIA.names()),
        ("weight_criterion", WEIGHT_CRITERIA.names()),
        ("scope", get_args(pruned_options.Scope)),
        ("target", get_args(pruned_options.Target)),
        ("schedule", SCHEDULES.names()),
    ],
)
def test_every_way_to_prune_is_explained(choice: str, values: tuple[str, ...]) -> None:
    assert set(PRUNING_TERMS[choice]) == set(values)


def test_words_are_found_in_any_order_and_case() -> None:
    found = [entry.name for entry in ENTRIES if entry.holds("Weights SIZE l2")]
    assert found == ["criterion: l2"]
    assert not any(entry.holds("no such word") for entry in ENTRIES)
