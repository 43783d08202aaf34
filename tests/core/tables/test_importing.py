"""What is taken in of a table, and what is refused, with nothing written."""

from __future__ import annotations

from pathlib import Path

import pytest

from core.datasets import DatasetInfo, catalogue, info, remove_dataset
from core.errors import DataError, NotFoundError
from core.specs import Space
from core.tables import FORMATS, import_table
from core.tables.answers import read_answers
from tests import reference
from tests.core.tables.conftest import NASBENCH201, OWN, Write


def test_a_published_table_is_known_by_its_columns(home: Path, write: Write) -> None:
    taken = import_table(write(NASBENCH201), name="nb", home=home).info
    assert taken == info("nb", home) and taken in catalogue(home)
    assert taken.table is not None and taken.table.rows == 3
    figures = [column.name for column in taken.table.columns]
    assert figures == ["val_accuracy@12", "parameters", "macs", "test_accuracy@200"]
    assert taken.table.column("val_accuracy").high == 0.805
    assert taken.title == "NAS-Bench-201, CIFAR-10" and len(taken.class_names) == 10


def test_answers_are_shares_by_architecture(home: Path, write: Write) -> None:
    taken = import_table(write(NASBENCH201), name="nb", home=home).info
    answers = read_answers(home / "datasets" / "nb", taken.table)
    cell = dict.fromkeys(("edge_1_0", "edge_2_0", "edge_2_1", "edge_3_1", "edge_3_2"), "none")
    cell |= {"edge_1_0": "skip_connect", "edge_3_0": "nor_conv_3x3"}
    assert answers.scores(cell, epochs=12) == {"val_accuracy": 0.805}
    assert answers.costs(cell) == {"parameters": 272_026.0, "macs": 40_000_000.0}
    assert answers.test_scores(cell) == {"test_accuracy": 0.925}


def test_own_table_needs_its_space_and_keeps_every_epoch(
    home: Path, write: Write, four: Space, digits: DatasetInfo
) -> None:
    file = write([OWN[0] + ",notes", *(f"{line},x" for line in OWN[1:])])
    report = import_table(file, name="mine", home=home, space=four, images=digits)
    assert report.left_out == ("column notes: neither a choice nor a figure",)
    assert report.info.table is not None
    assert report.info.table.epochs_of("val_accuracy") == (1, 4)
    assert report.info.image_shape == digits.image_shape
    with pytest.raises(DataError, match="not one of the published tables"):
        import_table(file, name="other", home=home)


def test_a_table_of_a_european_spreadsheet_is_the_same_table(
    home: Path, tmp_path: Path, write: Write, four: Space, digits: DatasetInfo
) -> None:
    usual = import_table(write(OWN), name="usual", home=home, space=four, images=digits).info
    odd = tmp_path / "odd.csv"
    odd.write_bytes(b"\xef\xbb\xbf" + _european(OWN).encode())
    report = import_table(odd, name="odd", home=home, space=four, images=digits)
    assert report.info.table is not None and usual.table is not None
    assert report.info.table.sha256 == usual.table.sha256
    assert report.notes[0] == "cells are parted by semicolons"
    assert report.notes[1].startswith("numbers have a decimal comma: 0,25 was read as 0.25")


def _european(lines: list[str]) -> str:
    return "\r\n".join(line.replace(",", ";").replace(".", ",") for line in lines)


def test_whole_numbers_that_a_program_made_fractions_are_the_same_table(
    home: Path, write: Write, four: Space, digits: DatasetInfo
) -> None:
    usual = import_table(write(OWN), name="usual", home=home, space=four, images=digits).info
    rows = [line.split(",") for line in OWN[1:]]
    index = [
        [str(n), *(f"{cell}.0" if cell else "nan" for cell in row[:3]), *row[3:]]
        for n, row in enumerate(rows)
    ]
    lines = ["," + OWN[0], *(",".join(row) for row in index)]
    report = import_table(write(lines), name="odd", home=home, space=four, images=digits)
    assert report.info.table is not None and usual.table is not None
    assert report.info.table.sha256 == usual.table.sha256
    assert report.left_out == ("columns without a name: 1",)


