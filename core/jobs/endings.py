"""When a run is over, and with which words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from core.specs import TRAINED, Budget, RunStatus, Trial

HOPELESS_FAILURES = 5
HOPELESS_INFEASIBLE = 1000


@dataclass(frozen=True)
class Ending:
    """The status a run goes to, and why."""

    status: RunStatus
    reason: str = ""


def ending(budget: Budget, trials: Sequence[Trial], seconds: float) -> Ending | None:
    """How the run ends now, or None if it goes on.

    Args:
        seconds: the time worked so far, pauses left out.
    """
    trained = [trial for trial in trials if trial.status in TRAINED]
    hopeless = len(trained) >= HOPELESS_FAILURES and not _any_complete(trials)
    if hopeless or len(trained) >= budget.trials:
        return finish(trials)
    if budget.minutes is not None and seconds >= budget.minutes * 60:
        return finish(trials, f"The {budget.minutes:g} minutes are over.")
    return _starved(trials)


def finish(trials: Sequence[Trial], reason: str = "") -> Ending:
    """The end of a run that has nothing left to do: finished, or failed if all of it failed."""
    trained = [trial for trial in trials if trial.status in TRAINED]
    if trained and not _any_complete(trials):
        return Ending("failed", _all_failed(trained))
    return Ending("finished", reason)


def _any_complete(trials: Sequence[Trial]) -> bool:
    return any(trial.status == "complete" for trial in trials)


def _all_failed(trained: Sequence[Trial]) -> str:
    reason, times = Counter(trial.reason for trial in trained).most_common(1)[0]
    return f"All {len(trained)} candidates failed, {times} of them so: {reason}"


def _starved(trials: Sequence[Trial]) -> Ending | None:
    """The limits let nothing through any more."""
    last = trials[-HOPELESS_INFEASIBLE:]
    if len(last) < HOPELESS_INFEASIBLE or any(trial.status != "infeasible" for trial in last):
        return None
    reason = (
        f"The last {HOPELESS_INFEASIBLE} candidates in a row broke a limit; the last one: "
        f"{last[-1].reason} Raise the limits or choose a smaller space."
    )
    return Ending("finished" if _any_complete(trials) else "failed", reason)
