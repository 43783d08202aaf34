"""How long a run will take: a table's pace, the trainings of rungs, a budget of epochs."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from core import api
from core.datasets import info
from core.specs import Chosen, RunSpec, Trial
from core.store import Store
from core.strategies import STRATEGIES, propose
from core.strategies.catalogue import RungParams
from core.timing.estimates import Effort, effort_of
from core.timing.training_pace import RULES
from tests.core.tables.conftest import FOUR, OWN
from tests.seeds import seed_run, seed_trials

FULL = 16
RUNGS = [entry.name for entry in STRATEGIES.entries() if issubclass(entry.params, RungParams)]


def of_table(home: Path, tmp_path: Path, pace: float, **budget: float) -> RunSpec:
    path = tmp_path / "own.csv"
    path.write_text("\n".join(OWN))
    api.add_table(path, "mine", FOUR, "digits")
    estimator = {"name": "table", "params": {"trials_per_second": pace}}
    return api.check(
        {"name": "x", "dataset": "mine", "space": FOUR, "estimator": estimator, "budget": budget}
    )


def trained(strategy: str = "random", estimator: str = "training", **budget: int) -> RunSpec:
    """A search on the digits whose full training takes 16 epochs."""
    scored = {"name": estimator, "params": {"epochs": FULL}}
    given = {"name": "x", "dataset": "digits", "space": "convnet_small", "budget": budget}
    return api.check(given | {"strategy": strategy, "estimator": scored})


def played(spec: RunSpec, proxy_epochs: int) -> Effort:
    """What a search comes to whose scores are drawn at random, counted trial by trial."""
    entry, lot = STRATEGIES.entry(spec.strategy.name), np.random.default_rng(1)
    strategy = STRATEGIES.load(entry.name)(spec.space, spec.objectives, entry.params())
    strategy.plan(FULL)
    trials: list[Trial] = []
    tried: set[str] = set()
    while proposed := propose(
        strategy, tried, seed=0, number=len(trials), fresh=len(tried) < spec.budget.trials
    ):
        proposal, key = proposed
        until = 0 if proposal.epochs <= proxy_epochs else proposal.epochs
        fields = proposal.model_dump() | {
            "status": "complete" if until == FULL else "stopped_early",
            "metrics": {"val_accuracy" if until else "proxy": lot.random(), "parameters": 1.0},
            "epochs": until,
        }
        trials.append(Trial(number=len(trials), key=key, **fields))
        tried.add(key)
        strategy.tell(trials[-1])
    untrained = sum(trial.epochs == 0 for trial in trials)
    before = sum(trials[trial.continues].epochs for trial in trials if trial.continues is not None)
    return Effort(
        len(trials) - untrained, sum(trial.epochs for trial in trials) - before, untrained
    )


@pytest.mark.parametrize("estimator", ["training", "proxy_then_training"])
@pytest.mark.parametrize("strategy", RUNGS)
def test_a_strategy_with_rungs_comes_to_about_what_is_foretold(
    home: Path, strategy: str, estimator: str
) -> None:
    spec = trained(strategy, estimator, trials=60)
    foretold = effort_of(spec, info("digits", home))
    counted = played(spec, proxy_epochs=1 if estimator == "proxy_then_training" else 0)
    assert foretold.epochs == pytest.approx(counted.epochs, rel=0.15)
    assert foretold.trainings == pytest.approx(counted.trainings, rel=0.15)
    assert foretold.untrained == counted.untrained
    assert foretold.epochs < 0.75 * FULL * 60


def test_other_strategies_train_every_candidate_fully(home: Path) -> None:
    effort = effort_of(trained("nsga2", trials=60), info("digits", home))
    assert effort == Effort(trainings=60, epochs=60 * FULL, untrained=0)


def test_a_budget_of_epochs_cuts_the_estimate(home: Path) -> None:
    facts = info("digits", home)
    whole, part = trained(trials=60), trained(trials=60, epochs=240)
    assert effort_of(part, facts) == Effort(trainings=15, epochs=240, untrained=0)
    assert api.estimate(part).seconds == pytest.approx(api.estimate(whole).seconds / 4)
    assert effort_of(trained(trials=60, epochs=10_000), facts) == effort_of(whole, facts)


def test_a_small_space_ends_a_run_before_its_budget(home: Path) -> None:
    spec = trained(trials=500).model_copy(update={"space": FOUR})
    assert effort_of(spec, info("digits", home)).trainings == 4


def test_a_table_takes_the_time_of_its_pace(home: Path, tmp_path: Path) -> None:
    asked = of_table(home, tmp_path, 2.0, trials=100)
    # Three of the four networks are in the table.
    assert api.estimate(asked).seconds == 1.5
    at_once = asked.model_copy(update={"estimator": Chosen(name="table")})
    assert api.estimate(at_once).seconds < 1.0


def test_minutes_and_epochs_cap_a_slow_pace(home: Path, tmp_path: Path) -> None:
    slow = of_table(home, tmp_path, 0.01, trials=100, minutes=1)
    assert api.estimate(slow).seconds == 60.0
    few = slow.model_copy(update={"budget": slow.budget.model_copy(update={"epochs": 4})})
    assert effort_of(few, info("mine", home)).trainings == 1


@pytest.mark.parametrize(("seen", "basis"), [(1, "1 candidate"), (20, "20 candidates")])
def test_what_was_trained_here_is_the_basis_and_few_leave_a_wide_range(
    home: Path, store: Store, seen: int, basis: str
) -> None:
    whole = [trial for trial in seed_trials(60) if trial.status == "complete"][:seen]
    seed_run(store, [trial.model_copy(update={"number": n}) for n, trial in enumerate(whole)])
    found = api.estimate(trained(trials=10))
    assert found.basis == f"{basis} trained here before"
    if seen == 1:
        assert (found.low, found.high) == pytest.approx((found.seconds / 2, found.seconds * 2.5))
    else:
        assert found.low < found.seconds < found.high


def test_detectors_have_a_rule_of_their_own(home: Path) -> None:
    given = {"dataset": "fashion_scenes", "objectives": ["val_map50", "parameters"]}
    given |= {"name": "x", "space": "tiny_yolo", "estimator": "detection"}
    spec = api.check(given)
    detectors, facts = api.estimate(spec), info("fashion_scenes", home)
    effort = effort_of(spec, facts)
    least = RULES["detection"].picture * facts.train_images * effort.epochs
    assert least < detectors.seconds < 3 * least
    assert detectors.basis == "a rule of thumb for a CPU"


def test_candidates_over_a_limit_are_not_in_the_estimate(home: Path) -> None:
    whole = api.presets()["fashion"]
    small = api.check(whole.model_dump() | {"limits": {"macs": 500_000}})
    assert api.estimate(small).seconds < 0.75 * api.estimate(whole).seconds


def test_candidates_that_nobody_knows_any_more_tell_nothing(home: Path, store: Store) -> None:
    whole = [trial for trial in seed_trials(60) if trial.status == "complete"][:2]
    strange = whole[0].model_copy(update={"number": 0, "choices": {"blocks": "many"}})
    seed_run(store, [strange, whole[1].model_copy(update={"number": 1})])
    assert api.estimate(trained(trials=10)).basis == "1 candidate trained here before"
