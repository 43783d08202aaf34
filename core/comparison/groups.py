"""Groups of runs that differ only in their seed, compared with each other."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from pydantic import ValidationError

from core.comparison.attainment import Surface, attainment
from core.comparison.hypervolume_history import (
    HypervolumeHistory,
    Spent,
    common_box,
    covered,
    hypervolume_history,
    joint_range,
    run_range,
)
from core.errors import UnknownNameError
from core.estimators.catalogue import ESTIMATORS
from core.metrics import METRICS
from core.pareto import points_of
from core.registry import Registry
from core.specs import Box, Chosen, Objective, Run, RunSpec, Trial
from core.strategies.catalogue import STRATEGIES

_SEED = re.compile(r" · seed \d+$")
_ASPECTS = {
    "dataset": "data",
    "space": "space",
    "strategy": "strategy",
    "estimator": "training",
    "objectives": "goals",
    "limits": "limits",
    "budget": "budget",
}


def title(name: str) -> str:
    """Return a run's name without the seed that repeating it adds."""
    return _SEED.sub("", name)


def search_key(spec: RunSpec) -> str:
    """Return a key that is equal for runs differing only in name, seed and notes."""
    same = _filled(spec).model_copy(update={"name": "-", "seed": 0, "notes": ""})
    return same.model_dump_json()


def _filled(spec: RunSpec) -> RunSpec:
    """Return ``spec`` with every default of its strategy and estimator filled in."""
    both: dict[str, Registry] = {"strategy": STRATEGIES, "estimator": ESTIMATORS}
    return spec.model_copy(
        update={field: _whole(getattr(spec, field), known) for field, known in both.items()}
    )


def _whole(chosen: Chosen, known: Registry) -> Chosen:
    """Fill in defaults; a plug-in that is gone or has other parameters stays as it is."""
    try:
        params = known.params(chosen.name, chosen.params)
    except (UnknownNameError, ValidationError):
        return chosen
    return Chosen(name=chosen.name, params=params.model_dump(mode="json"))


