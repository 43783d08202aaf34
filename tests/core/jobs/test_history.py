"""What follows from the trials so far: the front, the measuring box, and when a run is over."""

from __future__ import annotations

import math
from collections.abc import Sequence
from pathlib import Path

import pytest

from core import api
from core.datasets import info
from core.jobs.history import HOPELESS_INFEASIBLE, History, StopDecision, measuring_box
from core.settings import ROOT
from core.specs import Budget, Run, RunSpec, Space, Trial
from tests.conftest import make_trial

DIGITS = info("digits", ROOT)


def spec_of(home: Path, **changes: object) -> RunSpec:
    return api.check({"name": "x", "dataset": "digits", "space": "convnet_small", **changes})


def complete(number: int, **metrics: float) -> Trial:
    return make_trial(number).model_copy(update={"metrics": metrics})


def test_the_front_and_the_best_follow_each_trial(home: Path) -> None:
    spec = spec_of(home)
    history = History(
        Run(id="r", name="r", spec=spec, owner="a", status="running", created=0.0), [], DIGITS
    )
    assert history.best == {}
    volumes = [
        history.add(make_trial(n, *scores)).hypervolume
        for n, scores in enumerate([(0.5, 500.0), (0.4, 900.0), (0.9, 800.0)])
    ]
    assert [trial.number for trial in history.front] == [0, 2]
    assert history.best == {"val_accuracy": 0.9, "parameters": 500.0}
    assert volumes[0] == volumes[1] and volumes[2] is not None and volumes[2] > (volumes[0] or 1)


def test_a_failure_before_the_first_success_has_no_hypervolume(home: Path) -> None:
    run = Run(id="r", name="r", spec=spec_of(home), owner="a", status="running", created=0.0)
    history = History(run, [], DIGITS)
    failed = make_trial(0).model_copy(update={"status": "failed"})
    assert history.add(failed).hypervolume is None and len(history.trials) == 1


def test_the_box_spans_what_each_metric_can_be(home: Path) -> None:
    objectives = ["val_accuracy", "val_loss", "parameters", "seconds"]
    spec = spec_of(home, objectives=objectives)
    first = complete(0, val_accuracy=0.5, val_loss=1.0, parameters=900.0, seconds=2.0)
    accuracy, loss, parameters, seconds = measuring_box(spec, DIGITS, first)
    assert (accuracy, seconds) == ((-1.0, 0.0), (0.0, 8.0))
    assert loss == pytest.approx((0.0, math.log(10)))
    assert parameters[0] == 0.0 and 10_000 < parameters[1] < 200_000


def test_a_first_cost_of_zero_leaves_the_box_an_inside(home: Path) -> None:
    spec = spec_of(home, objectives=["val_accuracy", "seconds"])
    first = complete(0, val_accuracy=0.5, seconds=0.0)
    assert measuring_box(spec, DIGITS, first)[1] == (0.0, 1.0)


def test_a_limit_bounds_the_box(home: Path) -> None:
    spec = spec_of(home, limits={"parameters": 5000})
    first = complete(0, val_accuracy=0.5, parameters=900.0)
    assert measuring_box(spec, DIGITS, first)[1] == (0.0, 5000.0)


def test_a_training_is_traced_to_where_it_began(home: Path) -> None:
    run = Run(id="r", name="r", spec=spec_of(home), owner="a", status="running", created=0.0)
    short = make_trial(0).model_copy(update={"status": "stopped_early", "epochs": 1})
    links = [(1, None), (2, 0), (3, 2)]
    rest = [make_trial(n).model_copy(update={"continues": before}) for n, before in links]
    history = History(run, [short, *rest[:2]], DIGITS)
    assert history.continued(rest[2]) == rest[1] and history.first(rest[2]) == short
    assert history.first(rest[0]) == rest[0]
    assert [member.number for member in history.front] == [1]


@pytest.mark.parametrize(("first", "side"), [(40.0, (-80.0, 0.0)), (-30.0, (0.0, 60.0))])
def test_a_score_without_bounds_is_measured_around_the_first(
    home: Path, first: float, side: tuple[float, float]
) -> None:
    changes = {"estimator": "proxy", "objectives": ["proxy", "parameters"]}
    trial = complete(0, proxy=first, parameters=900.0)
    assert measuring_box(spec_of(home, **changes), DIGITS, trial)[0] == side


BUDGET = Budget(trials=8)
SPACE = Space(name="s", family="convnet", choices=())


