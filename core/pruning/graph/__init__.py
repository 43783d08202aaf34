"""Dependency groups: which channels of a network can only be removed together."""

from core.pruning.graph.graph import DependencyGroup, Graph
from core.pruning.graph.trace import Axis, KeptWhole
from core.pruning.graph.tracing import trace

__all__ = ["Axis", "Graph", "DependencyGroup", "KeptWhole", "trace"]
