"""The one door: what pages and notebooks may rely on."""

from __future__ import annotations

import csv
import io
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from core import api
from core.errors import NotFoundError, StateError
from core.paths import ROOT
from core.specs import Budget, Space
from core.store import Store
from tests.conftest import make_trial


@pytest.fixture(autouse=True)
def no_supervisor(home: object, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("core.jobs.client.want_supervisor", lambda home: None)


@pytest.fixture
def run_id(store: Store) -> str:
    run_id = api.launch(api.presets()["quick"], "ada")
    choices = api.sample(api.run(run_id).spec.space, seed=0)
    scores = [(0.9, 900.0), (0.8, 100.0), (0.5, 500.0)]
    trials = [
        make_trial(n, *s).model_copy(update={"choices": choices}) for n, s in enumerate(scores)
    ]
    store.trials.import_all(run_id, trials)
    return run_id


def test_the_door_and_the_web_server_stay_light() -> None:
    code = (
        "import sys, core.api, core.live, core.jobs.supervisor; core.api.presets();"
        "print([m for m in ('tensorflow', 'keras', 'sklearn', 'ray') if m in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, check=True
    )
    assert done.stdout.strip() == "[]"


def test_front_holds_what_nothing_beats(run_id: str) -> None:
    assert [trial.number for trial in api.front(run_id)] == [1, 0]


def test_csv_has_a_row_a_trial_and_a_column_a_choice(run_id: str) -> None:
    rows = list(csv.DictReader(io.StringIO(api.trials_csv(run_id))))
    assert [row["number"] for row in rows] == ["0", "1", "2"]
    assert rows[1]["val_accuracy"] == "0.8" and "width_1" in rows[0]


def test_a_trials_spec_makes_that_net_and_no_other(run_id: str) -> None:
    spec = api.spec_from_yaml(api.trial_spec_yaml(run_id, 1))
    assert api.count(spec.space) == 1 and spec.budget.trials == 1
    assert api.sample(spec.space, seed=0) == api.trial(run_id, 1).choices


def test_a_trial_without_files_still_has_its_drawing(run_id: str) -> None:
    detail = api.detail(run_id, 0)
    assert detail.sketch.parameters > 0 and len(detail.class_names) == 10
    assert (detail.curves, detail.confusion, detail.model_file) == ({}, None, None)


def test_a_clone_is_queued_with_the_same_spec(run_id: str) -> None:
    other = api.run(api.clone(run_id, "grace"))
    assert other.id != run_id and other.owner == "grace" and other.status == "queued"
    assert other.spec == api.run(run_id).spec


def test_rename_keeps_the_spec_and_refuses_an_empty_name(run_id: str) -> None:
    api.rename(run_id, "  <b>mine</b> ")
    assert api.run(run_id).name == "<b>mine</b>"
    with pytest.raises(StateError, match="1 to 80 characters; got 0"):
        api.rename(run_id, "  ")
    with pytest.raises(NotFoundError):
        api.rename("nope", "x")


def test_delete_refuses_a_running_run_and_takes_the_files(store: Store, run_id: str) -> None:
    with store.files.new_trial(run_id, 0) as folder:
        (folder / "model.keras").write_text("x")
    store.runs.claim(run_id, token="t", device="cpu", pid=1, born=0.0)
    with pytest.raises(StateError, match="Stop it first"):
        api.delete(run_id)
    store.runs.release(run_id, "t", "finished")
    api.delete(run_id)
    assert not store.files.run(run_id).exists()
    with pytest.raises(NotFoundError):
        api.run(run_id)


def test_stop_of_a_waiting_run_with_results_has_its_front_tested_first(run_id: str) -> None:
    api.stop(run_id)
    assert (api.run(run_id).status, api.run(run_id).request) == ("queued", "stop")


def test_resume_takes_back_a_pause_that_was_not_heeded_yet(store: Store, run_id: str) -> None:
    store.runs.claim(run_id, token="t", device="cpu", pid=1, born=0.0)
    api.pause(run_id)
    assert api.run(run_id).request == "pause"
    api.resume(run_id)
    assert (api.run(run_id).status, api.run(run_id).request) == ("running", "")


def test_a_stop_is_not_taken_back_by_a_pause(store: Store, run_id: str) -> None:
    store.runs.claim(run_id, token="t", device="cpu", pid=1, born=0.0)
    api.stop(run_id)
    with pytest.raises(StateError, match="is being stopped"):
        api.pause(run_id)
    assert api.run(run_id).request == "stop"


def test_a_stop_that_comes_while_a_run_pauses_is_kept(store: Store, run_id: str) -> None:
    store.runs.claim(run_id, token="t", device="cpu", pid=1, born=0.0)
    api.pause(run_id)
    api.stop(run_id)
    store.runs.release(run_id, "t", "paused")
    assert (api.run(run_id).status, api.run(run_id).request) == ("queued", "stop")


def test_resume_after_the_worker_heeded_the_pause(store: Store, run_id: str) -> None:
    store.runs.claim(run_id, token="t", device="cpu", pid=1, born=0.0)
    api.pause(run_id)
    store.runs.release(run_id, "t", "paused")
    api.resume(run_id)
    assert api.run(run_id).status == "queued"
    with pytest.raises(StateError, match="is queued"):
        api.resume(run_id)


def test_an_uploaded_data_set_is_removed_unless_a_run_needs_it(home: Path, tmp_path: Path) -> None:
    file = tmp_path / "mine.npz"
    x, y = np.zeros((40, 8, 8), np.uint8), np.arange(40) % 2
    np.savez(file, x=x, y=y)
    api.add_dataset(file, file.name, "mine")
    run_id = api.launch(api.check({"name": "x", "dataset": "mine", "space": "convnet_small"}))
    with pytest.raises(StateError, match="needed by the run 'x'"):
        api.remove_dataset("mine")
    api.stop(run_id)
    api.remove_dataset("mine")
    assert "mine" not in [each.name for each in api.datasets()]


def test_own_spaces_are_saved_beside_the_built_in() -> None:
    choices = {"blocks": [1], "width_1": [4, 8]}
    space = Space.model_validate({"name": "mine", "family": "convnet", "choices": choices})
    api.save_space(space, "ada")
    assert list(api.spaces("ada"))[-1] == "mine" and "mine" not in api.spaces("grace")
    with pytest.raises(StateError, match="built-in space"):
        api.save_space(space.model_copy(update={"name": "convnet"}), "ada")
    api.delete_space("mine", "ada")
    assert "mine" not in api.spaces("ada")


def test_the_queue_takes_turns_between_owners(run_id: str) -> None:
    second = api.launch(api.presets()["quick"], "ada")
    other = api.launch(api.presets()["quick"], "grace")
    ids = [run.id for run in api.queue()]
    assert set(ids) == {run_id, second, other} and ids.index(run_id) < ids.index(second)


def test_the_estimate_learns_from_earlier_runs(store: Store, run_id: str) -> None:
    quick = api.presets()["quick"]
    before = api.estimate(quick)
    slow = {"seconds": 50.0, "macs": 1000.0}
    numbered = [make_trial(n).model_copy(update={"metrics": slow}) for n in range(3, 9)]
    with store.database.write() as connection:
        connection.exec_driver_sql("DELETE FROM trials")
    store.trials.import_all(run_id, numbered)
    after = api.estimate(quick)
    assert before.low < before.seconds < before.high
    assert after.seconds > 10 * before.seconds and after.basis.startswith("6 candidates")


def test_minutes_cap_the_estimate() -> None:
    quick = api.presets()["quick"]
    capped = quick.model_copy(update={"budget": Budget(trials=10_000, minutes=1.0)})
    assert api.estimate(capped).seconds == 60.0


def test_a_repeat_is_the_same_search_under_other_seeds_for_whoever_asks(run_id: str) -> None:
    made = [api.run(new) for new in api.repeat(run_id, 2, "grace")]
    seed = api.run(run_id).spec.seed
    assert [run.spec.seed for run in made] == [seed + 1, seed + 2]
    assert {run.owner for run in made} == {"grace"}
    assert made[0].spec.budget == api.run(run_id).spec.budget


@pytest.mark.parametrize("seeds", [1, 21])
def test_too_few_or_many_repeats_are_refused(run_id: str, seeds: int) -> None:
    with pytest.raises(StateError, match=f"from 2 to 20; got {seeds}"):
        api.repeat(run_id, seeds)
    assert len(api.runs()) == 1


def test_a_comparison_takes_each_metric_in_its_own_direction(run_id: str) -> None:
    (side,) = api.comparison([run_id], "parameters", "val_accuracy").sides
    assert side.middle.values.tolist() == [[0.8, 100.0], [0.9, 900.0]]
