"""Launching: a run again, and how long one takes."""

from __future__ import annotations

from core import api
from core.specs import Budget
from core.store import Store
from tests.conftest import make_trial
from tests.seeds import add_trials


def test_a_clone_is_queued_with_the_same_spec(run_id: str) -> None:
    other = api.run(api.clone(run_id, "grace"))
    assert other.id != run_id and other.owner == "grace" and other.status == "queued"
    assert other.spec == api.run(run_id).spec


def test_the_estimate_learns_from_earlier_runs(store: Store, run_id: str) -> None:
    quick = api.presets()["quick"]
    before = api.estimate(quick)
    slow = {"seconds": 50.0, "macs": 1000.0}
    fields = {"metrics": slow, "epochs": 6, "choices": api.sample(quick.space, seed=1)}
    numbered = [make_trial(n).model_copy(update=fields) for n in range(3, 9)]
    with store.database.write() as connection:
        connection.exec_driver_sql("DELETE FROM trials")
    add_trials(store, run_id, numbered)
    after = api.estimate(quick)
    assert before.low < before.seconds < before.high
    assert after.seconds > 10 * before.seconds and after.basis.startswith("6 candidates")


def test_minutes_cap_the_estimate() -> None:
    quick = api.presets()["quick"]
    capped = quick.model_copy(update={"budget": Budget(trials=10_000, minutes=1.0)})
    assert api.estimate(capped).seconds == 60.0


def test_baseline_differs_in_its_strategy_alone() -> None:
    spec = api.presets()["quick"].model_copy(update={"name": "n" * 80})
    baseline = api.baseline(spec)
    assert baseline is not None and api.check(baseline) == baseline
    assert baseline.strategy.name == "random" and baseline.name.endswith("n, random search")
    assert baseline.model_copy(update={"name": spec.name, "strategy": spec.strategy}) == spec
    assert api.baseline(baseline) is None
