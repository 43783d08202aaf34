"""A run becomes a table, and the table repeats the run."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from core import api
from core.datasets import info
from core.errors import DataError, EvaluationError, SpecError, StateError, StoreError
from core.specs import RunSpec, Space, Trial
from core.store import Store
from core.tables.answers import FILE, read_answers
from tests.detections import seed_detectors
from tests.seeds import add_trials

NETS = [
    {"blocks": 1, "width_1": 4},
    {"blocks": 1, "width_1": 8},
    {"blocks": 2, "width_1": 4, "width_2": 8},
]


@pytest.fixture
def spec(four: Space) -> RunSpec:
    return RunSpec(name="a run", dataset="digits", space=four)


def trial(number: int, status: str = "complete", epochs: int = 2) -> Trial:
    scores = {"val_accuracy": 0.1 + number / 10, "parameters": 100.0 + number, "seconds": 0.25}
    return Trial(
        number=number,
        status=status,
        choices=NETS[number],
        key=str(number),
        metrics=scores,
        epochs=epochs,
    )


@pytest.fixture
def run_id(store: Store, spec: RunSpec) -> str:
    run_id = store.runs.add(spec, "ada")
    add_trials(store, run_id, [trial(0), trial(1, "stopped_early", 1), trial(2, "failed")])
    store.runs.change(run_id, status="finished")
    folder = store.files.trial(run_id, 0)
    folder.mkdir(parents=True)
    curves = {"epoch": [1, 2], "val_accuracy": [0.05, 0.1], "val_loss": [2.0, 1.5]}
    (folder / "curves.json").write_text(json.dumps(curves))
    return run_id


def test_every_epoch_of_a_curve_is_an_answer(home: Path, run_id: str) -> None:
    table = api.export_table(run_id, "mine").table
    assert table is not None and table.rows == 3
    answers = read_answers(home / "datasets" / "mine", table)
    assert answers.scores(NETS[0], epochs=1) == {"val_accuracy": 0.05, "val_loss": 2.0}
    assert answers.scores(NETS[0], epochs=2) == {"val_accuracy": 0.1, "val_loss": 1.5}
    assert answers.scores(NETS[1], epochs=1) == {"val_accuracy": 0.2}
    assert answers.costs(NETS[0]) == {"parameters": 100.0, "seconds": 0.25}


def test_a_network_that_failed_has_its_costs_and_no_answer(home: Path, run_id: str) -> None:
    table = api.export_table(run_id, "mine").table
    assert table is not None
    answers = read_answers(home / "datasets" / "mine", table)
    assert answers.costs(NETS[2])["parameters"] == 102.0
    with pytest.raises(EvaluationError, match="after no number of epochs; 2 were asked for"):
        answers.scores(NETS[2], epochs=2)


def test_figures_come_back_to_the_last_bit(home: Path, store: Store, spec: RunSpec) -> None:
    run_id = store.runs.add(spec, "ada")
    odd = trial(0).model_copy(update={"metrics": {"val_accuracy": 1 / 3, "seconds": 0.1 + 0.2}})
    add_trials(store, run_id, [odd])
    store.runs.change(run_id, status="finished")
    table = api.export_table(run_id, "mine").table
    assert table is not None
    answers = read_answers(home / "datasets" / "mine", table)
    assert answers.scores(NETS[0], epochs=2) == {"val_accuracy": 1 / 3}
    assert answers.costs(NETS[0]) == {"seconds": 0.1 + 0.2}


def test_the_file_of_an_exported_run_can_be_handed_on(home: Path, run_id: str) -> None:
    made = api.export_table(run_id, "mine").table
    with (home / "datasets" / "mine" / FILE).open("rb") as file:
        report = api.add_table(file, "theirs", api.run(run_id).spec.space, "digits", FILE)
    assert report.left_out == () and made is not None
    assert report.info.table == made.model_copy(update={"source": FILE})


def test_the_table_tells_of_the_images_it_is_about(home: Path, run_id: str) -> None:
    table, digits = api.export_table(run_id, "mine"), info("digits", home)
    assert table.image_shape == digits.image_shape and table.class_names == digits.class_names
    assert table.licence == digits.licence and "2 networks" in table.summary
    spec = api.replay_spec(run_id, "mine", 3.0)
    assert (spec.dataset, spec.estimator.name) == ("mine", "table")
    assert spec.estimator.params == {"trials_per_second": 3.0}


def test_a_run_without_answers_or_under_way_is_refused(store: Store, spec: RunSpec) -> None:
    run_id = store.runs.add(spec, "ada")
    with pytest.raises(StateError, match="is queued. Stop it first"):
        api.export_table(run_id, "mine")
    store.runs.change(run_id, status="finished")
    with pytest.raises(StateError, match="nothing to export"):
        api.export_table(run_id, "mine")


def test_damaged_curves_are_reported_by_the_name_of_their_file(store: Store, run_id: str) -> None:
    (store.files.trial(run_id, 0) / "curves.json").write_text('{"epoch": [1, 2')
    with pytest.raises(StoreError, match=r"curves\.json of trial 0 cannot be read"):
        api.export_table(run_id, "mine")
    assert "mine" not in {data.name for data in api.datasets()}


def test_a_name_that_is_taken_is_refused(run_id: str) -> None:
    api.export_table(run_id, "mine")
    with pytest.raises(DataError, match="there is a data set 'mine' already"):
        api.export_table(run_id, "mine")


def test_answers_from_a_table_are_not_exported_again(store: Store, run_id: str) -> None:
    api.export_table(run_id, "mine")
    again = store.runs.add(api.replay_spec(run_id, "mine"), "ada")
    add_trials(store, again, [trial(0)])
    store.runs.change(again, status="finished")
    with pytest.raises(StateError, match="answers from the table 'mine' already"):
        api.export_table(again, "other")


def test_a_run_of_detectors_is_not_exported_nor_offered_to_be(store: Store) -> None:
    run_id = seed_detectors(store)
    assert not api.can_replay(api.run(run_id))
    with pytest.raises(DataError, match="must be classifiers.*find objects"):
        api.export_table(run_id, "mine")


def test_a_run_that_has_ended_with_answers_can_be_replayed(store: Store, run_id: str) -> None:
    assert api.can_replay(api.run(run_id))
    store.runs.change(run_id, status="running")
    assert not api.can_replay(api.run(run_id))


@pytest.mark.usefixtures("no_supervisor")
def test_a_table_that_nothing_could_be_launched_on_does_not_stay(home: Path, run_id: str) -> None:
    with pytest.raises(SpecError):
        api.replay(run_id, "mine", trials_per_second=-1.0)
    assert "mine" not in {about.name for about in api.datasets()}
    assert api.run(api.replay(run_id, "mine", trials_per_second=100.0)).spec.dataset == "mine"
