"""Every error that the engine raises on purpose: one root, few children."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

# Problems that a text tells one by one; a file can hold thousands.
MOST_LISTED = 50


class CoreError(Exception):
    """Something a person can fix; its text says what was expected, what came and what to do."""


class NotFoundError(CoreError):
    """A run, trial, space, data set or preset that does not exist."""


class UnreadableError(NotFoundError):
    """A row that is there, but that this version cannot read: another made it, or it is damaged."""


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
    """Return the first line of ``error``'s text, up to 300 characters; else its type."""
    lines = str(error).strip().splitlines()
    return lines[0][:300] if lines else type(error).__name__


def in_a_line(error: Exception) -> str:
    """Return the kind of ``error`` and the first line of its message."""
    kind, line = type(error).__name__, first_line(error)
    return kind if line == kind else f"{kind}: {line}"


@contextmanager
def in_words(what: str, way: str, kind: type[CoreError] = PruningError) -> Iterator[None]:
    """Turn whatever a library raises within into ``kind``: what went wrong, its words, the way out.

    What a library raises while a network is read, built or run is of any class. A CoreError passes
    as it is; else the original is the ``__cause__``.

    Args:
        what: what did not work, with the layer's name; no full stop.
        way: what to do about it, a sentence.
    """
    try:
        yield
    except CoreError:
        raise
    except Exception as error:
        raise kind(f"{what}: {cause_of(error)} {way}") from error


def cause_of(error: BaseException) -> str:
    """Return a library's error as a sentence, without dumps and marks."""
    said = str(error).rpartition("Exception encountered: ")[2]
    said = re.split(r"(?:Exception|Error) encountered[^\n]*\n+", said)[-1]
    said = re.sub(r"\x1b\[\d*m|\{\{.*?\}\}|\[Op:.*", "", said).strip()
    plain = said.partition("{")[0].strip() or said or type(error).__name__
    cause = first_line(ValueError(plain)).rstrip(" :=")
    return cause if cause.endswith((".", "!", "?")) else f"{cause}."


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
        parts = [str(problem) for problem in self.problems[:MOST_LISTED]]
        if (more := len(self.problems) - len(parts)) > 0:
            parts.append(f"{more:,} more like these.")
        super().__init__("\n".join(parts))


class ClaimLostError(CoreError):
    """A worker wrote to a run that has meanwhile been given to another worker."""
