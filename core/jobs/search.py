"""The loop of one run in a worker: ask, check the limits, evaluate, tell, until it is over."""

from __future__ import annotations

import errno
import logging
import math
import time
from collections.abc import Mapping
from contextlib import nullcontext, suppress
from dataclasses import replace

from core.candidates.catalogue import kind_of
from core.errors import ClaimLostError, CoreError, EvaluationError, StoreError, in_a_line
from core.estimators import (
    ESTIMATORS,
    EpochCallback,
    Estimator,
    Evaluation,
    EvaluationRequest,
)
from core.jobs.heartbeat import Heartbeat, Interrupted
from core.jobs.history import History, StopDecision
from core.jobs.trials import TrialWriter, ended, metrics_fault, training_seed
from core.models.sketch.base import SKETCHED_WITHIN
from core.specs import Progress, Proposal, Run, Trial
from core.store import Store
from core.strategies import STRATEGIES, ExhaustedError, Strategy, propose_within

MAX_ATTEMPTS = 2
PROGRESS_SECONDS = 0.3

log = logging.getLogger(__name__)


def work(
    store: Store,
    run_id: str,
    token: str,
    device: str,
    *,
    before: str = "",
    heartbeat: Heartbeat | None = None,
) -> None:
    """Run ``run_id`` to its end, or until it is paused, stopped or yields.

    Args:
        before: how the worker before this one died, where that is known.
        heartbeat: the run's, if it beats already.
    """
    try:
        with heartbeat or Heartbeat(store, run_id, token) as beating:
            end = _search(store, run_id, token, device, beating, before)
        store.runs.release(run_id, token, end.status, end.reason)
    except ClaimLostError as error:
        log.warning("%s", error)
    except StoreError:
        # Nothing can be written now; the supervisor finds the run without a worker and retries.
        log.exception("the store refused")
        raise


def _search(
    store: Store, run_id: str, token: str, device: str, heartbeat: Heartbeat, before: str
) -> StopDecision:
    try:
        search = Search(store, store.runs.get(run_id), token, device, heartbeat, before)
        return search.run()
    except Interrupted as interrupted:
        if interrupted.request == "lost":
            raise ClaimLostError(f"Run {run_id!r} was given to another worker.") from interrupted
        return StopDecision("paused" if interrupted.request == "pause" else "queued")
    except (ClaimLostError, StoreError):
        raise
    except CoreError as error:
        return StopDecision("failed", str(error))
    except OSError as error:
        if error.errno != errno.ENOSPC:
            raise
        return StopDecision("failed", "The disk is full. Free some space, then clone the run.")


def estimator_of(store: Store, run: Run, device: str) -> Estimator:
    """Load the estimator of ``run`` with its data, split as before if it was split before."""
    from core.datasets.prepare import prepare

    spec, split = run.spec, store.files.split(run.id)
    kind_of(spec.space, store.home).bring_split(split)
    data = prepare(spec.dataset, store.home, seed=spec.seed, split_file=split)
    params = ESTIMATORS.params(spec.estimator.name, spec.estimator.params)
    estimator: Estimator = ESTIMATORS.load(spec.estimator.name)(params, data, device)
    return estimator


def strategy_of(run: Run, history: History, epochs: int) -> Strategy:
    """Rebuild the strategy of ``run`` by telling it all stored trials."""
    chosen = run.spec.strategy
    params = STRATEGIES.params(chosen.name, chosen.params)
    strategy: Strategy = STRATEGIES.load(chosen.name)(run.spec.space, run.spec.objectives, params)
    strategy.plan(epochs)
    for trial in history.trials:
        strategy.tell(trial)
    return strategy


class StopSignal(Exception):  # noqa: N818 - a control flow signal, not an error
    """Raised when the run ends while a candidate is in training."""


