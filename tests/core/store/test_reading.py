"""One row that cannot be read stops nobody: it is left out, told once, and can be deleted."""

from __future__ import annotations

import json
import logging
from typing import Any

import pytest
from sqlalchemy import text

from core import api
from core.errors import NotFoundError, UnreadableError
from core.specs import Objective, RunSpec, Space
from core.store import Store
from core.store.columns import STREAMED
from tests.conftest import make_trial
from tests.seeds import add_trials

RUN_FAULTS = {
    "a field too many": lambda spec: json.dumps(spec | {"colour": "green"}),
    "an unknown strategy": lambda spec: json.dumps(spec | {"strategy": {"name": "annealing"}}),
    "a strategy's own field too many": lambda spec: json.dumps(
        spec | {"strategy": {"name": "nsga2", "params": {"temperature": 3}}}
    ),
    "an unknown estimator": lambda spec: json.dumps(spec | {"estimator": {"name": "oracle"}}),
    "an unknown family": lambda spec: json.dumps(spec | {"space": spec["space"] | {"family": "x"}}),
    "an unknown metric": lambda spec: json.dumps(spec | {"objectives": ["carbon"]}),
    "no JSON": lambda _: "{'name': 'python'",
    "an empty text": lambda _: "",
    "a number": lambda _: "5",
    "null": lambda _: "null",
    "a list too deep": lambda _: "[" * 100_000,
}
TRIAL_FAULTS = [
    {"metrics": "no JSON"},
    {"metrics": "[0.5]"},
    {"metrics": '{"val_accuracy": {"mean": 0.5}}'},
    {"metrics": '{}, {"parameters": 1}'},
    {"choices": '["width_1", 8]'},
    {"choices": '{"width_1": [8, 16]}'},
    {"choices": "\x00"},
    {"status": "pruned"},
]


# The figure is missing in that trial, which stays in sight.
NO_NUMBERS = ["NaN", "Infinity", "-Infinity", "1e999", "null", "1" + "0" * 400]


def write(store: Store, table: str, where: dict[str, Any], **values: Any) -> None:
    """Change a row behind the code's back, as another version or a damaged disk would."""
    sets = ", ".join(f"{name} = :{name}" for name in values)
    here = " AND ".join(f"{name} = :_{name}" for name in where)
    given = values | {f"_{name}": value for name, value in where.items()}
    with store.database.write() as connection:
        connection.execute(text(f"UPDATE {table} SET {sets} WHERE {here}"), given)


def test_a_run_under_earlier_names_has_the_present_ones(store: Store, spec: RunSpec) -> None:
    run_id = store.runs.add(spec, "ada")
    old = spec.model_dump(mode="json") | {"strategy": {"name": "sieve"}, "estimator": "sieve"}
    write(store, "runs", {"id": run_id}, spec=json.dumps(old))
    found = store.runs.get(run_id).spec
    assert (found.strategy.name, found.estimator.name) == ("screening", "proxy_then_training")


@pytest.mark.parametrize("fault", RUN_FAULTS)
def test_a_run_of_another_version_is_left_out_and_told_of(
    store: Store, spec: RunSpec, fault: str
) -> None:
    good, bad = store.runs.add(spec, "ada"), store.runs.add(spec, "grace")
    write(store, "runs", {"id": bad}, spec=RUN_FAULTS[fault](spec.model_dump(mode="json")))
    assert [run.id for run in api.runs()] == [run.id for run in api.runs(limit=1)] == [good]
    (known,) = api.unreadable_runs()
    assert (known.id, known.name, known.owner, known.status) == (bad, "a run", "grace", "queued")
    with pytest.raises(UnreadableError, match="made by another version"):
        api.run(bad)


def test_a_run_of_another_version_can_be_deleted(store: Store, spec: RunSpec) -> None:
    bad = store.runs.add(spec, "ada")
    write(store, "runs", {"id": bad}, spec="")
    (store.files.run(bad)).mkdir(parents=True)
    api.delete(bad)
    assert api.unreadable_runs() == [] and not store.files.run(bad).exists()
    with pytest.raises(NotFoundError, match="no run"):
        api.run(bad)


@pytest.mark.parametrize(
    "values",
    [{"best": "["}, {"box": '{"a": 1}'}, {"progress": "[1]"}, {"status": "waiting"}],
    ids=lambda values: next(iter(values)),
)
def test_any_column_may_be_the_unreadable_one(
    store: Store, spec: RunSpec, values: dict[str, str]
) -> None:
    bad, good = store.runs.add(spec, "ada"), store.runs.add(spec, "ada")
    write(store, "runs", {"id": bad}, **values)
    assert [run.id for run in api.runs()] == [good]
    assert [run.id for run in api.unreadable_runs()] == [bad]


def test_bytes_that_are_no_text_hide_no_other_run(store: Store, spec: RunSpec) -> None:
    bad, good = store.runs.add(spec, "ada"), store.runs.add(spec, "ada")
    with store.database.write() as connection:
        connection.execute(
            text("UPDATE runs SET name = CAST(x'ff00fe' AS TEXT) WHERE id = :i"), {"i": bad}
        )
    assert good in [run.id for run in api.runs()]


def test_what_is_left_out_is_logged_once(
    store: Store, spec: RunSpec, caplog: pytest.LogCaptureFixture
) -> None:
    bad = store.runs.add(spec, "ada")
    write(store, "runs", {"id": bad}, spec="{")
    with caplog.at_level(logging.WARNING):
        for _ in range(5):
            api.runs()
    assert sum(bad in record.getMessage() for record in caplog.records) == 1


