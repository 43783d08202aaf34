"""Real processes, really killed: nothing finished is lost, nothing is trained twice."""

from __future__ import annotations

from pathlib import Path

import psutil
import pytest

from core import api
from core.jobs import processes
from core.settings import SPARE
from core.specs import Run, Trial
from tests.core.jobs.faulty import (
    ENDLESS,
    SHORT,
    go_on_and_stop,
    in_training,
    supervised,
    supervisor_of,
    token,
    until,
    wait,
)

pytestmark = pytest.mark.slow


def in_mid_trial(run: Run) -> bool:
    return run.counts.complete >= 2 and in_training(run)


def assert_whole(run_id: str, before: list[Trial]) -> None:
    """The run has more trials, each once, and those from before the fault are untouched."""
    trials = api.trials(run_id)
    assert [trial.number for trial in trials] == list(range(len(trials)))
    assert len({trial.key for trial in trials}) == len(trials) > len(before)
    for old, new in zip(before, trials, strict=False):
        assert (old.key, old.ended) == (new.key, new.ended)
        assert old.metrics.items() <= new.metrics.items()


def test_a_second_supervisor_leaves_at_once(supervised_home: Path) -> None:
    log = supervised_home / "second.log"
    second = processes.spawn("core.jobs.supervisor", supervised_home, log)
    assert second.wait(timeout=120) == 0
    assert "another supervisor" in log.read_text()
    assert api.supervisor_alive()


def test_a_worker_that_has_done_a_run_does_the_next_as_a_new_one_would(
    supervised_home: Path,
) -> None:
    workers, told = [], []
    for _ in range(2):
        run_id = api.launch(api.check(ENDLESS), "ada")
        wait(run_id, lambda run: run.counts.trained >= 6)
        (holder,) = api.store().runs.holders()
        workers.append((holder.pid, holder.born))
        api.stop(run_id)
        wait(run_id, lambda run: run.has_ended)
        told.append([(t.choices, t.epochs, _scores(t)) for t in api.trials(run_id)[:6]])
    assert workers[0] == workers[1]
    for one, other in zip(*told, strict=True):
        # Within one picture of the 288: sums are rounded as the threads come.
        assert one[:2] == other[:2] and one[2] == pytest.approx(other[2], rel=5e-3)


def _scores(trial: Trial) -> dict[str, float]:
    return {name: trial.metrics[name] for name in ("val_accuracy", "val_loss", "parameters")}


def test_a_killed_worker_is_replaced_and_the_run_is_whole(supervised_home: Path) -> None:
    run_id = api.launch(api.check(ENDLESS), "ada")
    wait(run_id, in_mid_trial)
    before = api.trials(run_id)
    victim = api.store().runs.holders()[0]
    processes.kill(victim.pid, victim.born)
    wait(run_id, lambda run: token(run.id) not in ("", victim.token))
    go_on_and_stop(run_id, len(before) + 2)
    assert_whole(run_id, before)


def test_a_killed_worker_costs_a_search_with_rungs_no_trial(supervised_home: Path) -> None:
    rungs = {
        "strategy": {"name": "asha", "params": {"min_epochs": 1}},
        "estimator": {"name": "training", "params": {"epochs": 4}},
    }
    killed = api.launch(api.check(ENDLESS | rungs), "ada")
    wait(killed, lambda run: any(t.continues is not None for t in api.trials(run.id)))
    (victim,) = api.store().runs.holders()
    processes.kill(victim.pid, victim.born)
    wait(killed, lambda run: token(run.id) not in ("", victim.token))
    enough = len(api.trials(killed)) + 4
    whole = api.launch(api.check(ENDLESS | rungs), "alan")
    told = []
    for run_id in (killed, whole):
        wait(run_id, lambda run: len(api.trials(run.id)) >= enough)
        api.stop(run_id)
        wait(run_id, lambda run: run.has_ended)
        trials = api.trials(run_id)[:enough]
        told.append([(t.key, t.status, t.epochs, t.continues) for t in trials])
    assert told[0] == told[1]
    assert any(continues is not None for *_, continues in told[0])
    assert all(status != "failed" for _, status, *_ in told[0])


def test_a_killed_supervisor_is_replaced_and_the_run_does_not_notice(supervised_home: Path) -> None:
    run_id = api.launch(api.check(ENDLESS), "ada")
    wait(run_id, in_mid_trial)
    before, worker = api.trials(run_id), token(run_id)
    old = supervisor_of(supervised_home)
    old.kill()
    psutil.wait_procs([old], timeout=120)
    wait(run_id, lambda _run: api.supervisor_alive())
    assert supervisor_of(supervised_home).pid != old.pid
    assert token(run_id) == worker
    second = api.launch(api.check(SHORT | {"budget": {"trials": 2}}), "grace")
    go_on_and_stop(run_id, len(before) + 2)
    assert_whole(run_id, before)
    assert wait(second, lambda run: run.has_ended).counts.complete == 2


def test_pause_resume_and_stop(supervised_home: Path) -> None:
    run_id = api.launch(api.check(ENDLESS), "ada")
    wait(run_id, in_mid_trial)
    api.pause(run_id)
    paused = wait(run_id, lambda run: run.status == "paused")
    done = paused.counts.complete
    assert api.store().runs.holders() == []
    api.resume(run_id)
    wait(run_id, lambda run: run.counts.complete > done)
    api.stop(run_id)
    stopped = wait(run_id, lambda run: run.has_ended)
    assert stopped.status == "stopped" and stopped.counts.complete >= done
    assert all("test_accuracy" in trial.metrics for trial in api.front(run_id))


def test_a_supervisor_and_its_spare_end_together(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(SPARE, "1")
    with supervised(home):
        old = supervisor_of(home)
        until(lambda: bool(old.children()))
        spares = old.children()
        old.kill()
        gone, alive = psutil.wait_procs(spares, timeout=120)
    assert len(spares) == len(gone) == 1 and not alive


def test_a_worker_whose_supervisor_was_killed_ends_with_its_run(home: Path) -> None:
    with supervised(home):
        run_id = api.launch(api.check(SHORT), "ada")
        wait(run_id, in_mid_trial)
        (holder,) = api.store().runs.holders()
        supervisor_of(home).kill()
        # Nobody else takes the run meanwhile.
        wait(run_id, lambda run: run.has_ended or token(run.id) not in ("", holder.token))
        assert api.run(run_id).status == "finished"
        until(lambda: not processes.alive(holder.pid, holder.born))
