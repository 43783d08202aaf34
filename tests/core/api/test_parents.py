"""The door to parents: what is taken in, what is refused before anything is kept, what is gone."""

from __future__ import annotations

import zipfile
from pathlib import Path

import numpy as np
import pytest

from core import api
from core.datasets import info
from core.errors import CoreError, DataError, NotFoundError, StateError, UnknownNameError
from core.parents import repository
from core.results.layout import HEAD
from core.specs import Chosen, Counts
from core.store import Store
from core.tables import import_table
from tests.core.tables.conftest import FOUR, OWN
from tests.detections import seed_detectors
from tests.prunings import pruned_trials, pruning_spec, seed_parent, seed_pruning


@pytest.fixture(autouse=True)
def unread(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Drafts are put in place, and no process is started that would read them."""
    monkeypatch.setattr("core.jobs.importing.start", lambda _home: None)
    monkeypatch.setattr("core.jobs.importing.STARTING_SECONDS", 1e6)


@pytest.fixture
def upload(tmp_path: Path) -> Path:
    """A file that looks like a network from the outside."""
    file = tmp_path / "net.keras"
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("config.json", '{"class_name": "Functional", "config": {}}')
        archive.writestr("metadata.json", "{}")
        archive.writestr("model.weights.h5", "weights")
    return file


@pytest.fixture
def with_weights(store: Store, run_id: str) -> str:
    """A run whose trial 1 has weights, and whose split is known."""
    folder = store.files.trial(run_id, 1)
    folder.mkdir(parents=True)
    (folder / "model.keras").write_text("weights")
    np.savez(store.files.split(run_id), split=np.arange(3))
    return run_id


def finished(name: str, home: Path) -> None:
    """The draft becomes a parent, as if it had been read."""
    request = repository.read_request(repository.draft(name, home))
    described = seed_parent(home, name="as-described")
    repository.remove("as-described", home)
    facts = request.model_dump(include={"name", "title", "dataset", "origin", "run", "trial"})
    repository.keep_parent(described.model_copy(update=facts), home)


def nothing_kept(home: Path) -> bool:
    return not any((home / "parents").glob("*"))


def test_a_trial_brings_its_split_and_its_initial_model(with_weights: str, home: Path) -> None:
    name = api.import_trial(with_weights, 1)
    place = repository.draft(name, home)
    request = repository.read_request(place)
    assert name == f"{with_weights}-1" and (request.run, request.trial) == (with_weights, 1)
    assert (place / repository.MODEL).read_text() == "weights" and (
        place / repository.SPLIT
    ).exists()
    assert request.initial_model is not None
    assert request.initial_model.choices == api.trial(with_weights, 1).choices


def test_without_a_number_the_best_of_the_front_is_taken(with_weights: str, home: Path) -> None:
    assert [trial.number for trial in api.networks(with_weights)] == [0, 1]
    (api.store().files.trial(with_weights, 0)).mkdir()
    (api.store().files.model(with_weights, 0)).write_text("weights")
    name = api.import_trial(with_weights, name="best")
    request = repository.read_request(repository.draft(name, home))
    assert (request.name, request.title, request.trial) == ("best", "best", 0)


def test_a_run_without_a_network_has_none_to_take(store: Store, home: Path) -> None:
    run_id = api.launch(api.presets()["quick"], "ada")
    with pytest.raises(NotFoundError, match="No network of 'quick' is trained yet. Wait for one"):
        api.import_trial(run_id)
    api.stop(run_id)
    with pytest.raises(NotFoundError, match=f"{run_id}' has no trial 9"):
        api.import_trial(run_id, 9)
    assert nothing_kept(home)


def test_a_trial_that_is_a_parent_stays_as_it_is(with_weights: str, home: Path) -> None:
    name = api.import_trial(with_weights, 1)
    finished(name, home)
    assert api.import_trial(with_weights, 1) == name
    assert api.waiting_parents() == ()


def test_another_network_of_the_same_name_is_not_handed_out(
    with_weights: str, upload: Path, home: Path
) -> None:
    for name in (f"{with_weights}-1", "mobilenet_v2-digits"):
        api.import_file(upload, upload.name, name, "digits")
        finished(name, home)
    with pytest.raises(
        StateError, match=f"'{with_weights}-1' is there .*another network or was .*Remove"
    ):
        api.import_trial(with_weights, 1)
    with pytest.raises(StateError, match="'mobilenet_v2-digits' is there .*another network"):
        api.import_imagenet("mobilenet_v2", "digits")


def test_published_network_trained_for_other_epochs_is_another(home: Path) -> None:
    name = api.import_imagenet("mobilenet_v2", "digits", epochs=5)
    finished(name, home)
    assert api.import_imagenet("mobilenet_v2", "digits", epochs=5) == name
    with pytest.raises(StateError, match="trained for other epochs. Remove it first"):
        api.import_imagenet("mobilenet_v2", "digits", epochs=9)


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (0, "The weights of trial 0 of .* are gone.* Choose one of its front: 1. Or"),
        (9, "Trial 9 of 'quick' is not trained yet."),
    ],
)
def test_a_trial_without_weights_cannot_be_a_parent(
    with_weights: str, home: Path, number: int, words: str
) -> None:
    with pytest.raises(NotFoundError, match=words):
        api.import_trial(with_weights, number)
    assert nothing_kept(home)


def test_an_open_upload_is_kept_as_it_came(upload: Path, home: Path) -> None:
    with upload.open("rb") as file:
        file.read(10)
        api.import_file(file, "Mine.KERAS", "mine", "digits")
    kept = repository.draft("mine", home) / repository.MODEL
    assert kept.read_bytes() == upload.read_bytes()
    [waiting] = api.waiting_parents()
    assert (waiting.request.origin, waiting.request.initial_model) == ("upload", None)


@pytest.mark.parametrize(
    "name", ["", "..", "../x", "Mine", "my net", "x" * 61, "x/y", ".mine", "mine\n", "é"]
)
def test_a_name_that_is_no_folder_is_refused(upload: Path, home: Path, name: str) -> None:
    with pytest.raises(DataError, match="name must be 1 to 60 characters of a-z, 0-9"):
        api.import_file(upload, upload.name, name, "digits")
    assert nothing_kept(home)


def test_a_refused_file_or_data_set_leaves_nothing(upload: Path, home: Path) -> None:
    bad = upload.with_name("bad.keras")
    bad.write_text("no network")
    with pytest.raises(DataError, match="must be a whole file"):
        api.import_file(bad, bad.name, "mine", "digits")
    with pytest.raises(NotFoundError, match="Unknown data set 'nope'"):
        api.import_file(upload, upload.name, "mine", "nope")
    assert nothing_kept(home)


def test_a_detector_brings_its_head_and_its_initial_model(store: Store, home: Path) -> None:
    run_id = seed_detectors(store)
    folder = store.files.trial(run_id, 0)
    (folder / HEAD).write_text("{}")
    np.savez(store.files.split(run_id), split=np.arange(3))
    place = repository.draft(api.import_trial(run_id, 0), home)
    assert (place / HEAD).read_text() == "{}"
    request = repository.read_request(place)
    assert (request.dataset, request.origin) == ("fashion_scenes", "trial")
    assert request.initial_model is not None and request.initial_model.space.family == "tiny_yolo"


def test_scenes_are_no_data_for_a_published_classifier(home: Path) -> None:
    with pytest.raises(DataError, match="a network of ImageNet finds none. Train a detector"):
        api.import_imagenet("mobilenet_v2", "fashion_scenes")
    assert nothing_kept(home)


def test_a_table_of_answers_is_no_data_for_a_parent(
    upload: Path, home: Path, tmp_path: Path
) -> None:
    file = tmp_path / "own.csv"
    file.write_text("\n".join(OWN))
    import_table(file, name="answers", home=home, space=FOUR, images=info("digits", home))
    for import_it in (
        lambda: api.import_file(upload, upload.name, "mine", "answers"),
        lambda: api.import_imagenet("mobilenet_v2", "answers"),
    ):
        with pytest.raises(DataError, match="dataset must hold images; got 'answers'"):
            import_it()
    assert nothing_kept(home)


def test_a_name_that_is_taken_is_refused(upload: Path, home: Path) -> None:
    seed_parent(home)
    with pytest.raises(StateError, match="'net' is there already"):
        api.import_file(upload, upload.name, "net", "digits")
    api.import_file(upload, upload.name, "mine", "digits")
    with pytest.raises(StateError, match="'mine' is being read already"):
        api.import_file(upload, upload.name, "mine", "digits")


def test_a_published_network_is_requested_by_its_name(home: Path) -> None:
    assert api.import_imagenet("mobilenet_v2", "digits", epochs=5) == "mobilenet_v2-digits"
    [waiting] = api.waiting_parents()
    assert (waiting.request.network, waiting.request.epochs) == ("mobilenet_v2", 5)


@pytest.mark.parametrize("epochs", [0, -3])
def test_a_classifier_that_is_not_trained_is_refused_at_once(home: Path, epochs: int) -> None:
    with pytest.raises(DataError, match=f"epochs must be at least 1; got {epochs}"):
        api.import_imagenet("mobilenet_v2", "digits", epochs)
    assert nothing_kept(home)


def test_a_parent_is_not_had_again_for_no_epochs(home: Path) -> None:
    finished(api.import_imagenet("mobilenet_v2", "digits", epochs=5), home)
    with pytest.raises(DataError, match="epochs must be at least 1; got 0"):
        api.import_imagenet("mobilenet_v2", "digits", epochs=0)


@pytest.mark.parametrize("network", ["resnet", "../x", ""])
def test_an_unpublished_network_is_refused_at_once(home: Path, network: str) -> None:
    with pytest.raises(UnknownNameError, match="Unknown network .* Known: .*mobilenet_v2"):
        api.import_imagenet(network, "digits")
    assert nothing_kept(home)


def test_a_parent_that_a_run_needs_stays(home: Path) -> None:
    seed_parent(home)
    spec = {"name": "x", "dataset": "digits", "space": api.pruning_space("net")}
    run_id = api.launch(api.check(spec | {"estimator": "pruning"}))
    for act in (lambda: None, lambda: api.pause(run_id)):
        act()
        with pytest.raises(StateError, match="needed by the run 'x'. Stop that first"):
            api.remove_parent("net")
    api.stop(run_id)
    api.remove_parent("net")
    assert api.parents() == () and api.run(run_id).spec.space.options == {"parent": "net"}


def test_parent_of_a_run_is_found_while_it_is_there(store: Store, run_id: str) -> None:
    parent = seed_parent(store.home)
    assert api.parent_of(pruning_spec()) == api.parent(parent.name)
    assert api.parent_of(api.run(run_id).spec) is None
    api.remove_parent("net")
    assert api.parent_of(pruning_spec()) is None


def test_a_refused_parent_is_dismissed(upload: Path, home: Path) -> None:
    api.import_file(upload, upload.name, "mine", "digits")
    repository.refuse(repository.draft("mine", home), "no")
    api.remove_parent("mine")
    assert api.waiting_parents() == () and nothing_kept(home)


@pytest.mark.parametrize("name", ["mine", "", "..", "../parents", "/", "."])
def test_what_is_no_parent_is_not_removed(home: Path, name: str) -> None:
    seed_parent(home)
    with pytest.raises(CoreError, match="Unknown parent"):
        api.remove_parent(name)
    assert [parent.name for parent in api.parents()] == ["net"]


@pytest.mark.parametrize(
    ("estimator", "left"),
    [("training", True), ("detector_pruning", True), ("table", False), ("proxy", False)],
)
def test_only_what_trains_leaves_networks_to_be_pruned(
    store: Store, estimator: str, left: bool
) -> None:
    spec = pruning_spec().model_copy(update={"estimator": Chosen(name=estimator)})
    assert api.can_prune(api.run(seed_pruning(store, pruned_trials(2), spec))) == left


def test_networks_to_be_pruned_are_there_once_a_run_is_over(store: Store) -> None:
    run = api.run(seed_pruning(store, pruned_trials(2)))
    assert not api.can_prune(run.model_copy(update={"status": "running"}))
    assert not api.can_prune(run.model_copy(update={"counts": Counts(failed=2)}))