def failed(number: int, reason: str = "Loss became NaN.") -> Trial:
    return Trial(number=number, status="failed", choices={}, key=str(number), reason=reason)


def infeasible(number: int) -> Trial:
    return failed(number, "too big.").model_copy(update={"status": "infeasible"})


def cut_short(number: int, epochs: int = 2, continues: int | None = None) -> Trial:
    changed = {"status": "stopped_early", "epochs": epochs, "continues": continues}
    return make_trial(number).model_copy(update=changed)


def history_of(trials: Sequence[Trial], budget: Budget = BUDGET) -> History:
    spec = RunSpec(name="x", dataset="digits", space=SPACE, budget=budget)
    run = Run(id="r", name="x", spec=spec, owner="a", status="running", created=0.0)
    return History(run, trials, info("digits", ROOT))


def end_of(budget: Budget, trials: Sequence[Trial], seconds: float = 0.0) -> StopDecision | None:
    return history_of(trials, budget).ending(seconds)


def test_a_run_goes_on_within_its_budget() -> None:
    assert end_of(BUDGET, [make_trial(0)], seconds=1e6) is None


def test_infeasible_candidates_are_not_counted() -> None:
    trials = [infeasible(n) for n in range(20)] + [make_trial(n) for n in range(20, 27)]
    assert history_of(trials).trained == 7


def test_a_candidate_trained_on_is_counted_once_and_its_epochs_as_they_are_added() -> None:
    trials = [cut_short(0), cut_short(1), cut_short(2, epochs=4, continues=0)]
    history = history_of(trials)
    assert (history.trained, history.epochs) == (2, 6)
    done = make_trial(3).model_copy(update={"epochs": 8, "continues": 2})
    history = history_of([*trials, done])
    assert (history.trained, history.epochs, history.outcomes["stopped_early"]) == (2, 10, 1)


def test_minutes_end_a_run() -> None:
    end = end_of(Budget(trials=8, minutes=2), [make_trial(0)], seconds=120.0)
    assert end == StopDecision("finished", "The 2 minutes are over.")


def test_minutes_that_end_a_run_without_a_network_say_so() -> None:
    end = end_of(Budget(trials=8, minutes=2), [], seconds=120.0)
    assert end is not None and end.status == "finished"
    assert end.reason == "The 2 minutes were over before the first network was trained. Allow more."


def test_epochs_end_a_run() -> None:
    budget = Budget(trials=8, epochs=4)
    assert end_of(budget, [cut_short(0)]) is None
    over = StopDecision("finished", "The 4 epochs are over.")
    assert end_of(budget, [cut_short(0), cut_short(1, epochs=4, continues=0)]) == over


def test_a_run_in_which_everything_fails_stops_and_says_why() -> None:
    end = end_of(BUDGET, [*map(failed, range(4)), failed(4, "other")])
    assert end is not None and end.status == "failed"
    assert end.reason == "All 5 candidates failed, 4 of them so: Loss became NaN."


def test_failures_among_successes_do_not_end_a_run() -> None:
    failures = [failed(number) for number in range(1, 7)]
    assert end_of(BUDGET, [make_trial(0), *failures]) is None
    assert end_of(BUDGET, [cut_short(0), *failures]) is None


def test_a_run_with_nothing_left_to_do_is_finished_unless_all_of_it_failed() -> None:
    assert history_of([]).finish("spent") == StopDecision("finished", "spent")
    assert history_of([failed(0)]).finish("spent").status == "failed"


def test_a_run_that_could_train_nothing_has_failed_for_the_commonest_reason() -> None:
    trials = [infeasible(0), infeasible(1), infeasible(2).model_copy(update={"reason": "odd."})]
    reason = "All 3 candidates broke a limit or could not be built, 2 of them so: too big."
    assert history_of(trials).finish("spent") == StopDecision("failed", reason)
    both = [*trials, failed(3), failed(4)]
    reason = "All 2 candidates failed: Loss became NaN."
    assert history_of(both).finish() == StopDecision("failed", reason)
    assert history_of([*both, make_trial(5)]).finish("spent").reason == "spent"


def test_limits_that_let_nothing_through_end_it() -> None:
    starved = [infeasible(n) for n in range(HOPELESS_INFEASIBLE)]
    assert end_of(BUDGET, starved[:-1]) is None
    end = end_of(BUDGET, starved)
    assert end is not None and end.status == "failed" and "Raise the limits" in end.reason
    rich = end_of(BUDGET, [make_trial(0), *starved])
    assert rich is not None and rich.status == "finished"
