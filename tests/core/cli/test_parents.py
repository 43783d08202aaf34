"""Parents on the command line: in, listed, pruned, gone."""

from __future__ import annotations

import json
from pathlib import Path

import keras
import pytest
from typer.testing import CliRunner

from core import api
from core.__main__ import app
from core.datasets.prepare import prepare
from core.errors import CoreError, DataError, NotFoundError, SpecError, StateError
from core.parents import repository
from core.parents.requests import ParentRequest
from core.store import Store
from tests.core.estimators.readers import taught
from tests.core.jobs.parents import network, read_drafts
from tests.prunings import seed_parent
from tests.seeds import seed_run, seed_trials


def core(*words: str) -> str:
    done = CliRunner().invoke(app, words)
    if done.exception and not isinstance(done.exception, SystemExit):
        raise done.exception
    assert done.exit_code == 0, done.output
    return done.stdout


@pytest.fixture
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Drafts are read by this process, before the command goes on."""
    monkeypatch.setattr("core.jobs.importing.start", read_drafts)


def test_parents_are_listed_with_those_that_wait(home: Path) -> None:
    assert "No parents yet. Take one in: python -m core parents add" in core("parents", "list")
    seed_parent(home)
    wanted = ParentRequest(name="odd", title="Odd", dataset="digits", origin="upload")
    repository.request(wanted, home, lambda _: None, lambda _: False)
    repository.refuse(repository.draft("odd", home), "It takes other images.")
    ready, odd = json.loads(core("parents", "list", "--format", "json"))
    assert (ready["name"], ready["status"], ready["parameters"]) == ("net", "ready", 40_000)
    assert (odd["status"], odd["reason"]) == ("refused", "It takes other images.")
    table = core("parents", "list")
    assert "0.9600" in table and "Digits, trial 3" in table


@pytest.mark.slow
@pytest.mark.usefixtures("at_once")
def test_a_file_of_ones_own_is_taken_in_and_removed(home: Path, tmp_path: Path) -> None:
    network().save(tmp_path / "own.keras")
    words = ("parents", "add", str(tmp_path / "own.keras"), "--name", "own", "--data")
    assert core(*words, "digits") == "own\n"
    assert api.parent("own").origin == "upload"
    with pytest.raises(StateError, match="is there already"):
        core(*words, "digits")
    assert core("parents", "remove", "own") == "own removed\n"
    with pytest.raises(StateError, match="The network must take the images of fashion_mnist"):
        core(*words, "fashion_mnist")


def test_a_bad_file_is_refused_at_once(home: Path, tmp_path: Path) -> None:
    file = tmp_path / "own.keras"
    file.write_text("no network")
    with pytest.raises(DataError, match="must be a whole file as Keras 3 writes it"):
        core("parents", "add", str(file), "--name", "own", "--data", "digits")
    assert api.waiting_parents() == ()


@pytest.mark.usefixtures("no_supervisor")
def test_the_best_network_of_a_run_needs_no_number(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("core.jobs.importing.start", lambda _home: None)
    run_id = seed_run(store, seed_trials(10))
    best = max(api.front(run_id), key=lambda trial: trial.metrics["val_accuracy"])
    for file in (store.files.model(run_id, best.number), store.files.split(run_id)):
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(b"")
    words = ("parents", "add", "--run", "last", "--detach")
    assert core(*words) == f"{run_id}-{best.number}\n"
    assert core(*words, "--name", "mine") == "mine\n"


def test_a_trial_without_weights_is_reported(store: Store) -> None:
    run_id = seed_run(store, seed_trials(2))
    with pytest.raises(NotFoundError, match=r"The weights of trial 1 of 'Seeded run' are gone"):
        core("parents", "add", "--run", run_id[:6], "--trial", "1")


@pytest.mark.parametrize(
    "words",
    [(), ("--run", "last", "--data", "digits"), ("--trial", "1"), ("--name", "x")],
)
def test_half_of_what_is_needed_is_refused_with_an_example(
    home: Path, words: tuple[str, ...]
) -> None:
    with pytest.raises(DataError, match="either FILE with --name and --data, or --run, with"):
        core("parents", "add", *words)


def test_an_unknown_parent_is_reported_with_the_way_out(home: Path) -> None:
    for words in (("parents", "remove", "nope"), ("prune", "nope")):
        with pytest.raises(CoreError, match="Unknown parent 'nope'.*python -m core parents list"):
            core(*words)


@pytest.mark.usefixtures("no_supervisor")
def test_pruning_a_parent_queues_the_recommended_sweep(home: Path) -> None:
    seed_parent(home)
    words = ("--trials", "7", "--epochs", "2", "--strategy", "random", "--owner", "ada")
    run = api.run(core("prune", "net", *words, "--detach").strip())
    assert (run.status, run.owner, run.spec.dataset) == ("queued", "ada", "digits")
    assert run.spec.space == api.pruning_space("net") and run.spec.budget.trials == 7
    assert run.spec.estimator.params == {"epochs": 2} and run.spec.strategy.name == "random"
    with pytest.raises(StateError, match="needed by the run 'Prune Digits, trial 3'. Stop"):
        core("parents", "remove", "net")


@pytest.mark.usefixtures("no_supervisor")
def test_pruning_without_a_word_more_launches_what_the_page_does(home: Path) -> None:
    seed_parent(home)
    assert api.run(core("prune", "net", "--detach").strip()).spec == api.check(
        api.pruning_start("net")
    )


@pytest.mark.usefixtures("no_supervisor")
def test_pruning_by_an_unknown_strategy_names_those_there_are(home: Path) -> None:
    seed_parent(home)
    with pytest.raises(SpecError, match="Unknown strategy 'evoluton'. Known: "):
        core("prune", "net", "--strategy", "evoluton")
    assert api.runs() == []


@pytest.mark.slow
@pytest.mark.usefixtures("at_once")
def test_what_was_found_of_the_pixels_is_reported_and_confirmed(home: Path, tmp_path: Path) -> None:
    data = prepare("digits", home, seed=0, split_file=tmp_path / "split.npz")
    taught(data, lambda x: x * 255, first=[keras.layers.Rescaling(1 / 255)]).save(
        tmp_path / "own.keras"
    )
    words = ["parents", "add", str(tmp_path / "own.keras"), "--name", "own", "--data", "digits"]
    done = CliRunner().invoke(app, words)
    assert "It takes pixels from 0 to 255: right on 9" in done.stderr
    assert "with pixels from 0 to 1." in done.stderr and "parents confirm own" in done.stderr
    assert core("parents", "confirm", "own") == "own takes pixels from 0 to 255\n"
    assert core("parents", "confirm", "own", "--pixels", "0-1") == "own takes pixels from 0 to 1\n"
    reading = api.parent("own").reading
    assert reading is not None and reading.confirmed


def test_a_range_of_pixels_that_nobody_knows_is_refused(home: Path, tmp_path: Path) -> None:
    file = tmp_path / "own.keras"
    file.write_text("no network")
    words = ("parents", "add", str(file), "--name", "own", "--data", "digits", "--pixels")
    for pixels in ("0-256", "0-255,rgb", "x" * 5000):
        with pytest.raises(DataError, match="pixels must be one of 0-1, 0-255, -1-1"):
            core(*words, pixels)
    with pytest.raises(DataError, match="must be a whole file"):
        core(*words, "-1-1")
