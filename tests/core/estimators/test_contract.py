"""What every registered estimator that trains keeps, be it on images, on scenes or on a parent."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pytest

from core.datasets.prepare import Data
from core.errors import EvaluationError
from core.estimators import ESTIMATORS, Estimator
from core.estimators.base import Evaluation, EvaluationRequest
from core.estimators.catalogue import works_on
from core.metrics import METRICS
from core.profile.counts import count
from core.results.layout import TrialFolder
from core.settings import CHECKPOINT
from core.specs import Space, Value
from core.training.candidate import load_network
from core.training.trainer import Checkpoint, Resumed
from tests.core.estimators import detectors as tiny
from tests.core.estimators.imported_parents import quiet
from tests.core.estimators.stopping import SEED, StopError, killed_in, stopped

# One that looks scores up, or trains nothing, has tests of its own: it leaves no files.
TRAINING = [
    entry.name
    for entry in ESTIMATORS.entries()
    if works_on(entry.name) != "table" and "val_loss" in entry.params.scores
]
Candidate = tuple[Space, dict[str, Value]]
Arrays = Mapping[str, Any]


def share_of_right_answers(arrays: Arrays) -> float:
    return float(np.trace(arrays["confusion"]) / arrays["confusion"].sum())


def mean_of_the_classes(arrays: Arrays) -> float:
    return float(np.nanmean(arrays["class_ap"]))


class Task(NamedTuple):
    """What is told of a task's networks, and the files that say it.

    ``quality`` is between 0 and 1, and ``answered`` is what the file of ``answers`` says of it.
    """

    reported: set[str]
    quality: str
    answers: str
    answered: Callable[[Arrays], float]
    files: set[str]


class Case(NamedTuple):
    """A candidate of a kind of estimators, and one that cannot be, with what is said of it."""

    task: Task
    candidate: Candidate
    impossible: Candidate
    said: str
    files: set[str]


CLASSIFIERS = Task(
    {"loss", "accuracy", "val_loss", "val_accuracy"},
    "val_accuracy",
    "evaluation.npz",
    share_of_right_answers,
    {"model.keras", "curves.json", "evaluation.npz"},
)
DETECTORS = Task(
    {"loss", "val_loss", "val_map50", "val_map"},
    "val_map",
    "detections.npz",
    mean_of_the_classes,
    {"model.keras", "curves.json", "detections.npz", "head.json"},
)
NET = Space(name="one", family="convnet", choices=())
SMALL: dict[str, Value] = {
    "blocks": 2,
    "width_1": 8,
    "width_2": 12,
    "separable_2": True,
    "stride_2": 2,
}
YOLO = (tiny.SPACES["tiny_yolo"], tiny.CHOICES["tiny_yolo"])
PRUNED_NET, PRUNED_YOLO = (
    Space(name="pruned", family="pruned", options={"parent": parent}, choices=())
    for parent in ("net", "tiny_yolo")
)
HALF: dict[str, Value] = {"ratio": 0.5}
LOTTERY: dict[str, Value] = {"granularity": "channels", "schedule": "lottery"}
NO_LOTTERY = "schedule must be one_shot or linear or cubic"
PRUNED = {"widths.json", "network.json"}
CASES = {
    "images": Case(CLASSIFIERS, (NET, SMALL), (NET, {"blocks": 1}), "width_1", set()),
    "scenes": Case(DETECTORS, YOLO, (NET, SMALL), "finds no objects", set()),
    "parent": Case(CLASSIFIERS, (PRUNED_NET, HALF), (PRUNED_NET, LOTTERY), NO_LOTTERY, PRUNED),
    "detector": Case(DETECTORS, (PRUNED_YOLO, HALF), (PRUNED_YOLO, LOTTERY), NO_LOTTERY, PRUNED),
}


class Done(NamedTuple):
    """A full training: what came of it, what was told by epoch, and its files."""

    evaluation: Evaluation
    reported: dict[int, dict[str, float]]
    folder: Path

    def agrees(self, other: Evaluation) -> bool:
        """Whether another training ended as this one, up to the rounding of parallel sums."""
        loss = self.evaluation.metrics["val_loss"]
        return bool(other.metrics["val_loss"] == pytest.approx(loss, rel=1e-4))


@pytest.fixture(scope="module", params=TRAINING)
def name(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module")
def case(name: str) -> Case:
    return CASES[works_on(name)]


@pytest.fixture(scope="module")
def seen(case: Case, data: Data, few: Data) -> Data:
    """What the estimator trains on."""
    return few if case.task is DETECTORS else data


@pytest.fixture(scope="module")
def estimator(name: str, case: Case, seen: Data, parents: Path, detectors: Path) -> Estimator:
    """One for all tests, as one candidate leaves no trace in the next."""
    params = ESTIMATORS.params(name, {"epochs": 3, "latency": False})
    home = detectors if case.task is DETECTORS else parents
    made: Estimator = ESTIMATORS.load(name)(params, replace(seen, home=home), "cpu")
    return made


@pytest.fixture(scope="module")
def done(
    name: str, estimator: Estimator, case: Case, tmp_path_factory: pytest.TempPathFactory
) -> Done:
    folder, reported = tmp_path_factory.mktemp(name), {}

    def report(epoch: int, scores: Mapping[str, float]) -> None:
        reported[epoch] = dict(scores)

    evaluation = estimator.evaluate(
        EvaluationRequest(*case.candidate, seed=SEED, folder=folder), report
    )
    return Done(evaluation, reported, folder)


def test_metrics_and_costs_are_known_complete_and_those_of_the_network(
    name: str, estimator: Estimator, case: Case, done: Done
) -> None:
    metrics = estimator.costs(*case.candidate) | done.evaluation.metrics
    scores = set(ESTIMATORS.entry(name).params.scores)
    assert set(metrics) <= set(METRICS)
    assert scores | {"parameters", "macs", "size_bytes", "seconds"} <= set(metrics)
    assert 0.0 <= metrics[case.task.quality] <= 1.0
    assert metrics["size_bytes"] == (done.folder / "model.keras").stat().st_size
    assert done.evaluation.epochs == 3
    counts = count(load_network(done.folder / "model.keras"))
    assert (metrics["parameters"], metrics["macs"]) == (counts.parameters, counts.macs)


def test_every_epoch_is_reported_and_written(case: Case, done: Done) -> None:
    curves = json.loads((done.folder / "curves.json").read_text())
    assert list(done.reported) == curves["epoch"] == [1, 2, 3]
    assert set(curves) == {"epoch", *case.task.reported}
    for place, scores in enumerate(done.reported.values()):
        assert scores == {name: curves[name][place] for name in case.task.reported}


def test_files_are_those_of_the_task_and_agree_with_the_metrics(case: Case, done: Done) -> None:
    assert {file.name for file in done.folder.iterdir()} == case.task.files | case.files
    with np.load(done.folder / case.task.answers, allow_pickle=False) as arrays:
        quality = case.task.answered(arrays)
    assert quality == pytest.approx(done.evaluation.metrics[case.task.quality])


def test_same_seed_same_scores_and_more_epochs_than_the_full_number_are_the_full_number(
    estimator: Estimator, case: Case, done: Done, folder: Path
) -> None:
    again = estimator.evaluate(
        EvaluationRequest(*case.candidate, seed=SEED, folder=folder, epochs=99), quiet
    )
    assert again.epochs == estimator.epochs == 3 and done.agrees(again)


def test_another_seed_other_scores(
    estimator: Estimator, case: Case, done: Done, folder: Path
) -> None:
    estimator.evaluate(EvaluationRequest(*case.candidate, seed=SEED + 1, folder=folder), quiet)
    losses = [
        json.loads((place / "curves.json").read_text())["loss"] for place in (folder, done.folder)
    ]
    assert losses[0] != pytest.approx(losses[1], rel=1e-3)


def test_what_a_report_raises_passes_through_and_the_training_goes_on_from_its_epoch(
    estimator: Estimator, case: Case, done: Done, tmp_path: Path
) -> None:
    reported, later = stopped(estimator, *case.candidate, tmp_path, after=2)
    assert reported == [1, 2, 3] and later.epochs == 3 and done.agrees(later)
    assert json.loads((tmp_path / "on" / "curves.json").read_text())["epoch"] == [1, 2, 3]


def test_a_training_whose_process_is_killed_goes_on_from_what_was_kept_last(
    estimator: Estimator, case: Case, done: Done, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(CHECKPOINT, "0")
    killed, on = tmp_path / "killed", tmp_path / "on"
    reported, later = killed_in(estimator, *case.candidate, killed, on, epoch=3)
    assert reported == [1, 2, 3, 3] and later.epochs == 3 and done.agrees(later)
    assert json.loads((on / "curves.json").read_text())["epoch"] == [1, 2, 3]
    assert {file.name for file in on.iterdir()} == {file.name for file in done.folder.iterdir()}


def test_a_training_killed_after_its_last_epoch_is_not_trained_anew(
    estimator: Estimator, case: Case, done: Done, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(CHECKPOINT, "0")
    draft, on = tmp_path / "draft", tmp_path / "on"
    draft.mkdir()
    on.mkdir()
    keep = Resumed.keep

    def kept(self: Resumed, checkpoint: Checkpoint, folder: TrialFolder) -> None:
        keep(self, checkpoint, folder)
        if len(self.curves.columns["epoch"]) == 3:
            raise StopError

    request = EvaluationRequest(*case.candidate, seed=SEED, folder=draft)
    with monkeypatch.context() as dying, pytest.raises(StopError):
        dying.setattr(Resumed, "keep", kept)
        estimator.evaluate(request, quiet)
    reported: list[int] = []
    later = estimator.evaluate(
        replace(request, folder=on, resume=draft), lambda epoch, _: reported.append(epoch)
    )
    assert reported == [] and later.epochs == 3 and done.agrees(later)


def test_a_damaged_state_is_as_good_as_none(
    estimator: Estimator, case: Case, done: Done, folder: Path, tmp_path: Path
) -> None:
    damaged, reported = tmp_path / "damaged", list[int]()
    request = EvaluationRequest(*case.candidate, seed=SEED, folder=folder, resume=damaged)
    damaged.mkdir()

    def stop(epoch: int, scores: Mapping[str, float]) -> None:
        if epoch == 2:
            raise StopError

    with pytest.raises(StopError):
        estimator.evaluate(replace(request, folder=damaged, resume=None), stop)
    (damaged / "state.npz").write_bytes((damaged / "state.npz").read_bytes()[:100])
    again = estimator.evaluate(request, lambda epoch, _: reported.append(epoch))
    assert reported == [1, 2, 3] and done.agrees(again)


def test_a_training_cut_short_and_continued_ends_where_one_training_would(
    estimator: Estimator, case: Case, done: Done, tmp_path: Path
) -> None:
    short, on = tmp_path / "short", tmp_path / "on"
    short.mkdir()
    on.mkdir()
    reported: list[int] = []

    def report(epoch: int, scores: Mapping[str, float]) -> None:
        reported.append(epoch)

    request = EvaluationRequest(*case.candidate, seed=SEED, folder=short, epochs=2)
    cut = estimator.evaluate(request, report)
    continued = estimator.evaluate(replace(request, folder=on, epochs=3, resume=short), report)
    assert (cut.epochs, continued.epochs) == (2, 3) and reported == [1, 2, 3]
    assert done.agrees(continued)
    curves = [json.loads((place / "curves.json").read_text()) for place in (on, done.folder)]
    assert curves[0]["epoch"] == [1, 2, 3]
    assert curves[0]["val_loss"] == pytest.approx(curves[1]["val_loss"], rel=1e-4)


def test_a_folder_that_is_gone_changes_nothing_but_the_time(
    estimator: Estimator, case: Case, done: Done, folder: Path, tmp_path: Path
) -> None:
    again = estimator.evaluate(
        EvaluationRequest(*case.candidate, seed=SEED, folder=folder, resume=tmp_path / "gone"),
        quiet,
    )
    assert again.epochs == 3 and done.agrees(again)


def test_one_epoch_is_trained_or_answered_by_a_proxy_alone(
    estimator: Estimator, case: Case, folder: Path
) -> None:
    short = estimator.evaluate(
        EvaluationRequest(*case.candidate, seed=1, folder=folder, epochs=1), quiet
    )
    trained = case.task.quality in short.metrics
    assert trained != ("proxy" in short.metrics)
    assert short.epochs == int(trained)
    assert (folder / "model.keras").exists() == trained


def test_candidate_that_cannot_be_built_is_an_evaluation_error(
    estimator: Estimator, case: Case, folder: Path
) -> None:
    with pytest.raises(EvaluationError, match=case.said):
        estimator.evaluate(EvaluationRequest(*case.impossible, seed=1, folder=folder), quiet)
    assert not list(folder.iterdir())


def test_test_scores_come_from_the_saved_model(
    name: str, estimator: Estimator, done: Done, folder: Path
) -> None:
    shutil.copytree(done.folder, folder, dirs_exist_ok=True)
    scores = estimator.test(folder / "model.keras")
    expected = {score.replace("val", "test") for score in ESTIMATORS.entry(name).params.scores}
    assert set(scores) == expected and all(np.isfinite(list(scores.values())))


def test_a_damaged_model_file_is_an_evaluation_error(
    estimator: Estimator, done: Done, folder: Path
) -> None:
    shutil.copytree(done.folder, folder, dirs_exist_ok=True)
    file = folder / "model.keras"
    whole = file.read_bytes()
    middle = len(whole) // 2
    for damaged in (whole[:middle], whole[:middle] + b"\xff" * 99 + whole[middle + 99 :]):
        file.write_bytes(damaged)
        with pytest.raises(EvaluationError, match="is damaged.*Train the candidate again"):
            estimator.test(file)


def test_model_file_that_is_gone_is_an_evaluation_error(
    estimator: Estimator, tmp_path: Path
) -> None:
    with pytest.raises(EvaluationError, match="nothing.keras"):
        estimator.test(tmp_path / "nothing.keras")
