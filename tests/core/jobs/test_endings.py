"""When a run is over, and with which words."""

from __future__ import annotations

from collections.abc import Sequence

from core.jobs.endings import HOPELESS_INFEASIBLE, RunTotals, StopDecision, ending, finish
from core.specs import Budget, Trial
from tests.conftest import make_trial

BUDGET = Budget(trials=8)


def failed(number: int, reason: str = "Loss became NaN.") -> Trial:
    return Trial(number=number, status="failed", choices={}, key=str(number), reason=reason)


def infeasible(number: int) -> Trial:
    return failed(number, "too big.").model_copy(update={"status": "infeasible"})


def cut_short(number: int, epochs: int = 2, continues: int | None = None) -> Trial:
    changed = {"status": "stopped_early", "epochs": epochs, "continues": continues}
    return make_trial(number).model_copy(update=changed)


def totals_of(trials: Sequence[Trial]) -> RunTotals:
    totals = RunTotals()
    for trial in trials:
        totals.add(trial, None if trial.continues is None else trials[trial.continues])
    return totals


def end_of(budget: Budget, trials: Sequence[Trial], seconds: float = 0.0) -> StopDecision | None:
    return ending(budget, totals_of(trials), trials, seconds)


def test_a_run_goes_on_within_its_budget() -> None:
    assert end_of(BUDGET, [make_trial(0)], seconds=1e6) is None


def test_infeasible_candidates_are_not_counted() -> None:
    trials = [infeasible(n) for n in range(20)] + [make_trial(n) for n in range(20, 27)]
    assert totals_of(trials).trained == 7


def test_a_candidate_trained_on_is_counted_once_and_its_epochs_as_they_are_added() -> None:
    trials = [cut_short(0), cut_short(1), cut_short(2, epochs=4, continues=0)]
    assert (totals_of(trials).trained, totals_of(trials).epochs) == (2, 6)
    done = make_trial(3).model_copy(update={"epochs": 8, "continues": 2})
    totals = totals_of([*trials, done])
    assert (totals.trained, totals.epochs, totals.outcomes["stopped_early"]) == (2, 10, 1)


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
    assert finish(totals_of([]), [], "spent") == StopDecision("finished", "spent")
    assert finish(totals_of([failed(0)]), [failed(0)], "spent").status == "failed"


def test_a_run_that_could_train_nothing_has_failed_for_the_commonest_reason() -> None:
    trials = [infeasible(0), infeasible(1), infeasible(2).model_copy(update={"reason": "odd."})]
    reason = "All 3 candidates broke a limit or could not be built, 2 of them so: too big."
    assert finish(totals_of(trials), trials, "spent") == StopDecision("failed", reason)
    both = [*trials, failed(3), failed(4)]
    reason = "All 2 candidates failed: Loss became NaN."
    assert finish(totals_of(both), both) == StopDecision("failed", reason)
    assert finish(totals_of([*both, make_trial(5)]), both, "spent").reason == "spent"


def test_limits_that_let_nothing_through_end_it() -> None:
    starved = [infeasible(n) for n in range(HOPELESS_INFEASIBLE)]
    assert end_of(BUDGET, starved[:-1]) is None
    end = end_of(BUDGET, starved)
    assert end is not None and end.status == "failed" and "Raise the limits" in end.reason
    rich = end_of(BUDGET, [make_trial(0), *starved])
    assert rich is not None and rich.status == "finished"
