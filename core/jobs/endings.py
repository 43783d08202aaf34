"""Decides when a run is over, and why."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from core.specs import Budget, RunStatus, Trial, TrialStatus

HOPELESS_FAILURES = 5
HOPELESS_INFEASIBLE = 1000


@dataclass(frozen=True)
class StopDecision:
    """The status a run goes to, and why."""

    status: RunStatus
    reason: str = ""


@dataclass
class RunTotals:
    """The spending and the outcomes of a run, updated trial by trial.

    Attributes:
        outcomes: candidates by how they ended; one that was trained on counts once.
        epochs: epochs trained; a trial that continues another adds what it trained itself.
        starved: how many trials broke a limit since the last that did not.
    """

    outcomes: Counter[TrialStatus] = field(default_factory=Counter)
    epochs: int = 0
    starved: int = 0

    def add(self, trial: Trial, continued: Trial | None = None) -> None:
        """Count ``trial``, and no longer the one it continues."""
        self.outcomes[trial.status] += 1
        self.epochs += trial.epochs
        if continued is not None:
            self.outcomes[continued.status] -= 1
            self.epochs -= continued.epochs
        self.starved = self.starved + 1 if trial.status == "infeasible" else 0

    @property
    def trained(self) -> int:
        """Candidates that count against the budget."""
        return self.outcomes.total() - self.outcomes["infeasible"]

    @property
    def fruitless(self) -> bool:
        """Whether all candidates have failed or could not be trained, if there were any."""
        lost = self.outcomes["failed"] + self.outcomes["infeasible"]
        return 0 < self.outcomes.total() == lost


def ending(
    budget: Budget, totals: RunTotals, trials: Sequence[Trial], seconds: float
) -> StopDecision | None:
    """Return why the run ends before the next trial or epoch, or None if it goes on.

    That its candidates are all trained does not end it: some may still be trained on.

    Args:
        totals: of ``trials``.
        seconds: the time worked so far, pauses left out.
    """
    if totals.fruitless and totals.trained >= HOPELESS_FAILURES:
        return finish(totals, trials)
    if budget.minutes is not None and seconds >= budget.minutes * 60:
        return finish(totals, trials, _time_over(budget.minutes, totals.trained))
    if budget.epochs is not None and totals.epochs >= budget.epochs:
        return finish(totals, trials, f"The {budget.epochs:,} epochs are over.")
    return _starved(totals, trials)


def _time_over(minutes: float, trained: int) -> str:
    if trained:
        return f"The {minutes:g} minutes are over."
    return f"The {minutes:g} minutes were over before the first network was trained. Allow more."


def finish(totals: RunTotals, trials: Sequence[Trial], reason: str = "") -> StopDecision:
    """Return the end of a run with nothing left to do: failed if every trial failed."""
    if totals.fruitless:
        return StopDecision("failed", _all_failed(trials))
    return StopDecision("finished", reason)


def _all_failed(trials: Sequence[Trial]) -> str:
    failed = [trial.reason for trial in trials if trial.status == "failed"]
    reasons = failed or [trial.reason for trial in trials]
    reason, times = Counter(reasons).most_common(1)[0]
    how = "failed" if failed else "broke a limit or could not be built"
    share = "" if times == len(reasons) else f", {times} of them so"
    return f"All {len(reasons)} candidates {how}{share}: {reason}"


def _starved(totals: RunTotals, trials: Sequence[Trial]) -> StopDecision | None:
    """Return the end of a run whose limits no longer let a candidate through."""
    if totals.starved < HOPELESS_INFEASIBLE:
        return None
    reason = (
        f"The last {HOPELESS_INFEASIBLE} candidates in a row broke a limit; the last one: "
        f"{trials[-1].reason} Raise the limits or choose a smaller space."
    )
    return StopDecision("finished" if totals.outcomes["complete"] else "failed", reason)
