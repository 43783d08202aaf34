"""When a run is over, and with which words."""

from __future__ import annotations

from core.jobs.endings import HOPELESS_INFEASIBLE, Ending, ending
from core.specs import Budget, Trial
from tests.conftest import make_trial

BUDGET = Budget(trials=8)


def failed(number: int, reason: str = "Loss became NaN.") -> Trial:
    return Trial(number=number, status="failed", choices={}, key=str(number), reason=reason)


def infeasible(number: int) -> Trial:
    return failed(number, "too big.").model_copy(update={"status": "infeasible"})


def test_a_run_goes_on_within_its_budget() -> None:
    assert ending(BUDGET, [make_trial(0)], seconds=1e6) is None


def test_the_budget_counts_trained_candidates_only() -> None:
    trials = [infeasible(n) for n in range(20)] + [make_trial(n) for n in range(20, 27)]
    assert ending(BUDGET, trials, 0.0) is None
    assert ending(BUDGET, [*trials, make_trial(27)], 0.0) == Ending("finished")


def test_minutes_end_a_run() -> None:
    end = ending(Budget(trials=8, minutes=2), [make_trial(0)], seconds=120.0)
    assert end == Ending("finished", "The 2 minutes are over.")


def test_a_run_in_which_everything_fails_stops_and_says_why() -> None:
    end = ending(BUDGET, [*map(failed, range(4)), failed(4, "other")], 0.0)
    assert end is not None and end.status == "failed"
    assert end.reason == "All 5 candidates failed, 4 of them so: Loss became NaN."


def test_failures_among_successes_do_not_end_a_run() -> None:
    assert ending(BUDGET, [make_trial(0), *map(failed, range(1, 7))], 0.0) is None


def test_limits_that_let_nothing_through_end_it() -> None:
    starved = [infeasible(n) for n in range(HOPELESS_INFEASIBLE)]
    assert ending(BUDGET, starved[:-1], 0.0) is None
    end = ending(BUDGET, starved, 0.0)
    assert end is not None and end.status == "failed" and "Raise the limits" in end.reason
    rich = ending(BUDGET, [make_trial(0), *starved], 0.0)
    assert rich is not None and rich.status == "finished"
