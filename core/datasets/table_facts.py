"""The description of a table of finished answers: its space, its columns, its source."""

from __future__ import annotations

from pydantic import field_validator

from core.metrics import METRICS
from core.specs import Frozen, Space

# A column of figures: its metric, and after how many epochs (0: whatever the training).
Column = tuple[str, int]

SCORES = frozenset({"val_accuracy", "val_loss", "test_accuracy", "test_loss"})


class TableColumn(Frozen):
    """One column of figures: a metric, after how many epochs, and the range of its values.

    ``epochs`` is 0 for what no training changes (parameters, MACs, bytes). ``filled`` says how
    many rows have a value.
    """

    metric: str
    epochs: int = 0
    low: float
    high: float
    filled: int

    @field_validator("metric")
    @classmethod
    def _is_known(cls, metric: str) -> str:
        if metric not in METRICS:
            raise ValueError(f"metric must be one of {', '.join(METRICS)}; got {metric!r}.")
        return metric

    @property
    def name(self) -> str:
        """As the file's heading has it: ``val_accuracy@12``, ``parameters``."""
        return column_name(self.metric, self.epochs)


class TableFacts(Frozen):
    """The description of a table: every architecture in it is one of ``space``, at most once.

    ``sha256`` is that of the stored text: the same answers have the same on every machine.
    """

    space: Space
    columns: tuple[TableColumn, ...]
    rows: int
    source: str
    sha256: str

    def epochs_of(self, metric: str) -> tuple[int, ...]:
        """Return the numbers of epochs for which the table has ``metric``, rising."""
        return tuple(sorted(column.epochs for column in self.columns if column.metric == metric))

    def column(self, metric: str, epochs: int | None = None) -> TableColumn | None:
        """Return the column of ``metric``, by default that of the most epochs, or None."""
        fitting = [c for c in self.columns if c.metric == metric and epochs in (None, c.epochs)]
        return max(fitting, key=lambda column: column.epochs, default=None)


def column_name(metric: str, epochs: int) -> str:
    """Return the heading of the column of ``metric`` after ``epochs``."""
    return f"{metric}@{epochs}" if epochs else metric
