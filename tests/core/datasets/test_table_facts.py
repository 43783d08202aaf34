"""What a table's description answers about its columns."""

from __future__ import annotations

from core.datasets.table_facts import TableColumn, TableFacts
from core.specs import Space


def column(metric: str, epochs: int = 0) -> TableColumn:
    return TableColumn(metric=metric, epochs=epochs, low=0, high=1, filled=3)


FACTS = TableFacts(
    space=Space(name="one", family="convnet", choices=()),
    columns=(column("val_accuracy", 12), column("val_accuracy", 4), column("parameters")),
    rows=3,
    source="",
    sha256="",
)


def test_a_column_is_named_as_in_the_file() -> None:
    assert [each.name for each in FACTS.columns] == [
        "val_accuracy@12",
        "val_accuracy@4",
        "parameters",
    ]


def test_the_longest_training_counts_unless_another_is_asked_for() -> None:
    assert FACTS.epochs_of("val_accuracy") == (4, 12)
    assert FACTS.column("val_accuracy") == FACTS.columns[0]
    assert FACTS.column("val_accuracy", 4) == FACTS.columns[1]
    assert FACTS.column("val_accuracy", 5) is None and FACTS.column("macs") is None


def test_a_description_survives_json() -> None:
    assert TableFacts.model_validate_json(FACTS.model_dump_json()) == FACTS
