"""Parents taken in by real processes: read, refused in words, killed and tried again."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import keras
import numpy as np
import psutil
import pytest

from core import api
from core.errors import StateError
from core.jobs import importing, processes
from core.parents import repository
from core.parents.requests import Waiting
from core.store import Store
from tests.core.jobs.conftest import turn
from tests.core.jobs.parents import network

pytestmark = pytest.mark.slow

ONE_NET = {"name": "one", "family": "convnet", "choices": {"blocks": [1], "width_1": [6]}}


@pytest.fixture(autouse=True)
def tidy(home: Path) -> Iterator[None]:
    """Ends the processes that a test has started and that still read."""
    yield
    for process in psutil.Process().children(recursive=True):
        # One that has ended, and that nobody has asked for yet, has no command line.
        with suppress(psutil.Error):
            if "core.jobs.import_process" in process.cmdline():
                process.kill()


@pytest.fixture
def upload(tmp_path: Path) -> Path:
    network().save(tmp_path / "net.keras")
    return tmp_path / "net.keras"


# What Python runs first in each process: it cannot import TensorFlow while the file "held" exists.
HOLD = """
import pathlib, sys, time
held = pathlib.Path(__file__).with_name("held")
class Holding:
    def find_spec(self, name, path=None, target=None):
        while name == "tensorflow" and held.exists():
            time.sleep(0.05)
sys.meta_path.insert(0, Holding())
"""


@pytest.fixture
def held(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A file; no process that is started from now on has read a network before it is deleted."""
    place = tmp_path / "hold"
    place.mkdir()
    (place / "sitecustomize.py").write_text(HOLD)
    (place / "held").touch()
    monkeypatch.setenv("PYTHONPATH", str(place))
    return place / "held"


def wait(until: Callable[[], bool], seconds: float = 120.0) -> None:
    end = time.monotonic() + seconds
    while not until():
        assert time.monotonic() < end, api.waiting_parents()
        time.sleep(0.1)


def over() -> bool:
    return all(one.status == "refused" for one in api.waiting_parents())


def waiting() -> Waiting:
    [only] = api.waiting_parents()
    return only


def reader(home: Path, name: str) -> psutil.Process:
    """The process that reads the draft, once it has said so."""
    said = repository.draft(name, home) / "process.json"
    wait(lambda: said.exists() and said.read_text().endswith("}"))
    return psutil.Process(json.loads(said.read_text())["pid"])


def test_a_trial_becomes_a_parent_while_a_misfit_is_refused(
    store: Store, home: Path, tmp_path: Path
) -> None:
    params = {"epochs": 1}
    spec = {"name": "run", "dataset": "digits", "space": ONE_NET, "budget": {"trials": 1}}
    spec |= {"estimator": {"name": "training", "params": params}, "seed": 3}
    run = turn(store, store.runs.add(api.check(spec), "ada"))
    image = keras.Input((28, 28, 1))
    misfit = tmp_path / "misfit.keras"
    keras.Model(image, keras.layers.Dense(10)(keras.layers.Flatten()(image))).save(misfit)
    api.import_file(misfit, "misfit.keras", "misfit", "digits")
    name = api.import_trial(run.id, 0)
    wait(over)
    assert waiting().reason.startswith("The network must take the images of digits, 8×8×1; it")
    [parent] = api.parents()
    trained = store.trials.get(run.id, 0)
    assert (parent.name, parent.title, parent.trial) == (name, "run, trial 0", 0)
    for metric in ("val_accuracy", "test_accuracy", "parameters", "macs"):
        assert parent.metrics[metric] == pytest.approx(trained.metrics[metric], rel=1e-3)
    assert api.import_trial(run.id, 0) == name and len(api.waiting_parents()) == 1
    assert parent.rewinds and changed_by_training(repository.folder(name, home))
    with pytest.raises(StateError, match="is there already. Choose another name"):
        api.import_file(misfit, "misfit.keras", name, "digits")


def changed_by_training(place: Path) -> bool:
    """Whether the weights before and after are of the same shapes, and others."""
    files = (place / repository.INITIAL, place / repository.MODEL)
    first, last = (keras.models.load_model(f, compile=False).get_weights() for f in files)
    assert [w.shape for w in first] == [w.shape for w in last]
    return not np.allclose(first[0], last[0])


def test_a_killed_reading_is_reported_and_tried_again(home: Path, upload: Path, held: Path) -> None:
    api.import_file(upload, "net.keras", "net", "digits")
    process = reader(home, "net")
    with pytest.raises(StateError, match="is being read already"):
        api.import_file(upload, "net.keras", "net", "digits")
    processes.kill(process.pid, process.create_time())
    wait(over)
    assert waiting().reason.startswith(repository.INTERRUPTED)
    held.unlink()
    with upload.open("rb") as file:
        api.import_file(file, "net.keras", "net", "digits")
    wait(over)
    assert [parent.name for parent in api.parents()] == ["net"] and not api.waiting_parents()
    kept = repository.folder("net", home)
    assert (kept / repository.MODEL).exists() and (kept / repository.SPLIT).exists()


def test_a_reading_that_is_dismissed_ends_and_leaves_nothing(
    home: Path, upload: Path, held: Path
) -> None:
    api.import_file(upload, "net.keras", "net", "digits")
    process = reader(home, "net")
    assert held.exists() and waiting().status == "reading"
    api.remove_parent("net")
    psutil.wait_procs([process], timeout=60)
    assert not process.is_running() or process.status() == psutil.STATUS_ZOMBIE
    assert api.waiting_parents() == () == api.parents()
    assert list((home / "parents").iterdir()) == []


def test_a_draft_is_read_by_one_process(home: Path, upload: Path) -> None:
    place = repository.draft("net", home)
    wanted = repository.ParentRequest(name="net", title="net", dataset="digits", origin="upload")
    repository.request(wanted, home, lambda _: None, importing.reader_alive)
    assert importing.announce_reader(place) and not importing.announce_reader(place)
    assert importing.reader_alive(place) and not importing.announce_reader(
        home / "parents" / ".gone"
    )
