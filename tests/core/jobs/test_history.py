"""What follows from the trials so far: the front, the best values, the measuring box."""

from __future__ import annotations

import math
from pathlib import Path

import pytest

from core import api
from core.datasets.prepare import Data, prepare
from core.jobs.history import History, measuring_box
from core.specs import Run, RunSpec, Trial
from tests.conftest import make_trial


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Data:
    folder = tmp_path_factory.mktemp("data")
    return prepare("digits", folder, seed=0, split_file=folder / "split.npz")


def spec_of(home: Path, **changes: object) -> RunSpec:
    return api.check({"name": "x", "dataset": "digits", "space": "convnet_small", **changes})


def complete(number: int, **metrics: float) -> Trial:
    return make_trial(number).model_copy(update={"metrics": metrics})


def test_the_front_and_the_best_follow_each_trial(home: Path, data: Data) -> None:
    spec = spec_of(home)
    history = History(
        Run(id="r", name="r", spec=spec, owner="a", status="running", created=0.0), [], data
    )
    assert history.best() == {}
    volumes = [
        history.add(make_trial(n, *scores)).hypervolume
        for n, scores in enumerate([(0.5, 500.0), (0.4, 900.0), (0.9, 800.0)])
    ]
    assert [trial.number for trial in history.front] == [0, 2]
    assert history.best() == {"val_accuracy": 0.9, "parameters": 500.0}
    assert volumes[0] == volumes[1] and volumes[2] is not None and volumes[2] > (volumes[0] or 1)


def test_a_failure_before_the_first_success_has_no_hypervolume(home: Path, data: Data) -> None:
    run = Run(id="r", name="r", spec=spec_of(home), owner="a", status="running", created=0.0)
    history = History(run, [], data)
    failed = make_trial(0).model_copy(update={"status": "failed"})
    assert history.add(failed).hypervolume is None and history.next_number == 1


def test_the_box_spans_what_each_metric_can_be(home: Path, data: Data) -> None:
    objectives = ["val_accuracy", "val_loss", "parameters", "seconds"]
    spec = spec_of(home, objectives=objectives)
    first = complete(0, val_accuracy=0.5, val_loss=1.0, parameters=900.0, seconds=2.0)
    accuracy, loss, parameters, seconds = measuring_box(spec, data, first)
    assert (accuracy, seconds) == ((-1.0, 0.0), (0.0, 8.0))
    assert loss == pytest.approx((0.0, math.log(10)))
    assert parameters[0] == 0.0 and 10_000 < parameters[1] < 200_000


def test_a_first_cost_of_zero_leaves_the_box_an_inside(home: Path, data: Data) -> None:
    spec = spec_of(home, objectives=["val_accuracy", "seconds"])
    first = complete(0, val_accuracy=0.5, seconds=0.0)
    assert measuring_box(spec, data, first)[1] == (0.0, 1.0)


def test_a_limit_bounds_the_box(home: Path, data: Data) -> None:
    spec = spec_of(home, limits={"parameters": 5000})
    first = complete(0, val_accuracy=0.5, parameters=900.0)
    assert measuring_box(spec, data, first)[1] == (0.0, 5000.0)


def test_a_training_is_traced_to_where_it_began(home: Path, data: Data) -> None:
    run = Run(id="r", name="r", spec=spec_of(home), owner="a", status="running", created=0.0)
    short = make_trial(0).model_copy(update={"status": "stopped_early", "epochs": 1})
    links = [(1, None), (2, 0), (3, 2)]
    rest = [make_trial(n).model_copy(update={"continues": before}) for n, before in links]
    history = History(run, [short, *rest[:2]], data)
    assert history.continued(rest[2]) == rest[1] and history.first(rest[2]) == short
    assert history.first(rest[0]) == rest[0]
    assert [member.number for member in history.front] == [1]


@pytest.mark.parametrize(("first", "side"), [(40.0, (-80.0, 0.0)), (-30.0, (0.0, 60.0))])
def test_a_score_without_bounds_is_measured_around_the_first(
    home: Path, data: Data, first: float, side: tuple[float, float]
) -> None:
    changes = {"estimator": "proxy", "objectives": ["proxy", "parameters"]}
    trial = complete(0, proxy=first, parameters=900.0)
    assert measuring_box(spec_of(home, **changes), data, trial)[0] == side
