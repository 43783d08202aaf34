"""The glossary: every word that the product uses, with a sentence and a source."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from core.datasets import DATASETS
from core.estimators.catalogue import ESTIMATORS
from core.estimators.proxies.catalogue import PROXIES
from core.metrics import METRICS
from core.models.catalogue import FAMILIES
from core.models.pruned_terms import PRUNING_TERMS
from core.registry import Registry, Term
from core.strategies.catalogue import STRATEGIES

_ELSKEN = "Elsken, Metzen & Hutter 2019, Neural Architecture Search: A Survey"
IDEAS: dict[str, Term] = {
    "search": Term(
        "Search",
        "A space says what may vary, a strategy what to try next, an estimator how good a try is.",
        _ELSKEN,
    ),
    "trial": Term(
        "Trial",
        "One try of a search: a network, what was chosen for it, and what came of it.",
        "Akiba et al. 2019, Optuna",
    ),
    "front": Term(
        "Front (Pareto front)",
        "The networks that no other beats: whatever is better than one of them in one goal is "
        "worse in another.",
        "Deb 2001, Multi-Objective Optimization using Evolutionary Algorithms, section 2.4",
    ),
    "hypervolume": Term(
        "Hypervolume",
        "The share of a box that a front covers, from a network that knows nothing at the highest "
        "cost to a perfect one that costs nothing. It grows with every better network.",
        "Zitzler & Thiele 1999, Multiobjective Evolutionary Algorithms",
    ),
    "split": Term(
        "Training, validation and test pictures",
        "Networks learn from the first, the search compares them on the second, and the third are "
        "shown once, when it is over. The best of many validation scores is in part luck; a test "
        "score is not.",
        "Hastie, Tibshirani & Friedman 2009, The Elements of Statistical Learning, section 7.2",
    ),
    "interval": Term(
        "95 % interval",
        "Where a share would lie that was counted on endless pictures instead of a few hundred: "
        "of a hundred such intervals, about five miss it.",
        "Wilson 1927, Probable inference, the law of succession, and statistical inference",
    ),
    "no-difference": Term(
        "No difference that these pictures can show",
        "Two scores that are less than one standard error apart: other pictures might well turn "
        "them round. Then the cheaper network is the better choice.",
        "Dietterich 1998, Approximate Statistical Tests, section 3.2",
    ),
    "archive": Term(
        "Keras archive",
        "The .keras file: a zip of the weights and of a description of every layer. Of a network "
        "of a few thousand weights the description is most of it; a format for small devices has "
        "a fraction of its size.",
        "Keras 3: saving and serialisation, the .keras format",
    ),
    "fine-tuning": Term(
        "Fine-tuning",
        "What is left of a pruned network learns again for a few epochs, and wins back most of "
        "what it lost.",
        "Han, Pool, Tran & Dally 2015, Learning both Weights and Connections",
    ),
}
_PRUNING_TITLES = {
    "granularity": "Pruning: what goes",
    "criterion": "Pruning: criteria for channels",
    "weight_criterion": "Pruning: criteria for single weights",
    "scope": "Pruning: where it goes",
    "target": "Pruning: what the ratio is a share of",
    "schedule": "Pruning: in which steps",
    "distillation": "Pruning: what it learns from",
}
_REGISTRIES: dict[str, Registry] = {
    "Strategies": STRATEGIES,
    "Estimators": ESTIMATORS,
    "Zero-cost proxies": PROXIES,
    "Families of networks": FAMILIES,
    "Data sets": DATASETS,
}


@dataclass(frozen=True)
class GlossaryEntry:
    """A word of the glossary: in which section it stands, and its name in a spec, if it has one."""

    section: str
    name: str
    term: Term

    def holds(self, words: str) -> bool:
        """Return whether all of ``words`` are in its title, name, section or sentence."""
        text = f"{self.section} {self.name} {self.term.title} {self.term.summary}".casefold()
        return all(word in text for word in words.casefold().split())


def glossary() -> tuple[GlossaryEntry, ...]:
    """Return all entries, section by section."""
    return tuple(_entries())


def _entries() -> Iterator[GlossaryEntry]:
    for name, term in IDEAS.items():
        yield GlossaryEntry("Ideas", name, term)
    for metric in METRICS.values():
        term = Term(metric.title, metric.summary, metric.source)
        yield GlossaryEntry("Figures of a network", metric.name, term)
    for section, registry in _REGISTRIES.items():
        for entry in registry.entries():
            term = Term(entry.title, entry.summary, entry.source)
            yield GlossaryEntry(section, entry.name, term)
    for choice, terms in PRUNING_TERMS.items():
        for value, term in terms.items():
            written = str(value).lower() if isinstance(value, bool) else value
            yield GlossaryEntry(_PRUNING_TITLES[choice], f"{choice}: {written}", term)
