"""A home folder that an earlier version wrote: it opens, goes on, and its runs replay."""

from __future__ import annotations

import zipfile
from pathlib import Path

import numpy as np
import pytest

from core import api
from core.datasets.prepare import prepare
from core.settings import ROOT
from core.specs import Run, Trial
from core.store import Store
from tests.core.jobs.conftest import turn

EARLIER = ROOT / "tests" / "fixtures" / "home_8c3fd17.zip"
STRATEGIES = (
    *("nsga2", "evolution", "gp", "tpe", "reinforce", "asha"),
    *("halving", "hyperband", "sieve", "random", "local", "grid"),
)
# One picture of the 288 that the digits' networks are validated on, three times: sums are rounded
# differently on another processor, and a picture or two may change sides.
PICTURES = 3.5 / 288


@pytest.fixture
def earlier(home: Path, no_supervisor: None) -> Store:
    """The store of that folder, at the home of this test."""
    with zipfile.ZipFile(EARLIER) as packed:
        packed.extractall(home)
    return api.store()


def named(store: Store, name: str) -> Run:
    """The one run called ``name``."""
    (run,) = (run for run in store.runs.find() if run.name == name)
    return run


def choices(trials: list[Trial]) -> list[dict[str, object]]:
    return [trial.choices for trial in trials]


def accuracies(trials: list[Trial]) -> list[float]:
    return [trial.metrics["val_accuracy"] for trial in trials]


def test_every_run_opens_with_all_its_trials_and_their_files(earlier: Store) -> None:
    runs = api.runs()
    assert api.unreadable_runs() == []
    assert {run.name for run in runs} == {
        *("Finished", "Paused", "Pruning", "Uploaded data"),
        *(f"Table, {name}" for name in STRATEGIES),
    }
    for run in runs:
        trials = api.trials(run.id)
        assert len(trials) == run.counts.trained + len(
            [t for t in trials if t.continues is not None]
        )
        assert all(api.description(run, trial) for trial in trials)
        if run.has_ended:
            assert api.front_rows(run.id) and api.leader(run)


@pytest.mark.parametrize("name", ["Finished", "Pruning"])
def test_what_a_trial_left_is_shown(earlier: Store, name: str) -> None:
    run = named(earlier, name)
    for trial in api.trials(run.id):
        detail = api.detail(run.id, trial.number)
        assert detail.curves["epoch"] == list(range(1, trial.epochs + 1))
        assert detail.confusion is not None and detail.sketch.parameters
    assert len(api.bundle(run.id, api.front(run.id)[0].number)) > 1000


def test_parent_uploads_tables_and_spaces_open(earlier: Store, home: Path) -> None:
    assert [parent.name for parent in api.parents()] == ["parent"]
    assert api.parent("parent").metrics["parameters"] > 0 and api.waiting_parents() == ()
    assert not api.unreadable_datasets() and not api.unreadable_spaces("Ada")
    known = {each.name: each for each in api.datasets()}
    assert known["made_up"].table and known["made_up"].table.rows == 120
    assert known["answers"].table and known["answers"].table.rows == 6
    data = prepare("squares", home, seed=0, split_file=home / "split.npz")
    assert sum(map(len, (data.y_train, data.y_val, data.y_test))) == 40
    assert api.spaces("Ada")["small"] == named(earlier, "Finished").spec.space


def test_specs_that_were_written_as_yaml_are_read(earlier: Store, home: Path) -> None:
    texts = {file.stem: file.read_text() for file in (home / "specs").iterdir()}
    assert api.space_from_yaml(texts.pop("space")) == api.spaces("Ada")["small"]
    assert api.spec_from_yaml(texts.pop("trial")).dataset == "digits"
    for name, of in (("finished", "Finished"), ("pruning", "Pruning"), ("table", "Table, nsga2")):
        assert api.spec_from_yaml(texts.pop(name)) == named(earlier, of).spec
    assert not texts


@pytest.mark.parametrize("strategy", STRATEGIES)
def test_a_search_of_a_table_replays_to_the_same_trials(earlier: Store, strategy: str) -> None:
    before = named(earlier, f"Table, {strategy}")
    again = turn(earlier, earlier.runs.add(before.spec, "Ada"))
    old, new = api.trials(before.id), api.trials(again.id)
    without = {"ended": 0.0, "revision": 0}
    assert [each.model_copy(update=without) for each in new] == [
        each.model_copy(update=without) for each in old
    ]
    assert (again.status, again.counts, again.box) == (before.status, before.counts, before.box)


@pytest.mark.slow
def test_a_search_that_trains_replays_to_the_same_trials(earlier: Store) -> None:
    before = named(earlier, "Finished")
    again = turn(earlier, earlier.runs.add(before.spec, "Ada"))
    old, new = api.trials(before.id), api.trials(again.id)
    assert again.status == "finished" and choices(new) == choices(old)
    assert accuracies(new) == pytest.approx(accuracies(old), abs=PICTURES)
    assert [t.metrics["macs"] for t in new] == [t.metrics["macs"] for t in old]


@pytest.mark.slow
def test_a_paused_run_goes_on_to_the_end_that_it_would_have_had(earlier: Store) -> None:
    whole, paused = named(earlier, "Finished"), named(earlier, "Paused")
    begun = api.trials(paused.id)
    assert paused.status == "paused" and len(begun) == 3
    assert earlier.files.aside(paused.id, 3).is_dir()
    api.resume(paused.id)
    run = turn(earlier, paused.id)
    trials = api.trials(run.id)
    assert run.status == "finished" and accuracies(trials[:3]) == accuracies(begun)
    assert choices(trials) == choices(api.trials(whole.id))
    assert accuracies(trials) == pytest.approx(accuracies(api.trials(whole.id)), abs=PICTURES)
    assert api.detail(run.id, 3).curves["epoch"] == [1, 2]


@pytest.mark.slow
def test_a_pruning_replays_from_the_parent_of_then(earlier: Store) -> None:
    before = named(earlier, "Pruning")
    again = turn(earlier, earlier.runs.add(before.spec, "Ada"))
    old, new = api.trials(before.id), api.trials(again.id)
    assert again.status == "finished" and choices(new) == choices(old)
    assert [t.metrics["parameters"] for t in new] == [t.metrics["parameters"] for t in old]
    assert accuracies(new) == pytest.approx(accuracies(old), abs=PICTURES)


@pytest.mark.slow
def test_an_uploaded_data_set_is_trained_on(earlier: Store) -> None:
    run = named(earlier, "Uploaded data")
    api.resume(run.id)
    assert turn(earlier, run.id).status == "finished"
    assert np.isfinite(api.trial(run.id, 0).metrics["val_loss"])
