"""Runs and trials, read."""

from __future__ import annotations

import csv
import io

from core import api


def test_front_holds_what_nothing_beats(run_id: str) -> None:
    assert [trial.number for trial in api.front(run_id)] == [1, 0]


def test_csv_has_a_row_a_trial_and_a_column_a_choice(run_id: str) -> None:
    rows = list(csv.DictReader(io.StringIO(api.trials_csv(run_id))))
    assert [row["number"] for row in rows] == ["0", "1", "2"]
    assert rows[1]["val_accuracy"] == "0.8" and "width_1" in rows[0]


def test_rows_of_the_front_carry_every_figure_of_its_trials(run_id: str) -> None:
    rows = api.front_rows(run_id)
    assert [row.pop("trial") for row in rows] == [1, 0]
    assert all(str(row.pop("network")).count("block") for row in rows)
    assert rows == [api.trial(run_id, number).metrics for number in (1, 0)]


def test_a_trials_spec_makes_that_net_and_no_other(run_id: str) -> None:
    spec = api.spec_from_yaml(api.trial_spec_yaml(run_id, 1))
    assert api.count(spec.space) == 1 and spec.budget.trials == 1
    assert api.sample(spec.space, seed=0) == api.trial(run_id, 1).choices


def test_a_trial_without_files_still_has_its_drawing(run_id: str) -> None:
    detail = api.detail(run_id, 0)
    assert detail.sketch.parameters > 0 and len(detail.class_names) == 10
    assert (detail.curves, detail.confusion, detail.model_file) == ({}, None, None)
