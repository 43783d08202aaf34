"""A run that prunes: the real parent, estimator and store, and a real worker that is killed."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from core import api
from core.datasets.prepare import Split
from core.errors import SpecError
from core.jobs.heartbeat import Heartbeat, Interrupted
from core.jobs.search import Search
from core.parents import repository
from core.parents.info import ParentInfo
from core.store import Store
from tests.core.jobs.conftest import turn
from tests.core.jobs.faulty import work_until_killed
from tests.core.jobs.parents import prune_spec, put_parent

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def read(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the parent is read, once for all tests."""
    return tmp_path_factory.mktemp("read")


@pytest.fixture(autouse=True)
def parent(home: Path, read: Path) -> ParentInfo:
    return put_parent(home, read)


def begun(store: Store, **changes: Any) -> str:
    return store.runs.add(prune_spec(**changes), "ada")


def test_a_pruning_run_finishes_and_tests_its_front(store: Store, parent: ParentInfo) -> None:
    run = turn(store, begun(store))
    trials = store.trials.of(run.id)
    assert (run.status, run.reason, run.counts.complete) == ("finished", "", 3)
    assert all(trial.metrics["parameters"] < parent.metrics["parameters"] for trial in trials)
    assert {trial.epochs for trial in trials} == {2}
    assert all("test_accuracy" in trial.metrics for trial in api.front(run.id))


def test_box_goes_up_to_the_costs_of_the_parent(store: Store, parent: ParentInfo) -> None:
    goals = ["val_accuracy", "macs", "nonzeros", "seconds"]
    run = turn(store, begun(store, objectives=goals, budget={"trials": 1}))
    first = store.trials.get(run.id, 0)
    _, macs, nonzeros, seconds = run.box or ()
    assert macs == (0, parent.metrics["macs"]) and nonzeros == (0, parent.metrics["nonzeros"])
    assert seconds == (0, pytest.approx(4 * first.metrics["seconds"]))


def test_nothing_the_parent_learned_from_is_validated_on(store: Store, home: Path) -> None:
    run = turn(store, begun(store, seed=5, budget={"trials": 1}))
    learned = Split.load(repository.folder("net", home) / repository.SPLIT)
    own = Split.load(store.files.split(run.id))
    assert set(own.validation.tolist()).isdisjoint(learned.train.tolist())
    assert set(own.test.tolist()).isdisjoint(learned.train.tolist())
    assert np.array_equal(own.validation, learned.validation)


def test_a_candidate_over_a_limit_is_never_pruned_or_trained(store: Store) -> None:
    run = turn(store, begun(store, limits={"parameters": 500}, budget={"trials": 8}))
    trials = store.trials.of(run.id)
    over = {trial.number for trial in trials if trial.metrics["parameters"] > 500}
    assert over == {trial.number for trial in trials if trial.status == "infeasible"}
    assert 0 < len(over) < 8 == len(trials)
    assert all(trials[number].epochs == 0 for number in over)
    assert not any(store.files.trial(run.id, number).exists() for number in over)


def test_a_limit_is_doubted_only_below_what_the_cap_leaves(parent: ParentInfo) -> None:
    """A sketch is an estimate: what may be reached is left to the pruner."""
    left = parent.left([0.9] * len(parent.groups)).values()
    least = sum(parameters for parameters, _ in left)
    assert prune_spec(limits={"parameters": round(least) + 10}).limits.parameters
    with pytest.raises(SpecError, match="No candidate is that small: the least parameters"):
        prune_spec(limits={"parameters": round(least) - 10})


def test_a_parent_that_went_while_the_run_waited_fails_it_in_words(
    store: Store, home: Path
) -> None:
    run_id = begun(store)
    shutil.rmtree(repository.folder("net", home))
    run = turn(store, run_id)
    assert (run.status, run.counts.trained) == ("failed", 0)
    assert run.reason.startswith("Unknown parent 'net': no such trained network is kept here.")


@pytest.mark.parametrize("target", ["macs", "latency"])
@pytest.mark.parametrize("damage", [lambda f: f.write_bytes(b"?" * 2000), Path.unlink])
def test_a_parent_without_its_network_fails_the_run_and_no_candidate(
    store: Store, home: Path, damage: Callable[[Path], None], target: str
) -> None:
    run_id = begun(store, space=api.pruning_space("net", {"ratio": [0.2, 0.4], "target": [target]}))
    damage(repository.folder("net", home) / repository.MODEL)
    run = turn(store, run_id)
    assert (run.status, store.trials.of(run_id)) == ("failed", [])
    assert run.reason.startswith("The network of the parent 'net' is damaged or gone. Remove the ")


def test_a_pause_in_fine_tuning_is_gone_on_from(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Compared with a run of the same spec that nobody paused.
    whole, run_id = begun(store, budget={"trials": 1}), begun(store, budget={"trials": 1})
    turn(store, whole)
    assert store.runs.claim(run_id, token="t", device="cpu", pid=1, born=0.0)
    heartbeat = Heartbeat(store, run_id, "t")
    search = Search(store, store.runs.get(run_id), "t", "cpu", heartbeat)
    say = search._say

    def asked(*progress: int) -> None:
        say(*progress)
        heartbeat.request = "pause"

    monkeypatch.setattr(search, "_say", asked)
    with pytest.raises(Interrupted, match="pause"):
        search.run()
    assert store.files.aside(run_id, 0).exists() and not store.trials.of(run_id)
    store.runs.release(run_id, "t", "queued", "")
    epochs: list[int] = []
    monkeypatch.setattr(Search, "_say", lambda _, *told: epochs.append(told[2] if told[2:] else 0))
    turn(store, run_id, token="second")
    one, other = store.trials.get(whole, 0), store.trials.get(run_id, 0)
    assert (other.choices, other.epochs) == (one.choices, 2)
    assert _scores(other.metrics) == pytest.approx(_scores(one.metrics))
    assert 1 not in epochs and not store.files.aside(run_id, 0).exists()


def _scores(metrics: Mapping[str, float]) -> dict[str, float]:
    names = ("val_accuracy", "val_loss", "test_accuracy", "parameters", "macs", "nonzeros")
    return {name: metrics[name] for name in names}


def test_after_a_killed_worker_nothing_is_pruned_twice(store: Store, home: Path) -> None:
    run_id = begun(store, budget={"trials": 2})
    work_until_killed(home, run_id, store, epoch=1)
    before, progress = store.trials.of(run_id), store.runs.get(run_id).progress
    assert progress is not None and (progress.number, progress.epoch) == (1, 1)
    store.runs.release(run_id, "first", "queued", "")
    run, after = turn(store, run_id, token="second"), store.trials.of(run_id)
    assert (run.status, len(before), len(after)) == ("finished", 1, 2)
    assert (after[0].key, after[0].ended) == (before[0].key, before[0].ended)
    assert after[1].key != after[0].key and {trial.epochs for trial in after} == {2}
    assert not list(store.files.run(run_id).glob("trials/*.draft"))
