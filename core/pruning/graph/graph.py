"""The finished dependency graph: axes, groups, layers kept whole."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np

from core.pruning.graph.channels import Ids, components
from core.pruning.graph.trace import Axis, KeptWhole, Size, Trace

OUTPUT = "it makes an output of the network"
ASKED = "you asked to leave it alone"
Mask = np.ndarray[Any, np.dtype[np.bool_]]


@dataclass(frozen=True)
class DependencyGroup:
    """Channels made by layers that share some of them: one width, or widths that depend.

    Attributes:
        name: the path of the first layer that makes them.
        layers: the paths of all layers that make them.
        channels: their numbers in the graph; one may be several filters of several layers.
        free: those of them that may be removed.
    """

    name: str
    layers: tuple[str, ...]
    channels: Ids
    free: Ids


@dataclass(frozen=True)
class Graph:
    """The channels ``0 … count - 1`` of a network, tied to the axes of its weights.

    Removing a channel means removing every position that has its number from every axis.
    """

    count: int
    frozen: Mask
    axes: tuple[Axis, ...]
    sizes: tuple[Size, ...]
    groups: tuple[DependencyGroup, ...]
    kept_whole: tuple[KeptWhole, ...]

    @cached_property
    def makers(self) -> tuple[Axis, ...]:
        """The axes along which channels are made."""
        return tuple(axis for axis in self.axes if axis.role == "makes")

    @cached_property
    def by_weight(self) -> dict[int, tuple[Axis, ...]]:
        """The axes of each weight, by the id of its variable."""
        found: dict[int, tuple[Axis, ...]] = {}
        for axis in self.axes:
            key = id(getattr(axis.layer, axis.weight))
            found[key] = (*found.get(key, ()), axis)
        return found


def settle(notes: Trace, *, outputs: Sequence[Ids], asked: Sequence[Ids]) -> Graph:
    """Return the graph of a finished trace; keep ``outputs`` and ``asked`` whole."""
    for ids in (*outputs, *asked):
        notes.channels.freeze(ids)
    merged, stuck = notes.channels.settle()
    axes = tuple(replace(axis, ids=merged[axis.ids]) for axis in notes.axes.values())
    sizes = tuple(replace(size, ids=merged[size.ids]) for size in notes.sizes.values())
    frozen = np.zeros(int(merged.max(initial=-1)) + 1, np.bool_)
    frozen[stuck] = True
    kept: dict[str, KeptWhole] = {}
    for tensors, because in ((outputs, OUTPUT), (asked, ASKED)):
        held = merged[np.concatenate([np.empty(0, np.int64), *tensors])]
        for axis in axes:
            if axis.role == "makes" and np.isin(axis.ids, held).all():
                kept.setdefault(axis.path, KeptWhole(axis.path, because))
    whole = tuple((notes.kept_whole | kept).values())
    return Graph(len(frozen), frozen, axes, sizes, _groups(axes, frozen), whole)


def _groups(axes: Sequence[Axis], frozen: Mask) -> tuple[DependencyGroup, ...]:
    makers = [axis for axis in axes if axis.role == "makes"]
    part = components(len(frozen), [(axis.ids[:-1], axis.ids[1:]) for axis in makers])
    members: dict[int, list[Axis]] = {}
    for axis in makers:
        members.setdefault(int(part[axis.ids[0]]), []).append(axis)
    return tuple(_group(together, frozen) for together in members.values())


def _group(makers: Sequence[Axis], frozen: Mask) -> DependencyGroup:
    channels = np.unique(np.concatenate([axis.ids for axis in makers]))
    paths = tuple(axis.path for axis in makers)
    return DependencyGroup(paths[0], paths, channels, channels[~frozen[channels]])