@dataclass(frozen=True)
class SearchGroup:
    """One search of a comparison.

    Attributes:
        name: unlike that of every other group.
        runs: its repeats, in the order in which they were given.
        trials: one tuple a run, by number; the same goes for ``histories``.
        surfaces: of one run its front; of several what three quarters, half and a quarter of
            them attain, in this order.
    """

    name: str
    runs: tuple[Run, ...]
    trials: tuple[tuple[Trial, ...], ...]
    surfaces: tuple[Surface, ...]
    histories: tuple[HypervolumeHistory, ...]

    @property
    def seeds(self) -> int:
        """The number of different seeds: the same seed twice counts once."""
        return len({run.spec.seed for run in self.runs})

    @property
    def middle(self) -> Surface:
        """The front, or the surface that half of the runs attain."""
        return self.surfaces[len(self.surfaces) // 2]


@dataclass(frozen=True)
class Ranking:
    """The shares of the common box that a group's runs cover at the same spending, in [0, 1]."""

    group: SearchGroup
    least: float
    median: float
    most: float

    def overlaps(self, other: Ranking) -> bool:
        """Return whether the two ranges have a value in common."""
        return self.least <= other.most and other.least <= self.most


@dataclass(frozen=True)
class Comparison:
    """Searches measured in one box.

    Attributes:
        objectives: the quality, then the cost.
        waiting: runs without a complete trial that has the metrics; they are left out.
    """

    groups: tuple[SearchGroup, ...]
    objectives: tuple[Objective, ...]
    box: Box
    waiting: tuple[Run, ...]

    def common_spending(self, axis: Spent) -> float:
        """Return what every run has spent: the least of their totals."""
        return min(self._ends(axis))

    def longest(self, axis: Spent) -> float:
        """Return the largest total that a run has spent."""
        return max(self._ends(axis))

    def _ends(self, axis: Spent) -> list[float]:
        histories = [history for group in self.groups for history in group.histories]
        return [float(getattr(history, axis)[-1]) for history in histories]

    def rankings(self, axis: Spent) -> list[Ranking]:
        """Return the groups' results at the common spending, best median first."""
        spent = self.common_spending(axis)
        found = [_ranking(group, axis, spent) for group in self.groups]
        return sorted(found, key=lambda ranking: -ranking.median)


def compare(
    runs: Sequence[tuple[Run, Sequence[Trial]]], objectives: Sequence[Objective]
) -> Comparison:
    """Return the comparison of ``runs`` with their trials by number, on two ``objectives``.

    Raises:
        StateError: no run has a complete trial with these metrics.
    """
    # The empty list lets no runs at all be refused in the same words.
    seen = common_box([[], *(trials for _, trials in runs)], objectives)
    box = tuple(
        joint_range([run_range(run, objective) for run, _ in runs]) or span
        for objective, span in zip(objectives, seen, strict=True)
    )
    ready = [(run, trials) for run, trials in runs if _has_point(trials, objectives)]
    alike: dict[str, list[tuple[Run, Sequence[Trial]]]] = {}
    for run, trials in ready:
        alike.setdefault(search_key(run.spec), []).append((run, trials))
    names = _names([same[0][0] for same in alike.values()])
    groups = [
        _group(name, same, objectives, box)
        for name, same in zip(names, alike.values(), strict=True)
    ]
    known = {run.id for run, _ in ready}
    waiting = tuple(run for run, _ in runs if run.id not in known)
    return Comparison(tuple(groups), tuple(objectives), box, waiting)


def differences(specs: Sequence[RunSpec]) -> dict[str, list[str]]:
    """Return, in words, each aspect in which ``specs`` differ and its values."""
    found: dict[str, list[str]] = {}
    for field, word in _ASPECTS.items():
        values = [_worded(spec)[field] for spec in specs]
        if any(value != values[0] for value in values):
            found[word] = _short_values(values)
    return found


def _called(spec: RunSpec) -> str:
    """Return the title of the spec's strategy; an unknown one keeps its name."""
    known = {entry.name: entry.title for entry in STRATEGIES.entries()}
    return known.get(spec.strategy.name, spec.strategy.name)


def _worded(spec: RunSpec) -> dict[str, Any]:
    fields = _filled(spec).model_dump(mode="json")
    return fields | {"strategy": {**fields["strategy"], "name": _called(spec)}}


def _short_values(values: Sequence[Any]) -> list[str]:
    """Abbreviate the values: their names or, where these are equal, what differs."""
    if not isinstance(values[0], Mapping):
        return [_flat(value) for value in values]
    names = [str(value.get("name", "")) for value in values]
    if len(set(names)) == len(set(map(str, values))):
        return names
    flat = [_entries(value) for value in values]
    keys = sorted({key for entries in flat for key in entries})
    unlike = [key for key in keys if len({str(entries.get(key)) for entries in flat}) > 1]
    return [
        ", ".join(f"{key} {entries[key]}" for key in unlike if key in entries) or "the default"
        for entries in flat
    ]


def _entries(value: Mapping[str, Any]) -> dict[str, Any]:
    inner = value.get("params") or value.get("choices") or {}
    plain = {key: each for key, each in value.items() if not isinstance(each, Mapping)}
    return {key: each for key, each in {**plain, **inner}.items() if each is not None}


def _flat(value: Any) -> str:
    if isinstance(value, list):
        return " and ".join(METRICS[each["metric"]].label for each in value)
    return str(value)


def _has_point(trials: Sequence[Trial], objectives: Sequence[Objective]) -> bool:
    return bool(np.isfinite(points_of(trials, objectives)).all(axis=1).any())


def _group(
    name: str,
    runs: Sequence[tuple[Run, Sequence[Trial]]],
    objectives: Sequence[Objective],
    box: Box,
) -> SearchGroup:
    percentiles = (75.0, 50.0, 25.0) if len(runs) > 1 else (50.0,)
    return SearchGroup(
        name,
        tuple(run for run, _ in runs),
        tuple(tuple(trials) for _, trials in runs),
        tuple(attainment([trials for _, trials in runs], objectives, percentiles)),
        tuple(hypervolume_history(trials, objectives, box) for _, trials in runs),
    )


def _names(runs: Sequence[Run]) -> list[str]:
    """Return the runs' titles; equal ones get the strategy, then the run's id."""
    names = [title(run.name) for run in runs]
    for more in ("strategy", "id"):
        twice = {name for name in names if names.count(name) > 1}
        words = [_called(run.spec) if more == "strategy" else run.id[:4] for run in runs]
        names = [
            f"{name} · {word}" if name in twice else name
            for name, word in zip(names, words, strict=True)
        ]
    return names


def _ranking(group: SearchGroup, axis: Spent, spent: float) -> Ranking:
    values = [float(covered(history, axis, np.array([spent]))[0]) for history in group.histories]
    return Ranking(group, min(values), float(np.median(values)), max(values))
