"""A stored table, read into memory: the figures of an architecture in a microsecond."""

from __future__ import annotations

import csv
import gzip
import hashlib
import io
import zlib
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path

import numpy as np
import numpy.typing as npt

from core.datasets.table_facts import SCORES, Column, TableFacts
from core.errors import DataError, EvaluationError
from core.spaces import Part, count_architectures, restrict
from core.spaces.operations import Valid
from core.specs import Choices, Space, Value

FILE = "table.csv.gz"
Cells = tuple[str, ...]


class Answers:
    """The figures of every architecture of a table; immutable.

    Args:
        facts: the table's description.
        cells: the architectures, each as the texts of its choices in the space's order.
        figures: (rows, columns), in the order of ``facts.columns``; NaN where there is none.
    """

    def __init__(
        self, facts: TableFacts, cells: Sequence[Cells], figures: npt.NDArray[np.float64]
    ) -> None:
        self.facts = facts
        self._names = [choice.name for choice in facts.space.choices]
        self._rows = {row: number for number, row in enumerate(cells)}
        columns = [(column.metric, column.epochs) for column in facts.columns]
        self._figures = [
            {column: value for column, value in zip(columns, row, strict=True) if value == value}
            for row in figures.tolist()
        ]

    def __contains__(self, choices: Choices) -> bool:
        return cells_of(self._names, choices) in self._rows

    def part_of(self, space: Space, *, epochs: int) -> Part | None:
        """Return the part of ``space`` with answers; None where that is all of the table's own.

        Args:
            epochs: after how many of them an architecture must have an accuracy to be offered.
        """
        if self.facts.rows >= count_architectures(self.facts.space):
            return None
        known = list(self._within(space))
        wanted = ("val_accuracy", epochs)
        return Part(
            space,
            (choices for choices, _ in known),
            [choices for choices, number in known if wanted in self._figures[number]],
        )

    def _within(self, space: Space) -> Iterator[tuple[Valid, int]]:
        """Yield the architectures that lie in ``space``, with the numbers of their rows."""
        values = [{cell(v): v for v in choice.values} for choice in self.facts.space.choices]
        for cells, number in self._rows.items():
            named = zip(self._names, values, cells, strict=True)
            choices = {name: known[text] for name, known, text in named if text}
            with suppress(EvaluationError):
                if restrict(space, choices).keys() == choices.keys():
                    yield choices, number

    def costs(self, choices: Choices) -> dict[str, float]:
        """Return the costs before training (parameters, MACs, bytes) that the table has.

        Raises:
            EvaluationError: the table has no such architecture.
        """
        row = self._row(choices)
        return {metric: value for (metric, _), value in row.items() if metric not in SCORES}

    def scores(self, choices: Choices, *, epochs: int) -> dict[str, float]:
        """Return the validation scores after ``epochs`` epochs, by metric.

        Raises:
            EvaluationError: the table has no such architecture, or not after so many epochs.
        """
        row = self._row(choices)
        found = {m: v for (m, e), v in row.items() if e == epochs and m.startswith("val_")}
        if "val_accuracy" not in found:
            known = sorted(e for metric, e in row if metric == "val_accuracy")
            raise EvaluationError(
                f"The table has this architecture's accuracy after {_listed(known)} epochs; "
                f"{epochs} were asked for."
            )
        return found

    def test_scores(self, choices: Choices) -> dict[str, float]:
        """Return the test scores after the most epochs, by metric; empty if there are none."""
        row = self._row(choices)
        found = sorted(column for column in row if column[0].startswith("test_"))
        return {metric: row[metric, epochs] for metric, epochs in found}

    def _row(self, choices: Choices) -> dict[Column, float]:
        number = self._rows.get(cells_of(self._names, choices))
        if number is None:
            named = ", ".join(f"{name}={value}" for name, value in choices.items())
            raise EvaluationError(f"The table has no answer for {named}.")
        return self._figures[number]


def cells_of(names: Iterable[str], choices: Choices) -> Cells:
    """Return the texts of an architecture's choices; empty for inactive ones."""
    return tuple(cell(choices[name]) if name in choices else "" for name in names)


def cell(value: Value) -> str:
    """Format a value as a cell of a table."""
    return str(value)


def read_answers(folder: Path, facts: TableFacts) -> Answers:
    """Return the table that ``facts`` describes, from the file in ``folder``.

    Raises:
        DataError: the file is gone, damaged or not the one described.
    """
    path = folder / FILE
    try:
        text = gzip.decompress(path.read_bytes())
        if hashlib.sha256(text).hexdigest() != facts.sha256:
            raise ValueError("its SHA-256 is not the one it was stored with")
        rows = list(csv.reader(io.StringIO(text.decode())))[1:]
    except (OSError, EOFError, ValueError, zlib.error) as error:
        raise DataError(
            f"The table {path} cannot be read: {error}. Remove the table and import it again."
        ) from error
    width = len(facts.space.choices)
    cells = [tuple(row[:width]) for row in rows]
    figures = np.array([[float(v or "nan") for v in row[width:]] for row in rows])
    return Answers(facts, cells, figures.reshape(len(rows), len(facts.columns)))


def _listed(numbers: Sequence[int]) -> str:
    return ", ".join(str(number) for number in numbers) or "no number of"
