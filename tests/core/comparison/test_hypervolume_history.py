from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.comparison import band, common_box, hypervolume_history
from core.comparison.hypervolume_history import Spending, covered, joint_range, run_range
from core.errors import StateError
from core.pareto import hypervolume, points_of
from core.specs import Objective, RunSpec, Trial
from core.store import Store
from tests.seeds import OBJECTIVES, seed_trials


def trial(number: int, accuracy: float, parameters: float, **more: object) -> Trial:
    metrics = {"val_accuracy": accuracy, "parameters": parameters, "seconds": 2.0}
    fields = {"status": "complete", "epochs": 4, "metrics": metrics, "choices": {}} | more
    return Trial(number=number, key=str(number), **fields)


def test_box_reaches_to_the_dearest_trial_of_all_runs() -> None:
    runs = [[trial(0, 0.9, 500)], [trial(0, 0.5, 2000)]]
    assert common_box(runs, OBJECTIVES) == ((-1.0, 0.0), (0.0, 2000.0))


def test_box_of_runs_without_a_complete_trial_is_refused() -> None:
    failed = [trial(0, 0.9, 500, status="failed")]
    with pytest.raises(StateError, match="No complete trial has Accuracy and Parameters"):
        common_box([failed, []], OBJECTIVES)


pairs = st.tuples(st.floats(0, 1), st.floats(1, 1000))


@given(st.lists(pairs, min_size=1, max_size=12))
def test_history_equals_the_hypervolume_of_every_prefix(rows: list[tuple[float, float]]) -> None:
    trials = [trial(number, *row) for number, row in enumerate(rows)]
    box = ((-1.0, 0.0), (0.0, 1000.0))
    points = points_of(trials, OBJECTIVES)
    expected = [hypervolume(points[: end + 1], box) for end in range(len(trials))]
    history = hypervolume_history(trials, OBJECTIVES, box)
    np.testing.assert_allclose(history.volume, expected, atol=1e-12)


def test_history_counts_what_was_spent_and_leaves_out_the_infeasible() -> None:
    trials = [trial(0, 0.5, 10), trial(1, 0.5, 10, status="infeasible"), trial(2, 0.6, 20)]
    history = hypervolume_history(trials, OBJECTIVES, ((-1.0, 0.0), (0.0, 100.0)))
    assert history.trials.tolist() == [1, 2]
    assert history.seconds.tolist() == [2, 4]
    assert history.epochs.tolist() == [4, 8]


def test_a_continued_trial_adds_only_its_own_epochs_and_seconds_and_no_candidate() -> None:
    short = trial(0, 0.5, 10, status="stopped_early", epochs=1)
    longer = {"val_accuracy": 0.6, "parameters": 10.0, "seconds": 5.0}
    trials = [short, trial(1, 0.6, 10, epochs=4, continues=0, metrics=longer)]
    history = hypervolume_history(trials, OBJECTIVES, ((-1.0, 0.0), (0.0, 100.0)))
    assert history.epochs.tolist() == [1, 4]
    assert history.seconds.tolist() == [2, 5]
    assert history.trials.tolist() == [1, 1]
    assert history.volume[0] == 0.0 < history.volume[1]


def test_hypervolume_of_a_seeded_run_never_falls() -> None:
    trials = seed_trials(300)
    history = hypervolume_history(trials, OBJECTIVES, common_box([trials], OBJECTIVES))
    assert (np.diff(history.volume) >= 0).all() and history.volume[-1] > 0.5


def test_band_is_the_median_of_runs_and_ends_with_the_shortest() -> None:
    box = ((-1.0, 0.0), (0.0, 100.0))
    runs = [[trial(0, accuracy, 50), trial(1, accuracy, 50)] for accuracy in (0.2, 0.4, 0.8)]
    runs[0].pop()
    spread = band(
        [hypervolume_history(trials, OBJECTIVES, box) for trials in runs], "trials", points=3
    )
    assert spread.spent.tolist() == [0, 0.5, 1]
    np.testing.assert_allclose(spread.median, [0, 0, 0.2])
    np.testing.assert_allclose(spread.lower[-1], 0.15)
    np.testing.assert_allclose(spread.upper[-1], 0.3)


@pytest.mark.parametrize(("scores", "side"), [((-9.0, -5.0), (5.0, 9.0)), ((3.0,), (-3.0, -2.0))])
def test_a_score_without_bounds_reaches_from_the_best_to_the_worst(
    scores: tuple[float, ...], side: tuple[float, float]
) -> None:
    trials = [trial(i, 0.5, 10, metrics={"proxy": score}) for i, score in enumerate(scores)]
    proxy = Objective(metric="proxy", direction="maximize")
    assert common_box([trials], [proxy]) == (side,)


def test_box_of_errors_reaches_from_nothing_to_everything() -> None:
    metrics = {"val_accuracy": 0.4, "latency_ms": 3.0}
    goals = (
        Objective(metric="val_accuracy", direction="minimize"),
        Objective(metric="latency_ms", direction="maximize"),
    )
    trials = [
        trial(0, 0.4, 10, metrics=metrics),
        trial(1, 0.4, 10, metrics={**metrics, "latency_ms": 5.0}),
    ]
    assert common_box([trials], goals) == ((0.0, 1.0), (-5.0, 0.0))


def test_a_value_is_reached_with_its_trial_and_kept_until_the_next() -> None:
    box = ((-1.0, 0.0), (0.0, 100.0))
    grown = hypervolume_history([trial(0, 0.2, 50), trial(1, 0.4, 50)], OBJECTIVES, box)
    found = covered(grown, "seconds", np.array([0.0, 1.9, 2.0, 3.9, 4.0, 9.0]))
    assert found == pytest.approx([0.0, 0.0, 0.1, 0.1, 0.2, 0.2])


def test_a_joint_range_is_around_all_that_are_known() -> None:
    assert joint_range([(0.0, 0.5), (-2.0, 0.25), (-1.0, 1.0)]) == (-2.0, 1.0)
    assert joint_range([(0.0, 1.0), None]) is None and joint_range([]) is None


def test_a_run_has_the_range_of_its_own_objectives_only(store: Store, spec: RunSpec) -> None:
    run = store.runs.get(store.runs.add(spec, "Ada"))
    assert run_range(run, OBJECTIVES[0]) is None
    boxed = run.model_copy(update={"box": ((-1.0, 0.0), (0.0, 900.0))})
    assert [run_range(boxed, each) for each in OBJECTIVES] == [(-1.0, 0.0), (0.0, 900.0)]
    assert run_range(boxed, Objective(metric="macs", direction="minimize")) is None


def test_spending_adds_what_each_took_itself() -> None:
    spending = Spending()
    assert spending.add(0, None, 2.0, 1) == (1, 2.0, 1)
    assert spending.add(1, 0, 5.0, 4) == (1, 5.0, 4)
    # One whose beginning is not known took all of it; a failure left no figures.
    assert spending.add(2, 9, 3.0, 2) == (1, 8.0, 6)
    assert spending.add(3, 1, 0.0, 0) == (1, 8.0, 6)


def test_a_trial_without_seconds_took_none() -> None:
    quick = {"val_accuracy": 0.5, "parameters": 10.0}
    trials = [trial(0, 0.5, 10), trial(1, 0.5, 10, metrics=quick)]
    found = hypervolume_history(trials, OBJECTIVES, ((-1.0, 0.0), (0.0, 100.0)))
    assert found.seconds.tolist() == [2, 2]
