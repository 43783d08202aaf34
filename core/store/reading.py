"""Decodes stored rows; one that this version cannot read is logged and left out."""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, TypeVar

from pydantic import ValidationError

from core.candidates.catalogue import kind_of
from core.errors import CoreError, UnknownNameError, UnreadableError, first_line
from core.estimators.catalogue import ESTIMATORS
from core.logs import Once, logger
from core.metrics import METRICS
from core.parsing import first_fault
from core.registry import Registry
from core.specs import Chosen, Counts, Run, Space, Trial, Unreadable, UnreadableRun
from core.strategies.catalogue import STRATEGIES

Row = Mapping[Any, Any]
Read = TypeVar("Read")
# The year 2242; a later time is not one at which something was written.
LATEST_TIME = 2.0**33
_once = Once(logger(__name__))
_PLAIN = (
    "id name owner spec status reason request created started ended heartbeat active_seconds "
    "device revision best box"
).split()


class Garbled:
    """Stands for a stored text that is no JSON; no field takes it, so its row is not read."""

    __slots__ = ()


def decoded(text: str) -> Any:
    """Decode a stored JSON text; one damaged row must not hide the rows after it."""
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return Garbled()


def run_of(row: Row) -> Run:
    """Return the run that a row holds.

    Raises:
        UnreadableError: it was made by another version, or is damaged.
    """
    return _read(lambda: f"Run {row['name']!r} ({row['id']})", lambda: _known(row))


def unreadable_run(row: Row) -> UnreadableRun | None:
    """Describe a run that cannot be read; return None for one that can."""
    why = _why_unreadable(row, run_of)
    words = {name: str(row[name]) for name in ("id", "name", "owner", "status")}
    return UnreadableRun(**words, created=_time(row["created"]), why=why) if why else None


def unreadable_space(row: Row) -> Unreadable | None:
    """Describe a saved space that cannot be read; return None for one that can."""
    why = _why_unreadable(row, space_of)
    seconds = _time(row["changed"])
    return Unreadable(name=str(row["name"]), created=seconds, why=why) if why else None


def trial_of(run_id: str, row: Row) -> Trial:
    """Return the trial in a row, or raise UnreadableError; bad figures count as missing."""
    try:
        return whole_trial_of(run_id, row)
    except UnreadableError:
        known = _with_known_figures(row)
        if known == dict(row):
            raise
        trial = whole_trial_of(run_id, known)
        left_out(missing_words(run_id, row["number"]))
        return trial


def whole_trial_of(run_id: str, row: Row) -> Trial:
    """Return the trial in a row, or raise UnreadableError, also if a figure is missing."""
    return _read(lambda: f"Trial {row['number']} of run {run_id}", lambda: _finite(Trial(**row)))


def missing_words(run_id: str, number: Any) -> str:
    """Return the log message for a trial with a figure that is no number."""
    return f"A figure of trial {number} of run {run_id} is no number: it counts as missing."


def known_figures(metrics: Any) -> Any:
    """Return ``metrics`` without those that are null, NaN or infinite; anything else as it came."""
    if not isinstance(metrics, dict):
        return metrics
    return {name: value for name, value in metrics.items() if not is_missing(value)}


def is_missing(figure: Any) -> bool:
    """Return whether a stored figure is null, NaN, infinite, or out of range."""
    if figure is None:
        return True
    return isinstance(figure, (int, float)) and not are_finite([figure])


def are_finite(figures: Iterable[float]) -> bool:
    """Return whether all ``figures`` are finite, and no integer too large for a float."""
    try:
        return all(map(math.isfinite, figures))
    except OverflowError:
        return False


def space_of(row: Row) -> Space:
    """Return the saved space that a row holds (UnreadableError)."""
    return _read(
        lambda: f"The space {row['name']!r} of {row['owner']!r}",
        lambda: _familiar(Space.model_validate(row["body"])),
    )


def readable(rows: Iterable[Row], read: Callable[[Row], Read]) -> Iterator[Read]:
    """Yield the readable ``rows``; log each of the others once."""
    for row in rows:
        try:
            yield read(row)
        except UnreadableError as error:
            left_out(str(error))


def left_out(why: str) -> None:
    """Log once that something was left out."""
    _once.warn(why)


def _why_unreadable(row: Row, read: Callable[[Row], object]) -> str:
    """Return why ``row`` cannot be read; empty where it can."""
    try:
        read(row)
    except UnreadableError as error:
        return str(error)
    return ""


def _time(stored: Any) -> float:
    """Return a stored Unix time; 0.0 if it is none."""
    seconds = stored if isinstance(stored, (int, float)) else 0.0
    return seconds if 0 <= seconds < LATEST_TIME else 0.0


def _read(what: Callable[[], str], make: Callable[[], Read]) -> Read:
    try:
        return make()
    # A TypeError: the names of fields are none, or one is there twice.
    except (ValidationError, CoreError, KeyError, TypeError) as error:
        raise UnreadableError(
            f"{what()} was made by another version, or is damaged, and cannot be read here: "
            f"{_why(error)}. Open it with the version that made it, or delete it."
        ) from error


def _why(error: Exception) -> str:
    if isinstance(error, ValidationError):
        return first_fault(error)
    return first_line(error).rstrip(".")


def _known(row: Row) -> Run:
    """Return the run of ``row`` under present names if all that its spec names exists; else raise.

    Raises CoreError, ValidationError or KeyError.
    """
    values = {name: row[name] for name in _PLAIN}
    counts = {name: row[name] for name in Counts.model_fields}
    progress = row["progress"] or None
    run = Run.model_validate({**values, "counts": counts, "progress": progress})
    spec = run.spec
    strategy, estimator = _named(spec.strategy, STRATEGIES), _named(spec.estimator, ESTIMATORS)
    kind_of(spec.space).settings({})
    for objective in spec.objectives:
        if objective.metric not in METRICS:
            raise UnknownNameError(f"Unknown metric {objective.metric!r}")
    if (strategy, estimator) == (spec.strategy, spec.estimator):
        return run
    renamed = spec.model_copy(update={"strategy": strategy, "estimator": estimator})
    return run.model_copy(update={"spec": renamed})


def _named(chosen: Chosen, registry: Registry) -> Chosen:
    entry = registry.entry(chosen.name)
    registry.params(chosen.name, chosen.params)
    return chosen.model_copy(update={"name": entry.name})


def _familiar(space: Space) -> Space:
    """Return the space, if its family is known here (UnknownNameError)."""
    _ = kind_of(space).options
    return space


def _with_known_figures(row: Row) -> dict[Any, Any]:
    volume = None if is_missing(row["hypervolume"]) else row["hypervolume"]
    return {**row, "metrics": known_figures(row["metrics"]), "hypervolume": volume}


def _finite(trial: Trial) -> Trial:
    if not are_finite((*trial.metrics.values(), trial.hypervolume or 0.0)):
        raise UnreadableError("a figure of it is no number")
    return trial
