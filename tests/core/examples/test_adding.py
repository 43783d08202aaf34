"""The example: there at the first start, whole, and never again once it was deleted."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from core import api
from core.errors import StateError, StoreError
from core.examples import add_example
from core.names import EXAMPLE_OWNER
from core.presets import preset_mappings
from core.settings import EXAMPLE, LEAST_FREE
from core.specs import RunSpec
from core.store import Store


def test_a_new_home_begins_with_a_finished_run(store: Store) -> None:
    run_id = api.add_example()
    (run,) = api.runs()
    assert (run.id, run.owner, run.status) == (run_id, EXAMPLE_OWNER, "finished")
    assert run.counts.complete == len(api.trials(run.id)) == run.spec.budget.trials


def test_the_example_is_a_run_of_its_preset(store: Store) -> None:
    add_example(store)
    (run,) = api.runs()
    assert run.spec == api.check(preset_mappings()["fashion"])


def test_the_networks_of_its_front_are_tested_and_can_be_taken_away(store: Store) -> None:
    run_id = add_example(store)
    assert run_id is not None
    front = api.front(run_id)
    assert len(front) >= 5
    for trial in front:
        assert 0.5 < trial.metrics["test_accuracy"] < 1
        assert store.files.model(run_id, trial.number).stat().st_size > 10_000


def test_a_deleted_example_does_not_come_back(store: Store) -> None:
    run_id = add_example(store)
    assert run_id is not None
    api.delete(run_id)
    assert add_example(store) is None
    assert api.runs() == []


def test_a_home_with_runs_stays_as_it_is(store: Store, spec: RunSpec) -> None:
    store.runs.add(spec, "ada")
    assert add_example(store) is None
    assert [run.owner for run in api.runs()] == ["ada"]


def test_it_can_be_left_out(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(EXAMPLE, "0")
    assert add_example(store) is None
    monkeypatch.setenv(EXAMPLE, "nein")
    with pytest.raises(StateError, match=r"must be 1 \(yes\) or 0 \(no\); got 'nein'"):
        add_example(store)
    assert api.runs() == []


def test_where_the_disk_is_full_a_later_start_adds_it(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as full:
        full.setenv(LEAST_FREE, "1e9")
        with pytest.raises(StoreError, match="GB free"):
            add_example(store)
    assert add_example(store) is not None


def test_servers_that_start_at_once_add_it_once(store: Store) -> None:
    with ThreadPoolExecutor(8) as pool:
        added = list(pool.map(lambda _: add_example(store), range(8)))
    assert sum(each is not None for each in added) == len(api.runs()) == 1


def test_its_seconds_tell_nothing_of_this_machine(store: Store) -> None:
    add_example(store)
    estimate = api.estimate(api.presets()["fashion"])
    assert estimate.basis == "a rule of thumb for a CPU"
