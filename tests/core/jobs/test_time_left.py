"""The time left of a run under way: a course played through, second by second.

The clock is the test's own: it moves where the toy estimator is asked what a candidate costs, and
while that is trained.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from types import SimpleNamespace

import pytest

from core.jobs.heartbeat import Heartbeat
from core.jobs.search import work
from core.store import Store
from core.timing.forecast import remaining_of
from tests.core.jobs import toy
from tests.core.jobs.conftest import Launch

# Seconds to find out what a candidate costs, and to train it.
ASKING, TRAINING = 3, 5


class Course:
    """A run that is worked off by workers one after the other, and what was told meanwhile.

    Attributes:
        told: at each moment how many candidates had ended, and the seconds that were left.
        faults: by the number of a training, what comes up within it.
    """

    def __init__(self, store: Store, run_id: str, faults: dict[int, str]) -> None:
        self.store, self.run_id, self.faults = store, run_id, faults
        self.now = 0.0
        self.trainings = 0
        self.told: list[tuple[int, float]] = []

    def worker(self, token: str) -> None:
        """Work until the run ends, or a fault comes up."""
        self.token = token
        assert self.store.runs.claim(self.run_id, token=token, device="cpu", pid=1, born=0.0)
        self.heartbeat = Heartbeat(self.store, self.run_id, token)
        self.read()
        work(self.store, self.run_id, token, "cpu", heartbeat=self.heartbeat)

    def train(self) -> None:
        fault = self.faults.get(self.trainings)
        self.trainings += 1
        self.pass_by(TRAINING - 2 if fault else TRAINING)
        if fault == "pause":
            self.store.runs.change(self.run_id, request="pause")
            self.heartbeat.request = "pause"
        elif fault == "death":
            raise SystemExit

    def pass_by(self, seconds: int) -> None:
        for _ in range(seconds):
            self.read()
            self.now += 1.0
            self.store.runs.beat(self.run_id, self.token, seconds=1.0)
        self.read()

    def read(self) -> None:
        run = self.store.runs.get(self.run_id)
        left = remaining_of(self.store, run)
        if left is not None:
            self.told.append((run.counts.trained, left.seconds))

    @property
    def between(self) -> Iterator[tuple[float, float]]:
        """What was told one after the other while no candidate ended."""
        for (ended, before), (still, after) in pairwise(self.told):
            if ended == still:
                yield before, after


@pytest.fixture
def course(store: Store, launch: Launch, monkeypatch: pytest.MonkeyPatch) -> Course:
    """Eight candidates, with some between them that break a limit; a pause, a dead worker."""
    run_id = launch(limits={"parameters": 1200}, estimator={"name": "toy", "params": {"epochs": 2}})
    played = Course(store, run_id, faults={3: "pause", 7: "death"})
    clock = SimpleNamespace(monotonic=lambda: played.now)
    monkeypatch.setattr("core.jobs.search.time", clock)
    # Only the course itself counts what the worker worked.
    monkeypatch.setattr("core.jobs.heartbeat.time", SimpleNamespace(monotonic=lambda: 0.0))
    monkeypatch.setattr(
        toy.Toy, "after", lambda _toy, epoch: played.train() if epoch == 1 else None
    )
    costs = toy.Toy.costs
    monkeypatch.setattr(toy.Toy, "costs", lambda *asked: played.pass_by(ASKING) or costs(*asked))
    return played


def test_time_left_never_rises_until_a_candidate_has_ended(store: Store, course: Course) -> None:
    course.worker("first")
    assert store.runs.get(course.run_id).status == "paused"
    course.read()
    store.runs.change(course.run_id, status="queued")
    with pytest.raises(SystemExit):
        course.worker("second")
    course.read()
    store.runs.requeue(course.run_id, "second")
    course.read()
    course.worker("third")
    run = store.runs.get(course.run_id)
    assert (run.status, run.counts.trained) == ("finished", 8) and run.counts.infeasible
    steps = list(course.between)
    assert [step for step in steps if step[1] > step[0]] == []
    assert sum(before - after for before, after in steps) > 3 * TRAINING
