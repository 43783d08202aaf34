"""Owns the words for the ways to prune: plain ones first, the field's term beside them."""

from __future__ import annotations

from collections.abc import Mapping

from core.models.pruned_terms import PRUNING_TERMS
from core.specs import Value
from pages.components.text import glossary_link, plain

WORDS: Mapping[str, Mapping[Value, str]] = {
    choice: {value: term.title for value, term in terms.items()}
    for choice, terms in PRUNING_TERMS.items()
}


def explained(choice: str) -> str | None:
    """Explain each value of ``choice`` for a widget's "?"; None for plain numbers."""
    terms = PRUNING_TERMS.get(choice)
    if terms is None:
        return None
    lines = [f"- **{plain(term.title)}**: {plain(term.summary)}" for term in terms.values()]
    return "\n".join([*lines, "", glossary_link(choice.replace("weight_", ""))])


def option_text(choice: str, value: Value) -> str:
    """Return the label of a value of ``choice``: ``70 %``, its words, or the number."""
    if choice == "ratio":
        return f"{float(value) * 100:g} %"
    return WORDS[choice][value] if choice in WORDS else str(value)
