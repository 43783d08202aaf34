"""What the tests of the jobs share."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from core import api
from core.estimators.catalogue import ESTIMATORS
from core.jobs.search import work
from core.specs import Run, Trial
from core.store import Store
from tests.core.jobs.faulty import Family, call_supervisor, stop_all
from tests.core.jobs.toy import SPACE, Toy, ToyParams

Launch = Callable[..., str]


@pytest.fixture
def idle() -> Iterator[subprocess.Popen[bytes]]:
    """A process that does nothing, in the place of a worker."""
    process = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
    yield process
    process.kill()
    process.wait()


@pytest.fixture
def toy(monkeypatch: pytest.MonkeyPatch) -> str:
    """The estimator that costs nothing, registered for one test, with nothing recorded yet."""
    monkeypatch.setattr(ESTIMATORS, "_entries", dict(ESTIMATORS._entries))
    ESTIMATORS.add("toy", "tests.core.jobs.toy:Toy", ToyParams)
    monkeypatch.setattr(Toy, "evaluated", [])
    monkeypatch.setattr(Toy, "trained", [])
    return "toy"


@pytest.fixture
def launch(store: Store, toy: str) -> Launch:
    """Queues a small run of the toy; arguments take the place of fields of its spec."""

    def launched(**changes: Any) -> str:
        spec = {
            "name": "toy",
            "dataset": "digits",
            "space": SPACE.model_dump(),
            "strategy": {"name": "nsga2", "params": {"population": 4}},
            "estimator": toy,
            "budget": {"trials": 8},
        }
        return store.runs.add(api.check(spec | changes), "ada")

    return launched


@pytest.fixture(scope="module")
def shared_home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A home that the tests of a file share, as each start of a worker takes seconds."""
    home = tmp_path_factory.mktemp("shared") / "home"
    yield home
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PARETOSCOPE_HOME", str(home))
        Family(home).end()


@pytest.fixture
def supervised_home(shared_home: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The shared home, with a supervisor that lives and no run under way."""
    monkeypatch.setenv("PARETOSCOPE_HOME", str(shared_home))
    monkeypatch.delenv("PARETOSCOPE_DB", raising=False)
    call_supervisor(shared_home)
    yield shared_home
    stop_all(shared_home)


def turn(store: Store, run_id: str, token: str = "t") -> Run:
    """Give the run to this process as a worker."""
    assert store.runs.claim(run_id, token=token, device="cpu", pid=1, born=0.0)
    work(store, run_id, token, "cpu")
    return store.runs.get(run_id)


def told(store: Store, run_id: str, **unlike: Any) -> list[Trial]:
    """The run's trials without what differs between runs alike: times, and fields of ``unlike``."""
    without = {"ended": 0.0, "revision": 0} | unlike
    return [trial.model_copy(update=without) for trial in store.trials.of(run_id)]