def test_a_table_without_any_accuracy_is_refused(
    home: Path, write: Write, four: Space, digits: DatasetInfo
) -> None:
    lines = ["blocks,width_1,width_2,val_accuracy@1,parameters", "1,4,,,100"]
    with pytest.raises(DataError, match="must hold a validation accuracy in some row"):
        import_table(write(lines), name="mine", home=home, space=four, images=digits)


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("2,16,8,0.1,0.2,3,0.1", r"Row 5: width_1 must be one of \[4, 8\]; got '16'"),
        ("2,8,,0.1,0.2,3,0.1", r"Row 5: width_2 must be one of \[8\]; got None"),
        ("1,4,,0.1,0.2,3,0.1", "Row 5 has the architecture of row 2 again"),
        ("2,8,8,0.1,high,3,0.1", "Row 5: val_accuracy@4 must be a number; got 'high'"),
        ("2,8,8,0.1,nan,3,0.1", "Row 5: val_accuracy@4 must be a number; got 'nan'"),
        ("2,8,8,0.1,63.4,3,0.1", "must be a share from 0 to 1; got 63.4. Divide percentages"),
        ("2,8,8,0.1,0.2,-3,0.1", "Row 5: parameters must be 0 or more; got -3"),
    ],
)
def test_a_bad_row_is_named_and_nothing_is_written(
    home: Path, write: Write, four: Space, digits: DatasetInfo, line: str, message: str
) -> None:
    file = write([*OWN[:4], line])
    with pytest.raises(DataError, match=message):
        import_table(file, name="mine", home=home, space=four, images=digits)
    assert not (home / "datasets").exists()


@pytest.mark.parametrize("name", ["digits", "No Good", "../up"])
def test_a_name_that_is_taken_or_odd_is_refused(home: Path, write: Write, name: str) -> None:
    with pytest.raises(DataError, match="name must be"):
        import_table(write(NASBENCH201), name=name, home=home)


def test_missing_columns_are_listed(home: Path, write: Write) -> None:
    lines = [line.rsplit(",", 2)[0] for line in NASBENCH201]
    with pytest.raises(DataError, match="missing: cifar10_val_acc_12ep, cifar10_test_acc_200ep"):
        import_table(write(lines), name="nb", home=home)


def test_own_table_without_an_accuracy_or_a_choice_is_refused(
    home: Path, write: Write, four: Space, digits: DatasetInfo
) -> None:
    with pytest.raises(DataError, match=r"such as val_accuracy@8.*; it has blocks, width_1"):
        lines = ["blocks,width_1,width_2,val_accuracy", "1,4,,0.5"]
        import_table(write(lines), name="mine", home=home, space=four, images=digits)
    with pytest.raises(DataError, match="missing: width_1, width_2"):
        lines = ["blocks,val_accuracy@1", "1,0.5"]
        import_table(write(lines), name="mine", home=home, space=four, images=digits)


def test_values_that_look_alike_in_a_file_are_refused(
    home: Path, write: Write, four: Space, digits: DatasetInfo
) -> None:
    alike = four.choices[1].model_copy(update={"values": (4, "4")})
    space = four.model_copy(update={"choices": (four.choices[0], alike)})
    with pytest.raises(DataError, match="values of width_1 must differ as text"):
        import_table(write(OWN), name="mine", home=home, space=space, images=digits)


def test_a_removed_table_is_gone(home: Path, write: Write) -> None:
    import_table(write(NASBENCH201), name="nb", home=home)
    remove_dataset("nb", home)
    with pytest.raises(NotFoundError):
        info("nb", home)


@pytest.mark.parametrize(
    ("name", "file", "rows", "best"),
    [
        ("nasbench201", reference.NASBENCH201, 15_625, 0.84892),
        ("nasbench201_cifar100", reference.NASBENCH201, 15_625, None),
        ("nasbench201_imagenet16", reference.NASBENCH201, 15_625, None),
        ("nasbench_macro", reference.NASBENCH_MACRO, 6_561, None),
    ],
)
def test_the_published_files_are_taken_in_whole(
    home: Path, name: str, file: Path, rows: int, best: float | None
) -> None:
    reference.skip_without(file)
    table = import_table(file, name=name, home=home).info.table
    assert table is not None and table.rows == rows
    assert all(column.filled == rows for column in table.columns)
    accuracy = table.column("val_accuracy")
    assert accuracy is not None and 0.3 < accuracy.high < 1
    assert best is None or accuracy.high == best
    assert FORMATS[name].about.title == info(name, home).title
