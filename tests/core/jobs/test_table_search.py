"""A search on a table: the real loop and store, with answers that are looked up."""

from __future__ import annotations

from collections.abc import Callable
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from core import api
from core.estimators.table import Table
from core.jobs.heartbeat import Heartbeat, Interrupted
from core.jobs.search import Search
from core.store import Store
from core.strategies import STRATEGIES
from tests.core.jobs.conftest import told, turn
from tests.core.jobs.toy import SPACE, WIDTHS, Toy


@pytest.fixture
def answered(home: Path, tmp_path: Path) -> str:
    """A whole table: wider is better, up to a point, and better still after four epochs."""
    rows = ["blocks,width_1,width_2,val_accuracy@1,val_accuracy@4,parameters,test_accuracy@9"]
    for width in WIDTHS:
        for second in ("", 4, 8):
            size = width * (1 + (second or 0))
            score = 1 - 1 / (1 + size)
            blocks = 2 if second else 1
            rows.append(f"{blocks},{width},{second},{score / 2},{score},{size},{score * 0.9}")
    path = tmp_path / "widths.csv"
    path.write_text("\n".join(rows))
    api.add_table(path, "widths", SPACE, "digits")
    return "widths"


def queued(store: Store, dataset: str, **changes: Any) -> str:
    spec = {
        "name": "table",
        "dataset": dataset,
        "space": SPACE.model_dump(),
        "strategy": {"name": "nsga2", "params": {"population": 4}},
        "estimator": "table",
        "budget": {"trials": 12},
    }
    return store.runs.add(api.check(spec | changes), "ada")


def on_lookup(patch: pytest.MonkeyPatch, number: int, event: Callable[[], None]) -> None:
    """Something happens when the table is asked for the ``number``-th time."""
    lookups, evaluate = count(1), Table.evaluate

    def evaluated(self: Table, *args: Any, **named: Any) -> Any:
        if next(lookups) == number:
            event()
        return evaluate(self, *args, **named)

    patch.setattr(Table, "evaluate", evaluated)


def test_a_run_is_answered_and_its_front_tested(store: Store, answered: str) -> None:
    run = turn(store, queued(store, answered))
    assert (run.status, run.counts.complete) == ("finished", 12)
    trials = store.trials.of(run.id)
    assert {trial.epochs for trial in trials} == {4}
    front = {trial.number for trial in api.front(run.id)}
    assert front == {t.number for t in trials if "test_accuracy" in t.metrics}
    volumes = [trial.hypervolume for trial in trials]
    assert volumes == sorted(volumes) and 0 < volumes[-1] < 1


def test_nothing_lies_on_the_disk_and_a_candidate_can_be_shown(store: Store, answered: str) -> None:
    run = turn(store, queued(store, answered))
    assert not store.files.run(run.id).exists()
    best = api.front(run.id)[-1]
    detail = api.detail(run.id, best.number)
    assert (detail.curves, detail.confusion, detail.model_file) == ({}, None, None)
    assert detail.sketch.layers and "width_1" in api.trials_csv(run.id)
    assert api.spec_from_yaml(api.trial_spec_yaml(run.id, best.number)).dataset == answered


def test_limits_are_those_of_the_table(store: Store, answered: str) -> None:
    run = turn(store, queued(store, answered, limits={"parameters": 60}))
    over = [trial for trial in store.trials.of(run.id) if trial.status == "infeasible"]
    assert over and all(trial.metrics["parameters"] > 60 for trial in over)


def test_a_table_of_a_part_offers_that_part_alone(store: Store, home: Path, tmp_path: Path) -> None:
    path = tmp_path / "part.csv"
    path.write_text("blocks,width_1,width_2,val_accuracy@1,parameters\n1,4,,0.5,9\n2,8,4,0.7,99\n")
    api.add_table(path, "part", SPACE, "digits")
    run = turn(store, queued(store, "part"))
    assert (run.counts.complete, run.counts.infeasible) == (2, 0)
    assert run.reason == "All 2 networks that the table answers for were tried."


