"""Listings: the same rows as a table, as CSV and as JSON."""

from __future__ import annotations

import csv
import io
import json
import sys
from pathlib import Path

import pytest
from rich.text import Text

from core.cli.listing import ListingFormat, show
from core.cli.rows import dataset_row, trial_headings, trial_row, unreadable_dataset_row
from core.datasets.catalogue import info, unreadable_datasets
from core.specs import Trial
from tests.conftest import make_trial

ROWS = [
    {"id": "a1", "name": "[red]x[/red], y", "best": 0.5, "choices": {"w": 4}},
    {"id": "b2", "name": "plain", "best": None, "choices": {}},
]
HEADINGS = {"id": "id", "best": "best", "name": "name", "choices": "choices"}


def shown(
    capsys: pytest.CaptureFixture[str], form: ListingFormat, rows: list[dict[str, object]]
) -> str:
    show(rows, form, headings=HEADINGS, empty="Nothing yet.")
    return capsys.readouterr().out


def test_json_gives_the_rows_back(capsys: pytest.CaptureFixture[str]) -> None:
    assert json.loads(shown(capsys, ListingFormat.json, ROWS)) == ROWS
    assert json.loads(shown(capsys, ListingFormat.json, [])) == []


def test_csv_can_be_read_back(capsys: pytest.CaptureFixture[str]) -> None:
    read = list(csv.DictReader(io.StringIO(shown(capsys, ListingFormat.csv, ROWS))))
    assert [row["name"] for row in read] == ["[red]x[/red], y", "plain"]
    assert json.loads(read[0]["choices"]) == {"w": 4}


def test_table_shows_text_as_text(capsys: pytest.CaptureFixture[str]) -> None:
    lines = shown(capsys, ListingFormat.table, ROWS).splitlines()
    assert lines[0].split() == ["id", "best", "name", "choices"]
    assert "[red]x[/red], y" in lines[1] and "w=4" in lines[1] and "0.5000" in lines[1]


def test_narrow_terminal_shortens_the_last_column_alone(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    long = [{**row, "choices": "width " * 30} for row in ROWS]
    for columns, widest in (("60", 60), ("20", 45)):
        monkeypatch.setenv("COLUMNS", columns)
        lines = Text.from_ansi(shown(capsys, ListingFormat.table, long)).plain.splitlines()
        assert lines[0].split() == ["id", "best", "name", "choices"]
        assert "[red]x[/red], y" in lines[1] and lines[1].endswith("…")
        assert max(map(len, lines)) == widest


def test_an_empty_table_says_what_to_do(capsys: pytest.CaptureFixture[str]) -> None:
    assert shown(capsys, ListingFormat.table, []) == "Nothing yet.\n"


def test_scores_that_no_trial_has_get_no_column() -> None:
    detector = make_trial(0).model_copy(update={"metrics": {"val_map50": 0.5, "parameters": 9.0}})
    headings = trial_headings([trial_row(detector)])
    assert list(headings) == ["trial", "val_map50", "parameters", "choices"]


def test_data_that_cannot_be_read_have_the_columns_of_those_that_can(tmp_path: Path) -> None:
    (tmp_path / "datasets" / "leaves").mkdir(parents=True)
    (found,) = unreadable_datasets(tmp_path)
    row = unreadable_dataset_row(found)
    assert row.keys() == dataset_row(info("digits", tmp_path)).keys()
    assert (row["name"], row["origin"], row["title"]) == ("leaves", "unreadable", found.why)


def test_macs_that_are_a_lower_bound_carry_their_sign(capsys: pytest.CaptureFixture[str]) -> None:
    costs = {"macs": 1200.0, "macs_uncounted": 2.0}
    rows = [trial_row(Trial(number=1, status="complete", choices={}, key="k", metrics=costs))]
    show(rows, ListingFormat.table, headings=trial_headings(rows), empty="")
    assert "≥ 1,200" in capsys.readouterr().out
    assert rows[0]["macs"] == 1200 and rows[0]["macs_at_least"] is True