@pytest.mark.parametrize("values", TRIAL_FAULTS, ids=str)
def test_a_trial_that_cannot_be_read_hides_no_other(
    store: Store, spec: RunSpec, values: dict[str, str]
) -> None:
    run_id = store.runs.add(spec, "ada")
    add_trials(
        store, run_id, [make_trial(0, 0.9), make_trial(1, 0.8, 50.0), make_trial(2, 0.7, 5.0)]
    )
    write(store, "trials", {"run_id": run_id, "number": 1}, **values)
    assert [trial.number for trial in api.trials(run_id)] == [0, 2]
    assert [trial.number for trial in api.front(run_id)] == [2, 0]
    assert store.trials.leader(run_id, spec.objectives) == api.trial(run_id, 0)
    rows = store.trials.streamed(run_id)
    assert [plain[0] for plain in rows.plain] == [0, 2] and len(rows.metrics) == 2
    with pytest.raises(UnreadableError, match="Trial 1 of run"):
        api.trial(run_id, 1)
    with pytest.raises(UnreadableError, match="Trial 1 of run"):
        store.trials.all_of(run_id)


@pytest.mark.parametrize("figure", NO_NUMBERS, ids=lambda figure: figure[:9])
def test_a_figure_that_is_no_number_is_missing_in_its_trial(
    store: Store, spec: RunSpec, figure: str
) -> None:
    run_id = store.runs.add(spec, "ada")
    add_trials(store, run_id, [make_trial(0, 0.9), make_trial(1, 0.8, 5.0)])
    metrics = f'{{"val_accuracy": {figure}, "parameters": 5.0}}'
    write(store, "trials", {"run_id": run_id, "number": 1}, metrics=metrics)
    kept = {"parameters": 5.0}
    assert api.trial(run_id, 1).metrics == api.trials(run_id)[1].metrics == kept
    assert [trial.number for trial in api.front(run_id)] == [0]
    rows = store.trials.streamed(run_id)
    assert [plain[0] for plain in rows.plain] == [0, 1] and rows.metrics[1] == kept
    assert store.trials.leader(run_id, spec.objectives) == api.trial(run_id, 0)
    with pytest.raises(UnreadableError, match="Trial 1 of run"):
        store.trials.all_of(run_id)


@pytest.mark.parametrize("figure", NO_NUMBERS, ids=lambda figure: figure[:9])
@pytest.mark.parametrize(("accuracy", "best"), [(0.9, 1), (0.8, 0), (0.7, 0)])
def test_the_best_trial_may_lack_another_figure(
    store: Store, spec: RunSpec, figure: str, accuracy: float, best: int
) -> None:
    run_id = store.runs.add(spec, "ada")
    add_trials(store, run_id, [make_trial(0, 0.8), make_trial(1, 0.1)])
    metrics = f'{{"val_accuracy": {accuracy}, "parameters": 5.0, "macs": {figure}}}'
    write(store, "trials", {"run_id": run_id, "number": 1}, metrics=metrics)
    goals = (spec.objectives[0], Objective(metric="macs", direction="minimize"))
    # Of two that are equal the one that has the figure is the better.
    write(
        store, "trials", {"run_id": run_id, "number": 0}, metrics='{"val_accuracy": 0.8, "macs": 9}'
    )
    leader = store.trials.leader(run_id, goals)
    assert leader == api.trial(run_id, best) and leader is not None
    assert ("macs" in leader.metrics) == (best == 0)


def test_a_hypervolume_that_is_no_number_is_missing_in_its_trial(
    store: Store, spec: RunSpec
) -> None:
    run_id = store.runs.add(spec, "ada")
    add_trials(store, run_id, [make_trial(0, 0.9)])
    write(store, "trials", {"run_id": run_id, "number": 0}, hypervolume=float("inf"))
    assert api.trial(run_id, 0).hypervolume is None
    (plain,) = store.trials.streamed(run_id).plain
    assert plain[STREAMED.index("hypervolume")] is None


@pytest.mark.parametrize("values", TRIAL_FAULTS, ids=str)
def test_the_best_trial_may_be_the_one_that_cannot_be_read(
    store: Store, spec: RunSpec, values: dict[str, str]
) -> None:
    run_id = store.runs.add(spec, "ada")
    add_trials(store, run_id, [make_trial(0, 0.9), make_trial(1, 0.8, 50.0)])
    write(store, "trials", {"run_id": run_id, "number": 0}, **values)
    assert store.trials.leader(run_id, spec.objectives) == api.trial(run_id, 1)


@pytest.mark.parametrize(
    "body",
    ["", "[]", '{"name": "x", "more": 1}', '{"name": "x", "family": "quantum", "choices": {}}'],
)
def test_a_space_that_cannot_be_read_hides_no_other(store: Store, space: Space, body: str) -> None:
    store.spaces.save(space, "ada")
    store.spaces.save(space.model_copy(update={"name": "later"}), "ada")
    write(store, "spaces", {"name": "later"}, body=body)
    assert [kept.name for kept in store.spaces.of("ada")] == [space.name]
    (known,) = api.unreadable_spaces("ada")
    assert known.name == "later" and known.created > 0 and "made by another version" in known.why
    assert api.unreadable_spaces("grace") == []
    api.delete_space("later", "ada")
    assert api.unreadable_spaces("ada") == []