@pytest.fixture(scope="module")
def thirty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Thirty networks of a space of millions, with accuracies after one to eight epochs."""
    space, path = api.preset_spaces()["convnet_small"], tmp_path_factory.mktemp("t") / "part.csv"
    names = [choice.name for choice in space.choices]
    scores = [f"val_accuracy@{epochs}" for epochs in range(1, 9)]
    rows = [",".join([*names, *scores, "parameters"])]
    for seed in range(30):
        choices = api.sample(space, seed)
        cells = [str(choices.get(name, "")) for name in names]
        figures = [str((seed * 7 % 30) / 31 + epochs / 300) for epochs in range(1, 9)]
        rows.append(",".join([*cells, *figures, str(100 + seed)]))
    path.write_text("\n".join(rows))
    return path


@pytest.mark.parametrize("strategy", STRATEGIES.names())
def test_every_strategy_finishes_on_a_part_under_every_seed(
    store: Store, thirty: Path, strategy: str
) -> None:
    api.add_table(thirty, "thirty", api.preset_spaces()["convnet_small"], "digits")
    ends = []
    for seed in range(12):
        spec = {"space": "convnet_small", "strategy": strategy, "seed": seed}
        run = turn(store, queued(store, "thirty", **spec, budget={"trials": 20}))
        ends.append((run.status, run.counts.trained, run.counts.infeasible, run.counts.failed))
    assert ends == [("finished", 20, 0, 0)] * 12


def test_a_strategy_that_asks_for_more_than_the_part_has_tries_all_of_it(
    store: Store, thirty: Path
) -> None:
    api.add_table(thirty, "thirty", api.preset_spaces()["convnet_small"], "digits")
    run = turn(store, queued(store, "thirty", space="convnet_small", budget={"trials": 90}))
    assert (run.status, run.counts.complete) == ("finished", 30)
    assert run.reason == "All 30 networks that the table answers for were tried."
    assert api.estimate(run.spec).seconds == pytest.approx(0.03)


def test_rungs_read_the_column_of_their_epochs(store: Store, answered: str) -> None:
    asha = {"name": "asha", "params": {"min_epochs": 1, "reduction": 4}}
    run = turn(store, queued(store, answered, strategy=asha))
    trials = store.trials.of(run.id)
    early = [trial for trial in trials if trial.status == "stopped_early"]
    full = [trial for trial in trials if trial.status == "complete"]
    assert {t.epochs for t in early} == {1} and {t.epochs for t in full} == {4}
    assert run.counts.trained == 12 and run.counts.complete == len(full) > 0
    for trial in full:
        assert trial.continues is not None
        before = trials[trial.continues].metrics["val_accuracy"]
        assert trial.metrics["val_accuracy"] == pytest.approx(2 * before)


def test_a_killed_run_goes_on_as_if_nothing_had_happened(
    store: Store, answered: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = turn(store, queued(store, answered))
    run_id = queued(store, answered)

    def killed() -> None:
        raise KeyboardInterrupt

    on_lookup(monkeypatch, 8, killed)
    with pytest.raises(KeyboardInterrupt):
        turn(store, run_id)
    assert len(store.trials.of(run_id)) < 8
    store.runs.requeue(run_id, "t")
    run = turn(store, run_id, "u")
    assert (run.status, run.counts) == ("finished", whole.counts)
    assert told(store, run_id) == told(store, whole.id)


def test_a_paused_run_has_told_all_and_goes_on(
    store: Store, answered: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole, run_id = turn(store, queued(store, answered)), queued(store, answered)
    assert store.runs.claim(run_id, token="t", device="cpu", pid=1, born=0.0)
    heartbeat = Heartbeat(store, run_id, "t")
    search = Search(store, store.runs.get(run_id), "t", "cpu", heartbeat)
    with monkeypatch.context() as patch, pytest.raises(Interrupted, match="pause"):
        on_lookup(patch, 5, lambda: setattr(heartbeat, "request", "pause"))
        search.run()
    assert store.runs.get(run_id).counts.complete == len(store.trials.of(run_id)) == 5
    store.runs.release(run_id, "t", "queued")
    assert turn(store, run_id, "u").status == "finished"
    assert told(store, run_id) == told(store, whole.id)


@pytest.mark.parametrize("limits", [{}, {"parameters": 600}])
def test_a_run_of_our_own_is_replayed_trial_by_trial(
    store: Store, toy: str, limits: dict[str, int]
) -> None:
    own = turn(store, queued(store, "digits", estimator=toy, limits=limits))
    api.export_table(own.id, "mine")
    run = turn(store, store.runs.add(api.replay_spec(own.id, "mine"), "ada"))
    assert (run.status, run.counts) == ("finished", own.counts)
    unlike = {"hypervolume": None, "reason": "", "metrics": {}}
    assert told(store, run.id, **unlike) == told(store, own.id, **unlike)
    assert run.best == own.best
    assert [t.number for t in api.front(run.id)] == [t.number for t in api.front(own.id)]


@pytest.mark.parametrize("name", ["nsga2", "asha"])
def test_a_run_with_failures_is_replayed_trial_by_trial(
    store: Store, toy: str, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Toy, "fails", frozenset({8, 20}))
    params = {"min_epochs": 1, "reduction": 3} if name == "asha" else {"population": 4}
    strategy = {"name": name, "params": params}
    training = {"name": toy, "params": {"epochs": 3}}
    own = turn(store, queued(store, "digits", strategy=strategy, estimator=training))
    assert own.counts.failed and own.counts.trained == 12
    api.export_table(own.id, "mine")
    run = turn(store, store.runs.add(api.replay_spec(own.id, "mine"), "ada"))
    assert (run.status, run.counts) == ("finished", own.counts)
    unlike = {"hypervolume": None, "reason": "", "metrics": {}, "epochs": 0}
    assert told(store, run.id, **unlike) == told(store, own.id, **unlike)
