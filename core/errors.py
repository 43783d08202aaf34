"""Every error that the engine raises on purpose: one root, few children."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


class CoreError(Exception):
    """Something a person can mend; its text says what was expected, what came and what to do."""


class NotFoundError(CoreError):
    """A run, trial, space, data set or preset that does not exist."""


class UnknownNameError(CoreError):
    """A name that a registry does not hold."""


class StateError(CoreError):
    """An action that the run's present status does not allow."""


class DataError(CoreError):
    """A data set that cannot be read, or that no search can use."""


class StoreError(CoreError):
    """The database or the disk refused: locked, full, read-only or damaged."""


class EvaluationError(CoreError):
    """One candidate could not be scored; the run goes on without it."""


class PruningError(CoreError):
    """A network that cannot be pruned, or not as far as was asked."""


def first_line(error: BaseException) -> str:
    """The first line of what ``error`` says, at most 300 characters of it; else its kind."""
    lines = str(error).strip().splitlines()
    return lines[0][:300] if lines else type(error).__name__


@dataclass(frozen=True)
class Problem:
    """One thing wrong with a spec: the field (dotted path) and what to do about it."""

    field: str
    message: str

    def __str__(self) -> str:
        return f"{self.field}: {self.message}" if self.field else self.message


class SpecError(CoreError):
    """A spec that was refused; ``problems`` names each field and the way out."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))


class ClaimLostError(CoreError):
    """A worker wrote to a run that has meanwhile been given to another worker."""
