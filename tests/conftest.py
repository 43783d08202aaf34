"""What every test may use: a home folder of its own, a small space, ready-made trials."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from core.settings import ROOT, SPARE
from core.specs import RunSpec, Space, Trial
from core.store import Store

# How long an example takes says more about the machine's other work than about the code.
settings.register_profile("no clock", deadline=None)
settings.load_profile("no clock")

# Two test processes and their workers share the cores: more threads each would only wait.
for _threads in ("TF_NUM_INTRAOP_THREADS", "TF_NUM_INTEROP_THREADS"):
    os.environ.setdefault(_threads, "1")

# A worker that nobody needs would cost each supervisor four seconds of a core.
os.environ.setdefault(SPARE, "0")

# Folders whose tests share networks that take long to train.
TOGETHER = ("tests/core/estimators",)

# What only a worker may import: it takes seconds, and hundreds of megabytes.
HEAVY = {"tensorflow", "keras", "sklearn", "ray", "optuna"}


# Before pytest-xdist, which puts the group into a test's id.
@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Have one process run all tests of a file, so that what they share is made once.

    Slow ones have more time before they are taken to hang.
    """
    for item in items:
        if item.get_closest_marker("slow"):
            item.add_marker(pytest.mark.timeout(900))
    if not config.pluginmanager.hasplugin("xdist"):
        return
    for item in items:
        file = item.path.relative_to(ROOT).as_posix()
        group = next((folder for folder in TOGETHER if file.startswith(folder)), file)
        item.add_marker(pytest.mark.xdist_group(group))


def pytest_collection_finish(session: pytest.Session) -> None:
    """Fail where the groups are not heeded: nobody would notice but by the time it takes."""
    if getattr(session.config.option, "loadgroup", False):
        alone = [item.nodeid for item in session.items if "@" not in item.nodeid]
        if alone:
            raise pytest.UsageError(f"pytest-xdist has put {alone[0]} in no group.")


def imported(code: str) -> set[str]:
    """The packages that a fresh process has imported once it ran ``code``."""
    program = f"{code}\nimport sys; print(*{{name.partition('.')[0] for name in sys.modules}})"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, cwd=ROOT)
    assert done.returncode == 0, done.stderr
    return set(done.stdout.split())


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty home folder that the whole engine uses during the test."""
    folder = tmp_path / "home"
    monkeypatch.setenv("PARETOSCOPE_HOME", str(folder))
    monkeypatch.delenv("PARETOSCOPE_DB", raising=False)
    return folder


@pytest.fixture
def store(home: Path) -> Iterator[Store]:
    opened = Store(home)
    yield opened
    opened.database.close()


@pytest.fixture
def no_supervisor(monkeypatch: pytest.MonkeyPatch) -> None:
    """Runs are launched, but nothing starts working on them."""
    monkeypatch.setattr("core.jobs.client.want_supervisor", lambda _home: None)


@pytest.fixture
def space() -> Space:
    """Forty-two architectures, some choices conditional on others, also on two at once."""
    return Space.model_validate(
        {
            "name": "forty-two",
            "family": "convnet",
            "choices": {
                "blocks": [1, 2, 3],
                "separable_1": [True, False],
                "width_1": [4, 8, 16],
                "width_2": {"values": [4, 8], "when": {"blocks": [2, 3]}},
                "width_3": {"values": [4, 8, 12], "when": {"blocks": 3, "separable_1": True}},
            },
        }
    )


@pytest.fixture
def spec(space: Space) -> RunSpec:
    return RunSpec(name="a run", dataset="digits", space=space)


def make_trial(number: int, accuracy: float = 0.5, parameters: float = 100.0) -> Trial:
    """A complete trial with these scores."""
    return Trial(
        number=number,
        status="complete",
        choices={"width_1": number},
        key=f"key {number}",
        metrics={"val_accuracy": accuracy, "parameters": parameters},
    )