class Search:
    """The loop of one run. Everything it needs to go on after a kill is in the store."""

    def __init__(
        self,
        store: Store,
        run: Run,
        token: str,
        device: str,
        heartbeat: Heartbeat,
        before: str = "",
    ) -> None:
        self._store, self._run, self._token = store, run, token
        self._before = before
        self._heartbeat = heartbeat
        self._spec = run.spec
        self._began = time.monotonic()
        self._said = 0.0
        # Whether a candidate that counts was told in this turn.
        self._has_told = False
        # What was stored when the turn came, so that time left goes on where it was.
        last = run.progress.began if run.progress else None
        self._turn_began = run.active_seconds if last is None else last
        self._estimator = estimator_of(store, run, device)
        self._writer = TrialWriter(store, run.id, token, in_batches=self._estimator.instant)
        self._history = History(
            run, store.trials.all_of(run.id), self._estimator.data.info, store.home
        )
        store.files.take_up(run.id, len(self._history.trials))
        self._strategy = strategy_of(run, self._history, self._estimator.epochs)
        self._part = self._estimator.part_of(self._spec.space)
        self._kept = self._worth_keeping()
        store.files.keep_models(run.id, self._kept)

    def run(self) -> StopDecision:
        """Work until the budget is spent, the space is exhausted, or people say stop."""
        try:
            while (end := self._ending() or self._step()) is None:
                pass
        except Interrupted:
            self._writer.flush()
            raise
        except ExhaustedError as exhausted:
            end = self._history.finish(str(exhausted))
        self._writer.flush()
        self._store.files.clear_drafts(self._run.id)
        return replace(end, reason=" ".join(filter(None, (end.reason, *self._test_front()))))

    def _test_front(self) -> list[str]:
        """Give each network of the front its test scores, if it has none; return the faults."""
        faults = []
        for trial in self._history.front:
            if any(name.startswith("test_") for name in trial.metrics):
                continue
            model = self._store.files.model(self._run.id, trial.number)
            try:
                scores = self._estimator.test_of(self._spec.space, trial.choices, model)
            except EvaluationError as error:
                faults.append(f"Network {trial.number} could not be tested: {error}")
                continue
            if sound := {name: value for name, value in scores.items() if math.isfinite(value)}:
                self._store.trials.add_metrics(self._run.id, self._token, trial.number, sound)
        return faults

    def _ending(self) -> StopDecision | None:
        # A stop from before the first beat stands in the run as it was read.
        if "stop" in (self._run.request, self._heartbeat.request):
            return StopDecision("stopped")
        return self._history.ending(self._seconds())

    def _seconds(self) -> float:
        """Return the seconds that all workers together have spent on the run."""
        return self._run.active_seconds + time.monotonic() - self._began

    def _step(self) -> StopDecision | None:
        """Do one trial; return the run's end if the budget leaves none to the strategy."""
        # However long its data took to load: a turn without a candidate would help nobody.
        self._heartbeat.check("pause", *(["yield"] if self._has_told else []))
        number = len(self._history.trials)
        proposed = propose_within(
            self._part,
            self._strategy,
            self._history.keys,
            seed=self._spec.seed,
            number=number,
            fresh=self._history.trained < self._spec.budget.trials,
        )
        if proposed is None:
            return self._history.finish()
        proposal, key = proposed
        trial = Trial(number=number, status="complete", key=key, **proposal.model_dump())
        # A candidate that the run's end cuts off leaves no trial.
        with suppress(StopSignal):
            self._tell(self._judge(trial, proposal))
        return None

    def _judge(self, trial: Trial, proposal: Proposal) -> Trial:
        """Return the trial with its outcome; train only a candidate within the limits."""
        before = self._history.continued(trial)
        trial = trial.model_copy(update={"epochs": before.epochs if before else 0})
        try:
            cost = self._estimator.costs(self._spec.space, proposal.choices)
            limit = self._spec.limits.size_bytes
            if limit is not None and abs(cost["size_bytes"] / limit - 1.0) < SKETCHED_WITHIN:
                cost |= self._estimator.measure(self._spec.space, proposal.choices)
        except EvaluationError as error:
            return ended(trial, status="infeasible", reason=str(error))
        if reason := self._spec.limits.broken_by(cost):
            return ended(trial, status="infeasible", reason=reason, metrics=cost)
        attempt = self._begin(trial.number)
        if attempt > MAX_ATTEMPTS:
            guess = "Most likely the machine ran out of memory."
            reason = (
                f"The worker died {MAX_ATTEMPTS} times while training this candidate. "
                f"{self._before or guess}"
            )
            return ended(trial, status="failed", reason=reason, metrics=cost)
        return self._train(trial, proposal.epochs, attempt, cost)

    def _begin(self, number: int) -> int:
        """Record that the candidate is begun; return for which time."""
        if self._estimator.instant:
            return 1
        last = self._store.runs.get(self._run.id).progress
        attempt = last.attempt + 1 if last and last.number == number else 1
        self._say(number, attempt)
        return attempt

    def _train(self, trial: Trial, epochs: int, attempt: int, cost: Mapping[str, float]) -> Trial:
        full = self._estimator.epochs_of(self._spec.space, trial.choices)
        until = min(epochs or full, full)
        reached = trial.epochs

        def report(epoch: int, _scores: Mapping[str, float]) -> None:
            nonlocal reached
            reached = max(reached, epoch)
            if epoch < until:
                self._heartbeat.check("pause")
                if self._ending():
                    raise StopSignal
            if time.monotonic() - self._said > PROGRESS_SECONDS:
                self._say(trial.number, attempt, epoch, until)

        def failed(reason: str) -> Trial:
            return ended(trial, status="failed", reason=reason, metrics=cost, epochs=reached)

        try:
            result = self._evaluate(trial, until, report)
        except EvaluationError as error:
            return failed(str(error))
        except (Interrupted, StopSignal, CoreError, OSError):
            raise
        except Exception as error:
            # Whatever else a candidate brings to light is its own failure: the run goes on.
            log.exception("trial %s failed", trial.number)
            return failed(in_a_line(error))
        metrics = {**cost, **result.metrics}
        # A look without any training need not tell what only training does.
        asked = self._spec.objectives if result.epochs or not full else ()
        if fault := metrics_fault(metrics, asked):
            return failed(fault)
        status = "complete" if result.epochs >= full else "stopped_early"
        return ended(trial, status=status, metrics=metrics, epochs=result.epochs)

    def _evaluate(self, trial: Trial, epochs: int, report: EpochCallback) -> Evaluation:
        files, run_id, number = self._store.files, self._run.id, trial.number
        # A training that goes on keeps the seed it began with.
        seed = training_seed(self._spec.seed, self._history.first(trial).number)
        earlier = None if trial.continues is None else files.trial(run_id, trial.continues)
        aside = files.aside(run_id, number)
        resume = aside if aside.exists() else earlier
        # One that is instant writes nothing.
        kept = nullcontext(files.trial(run_id, number)) if self._estimator.instant else None
        with kept or files.new_trial(run_id, number) as folder:
            request = EvaluationRequest(
                self._spec.space, trial.choices, seed, folder, epochs, resume
            )
            try:
                return self._estimator.evaluate(request, report)
            except Interrupted as interrupted:
                if interrupted.request == "pause" and folder.exists():
                    files.set_aside(run_id, number, folder)
                raise

    def _tell(self, trial: Trial) -> None:
        trial = self._history.add(trial)
        if trial.status != "infeasible":
            self._turn_began = round(self._seconds(), 2)
            self._has_told = True
        upcoming = Progress(number=trial.number + 1, attempt=0, began=self._turn_began)
        best, box = self._history.best, self._history.box
        self._writer.tell(trial, best=best, box=box, upcoming=upcoming)
        self._strategy.tell(trial)
        if self._estimator.instant:
            return
        kept = self._worth_keeping()
        self._store.files.drop_models(self._run.id, (self._kept | {trial.number}) - kept)
        self._kept = kept

    def _worth_keeping(self) -> set[int]:
        return {member.number for member in self._history.front} | self._strategy.resumable()

    def _say(self, number: int, attempt: int, epoch: int = 0, epochs: int = 0) -> None:
        """Record how far the candidate is whose turn it is."""
        self._said, began = time.monotonic(), self._turn_began
        progress = Progress(number=number, attempt=attempt, epoch=epoch, epochs=epochs, began=began)
        self._store.runs.advance(
            self._run.id, self._token, progress=progress.model_dump(mode="json")
        )
