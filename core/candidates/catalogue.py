"""The registry of candidate kinds, and the kind of a space."""

from __future__ import annotations

from pathlib import Path

from core.candidates.base import CandidateKind
from core.models.pruned_options import PRUNED
from core.registry import Registry
from core.specs import Space

FAMILY = "family"
# By what a space names as its family; any other name is that of a family of networks.
KINDS = Registry("kind of candidate")
KINDS.add(
    FAMILY,
    "core.candidates.family:FamilyKind",
    summary="A network of a family, trained from fresh weights.",
)
KINDS.add(
    PRUNED,
    "core.candidates.pruned:PrunedKind",
    summary="A trained network with less in it, that learns on.",
)


def kind_of(space: Space, home: Path | None = None) -> CandidateKind:
    """Return the kind of the candidates of ``space``.

    Args:
        home: the folder with their parents, where one is asked about.
    """
    name = space.family if space.family in KINDS.names() else FAMILY
    kind: type[CandidateKind] = KINDS.load(name)
    return kind(space, home)
