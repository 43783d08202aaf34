from __future__ import annotations

import pytest

from core.comparison import compare, differences, search_key
from core.errors import StateError
from core.specs import Chosen, Objective, Run, RunSpec, Trial, Value
from tests.core.comparison.test_hypervolume_history import trial
from tests.seeds import OBJECTIVES, seed_spec, seed_trials


def run(name: str = "Nets", seed: int = 0, strategy: str = "nsga2") -> Run:
    changes = {"seed": seed, "strategy": Chosen(name=strategy)}
    spec = seed_spec(name, 40).model_copy(update=changes)
    return Run(id=f"{name}{seed}", name=name, spec=spec, owner="Ada", status="finished", created=0)


def flat(accuracy: float) -> list[Trial]:
    """Two trials that cover 0.9 times the accuracy: a tenth of the dearest is the cost."""
    return [trial(0, accuracy, 100.0), trial(1, accuracy, 1000.0)]


def test_runs_that_differ_in_name_and_seed_are_one_side() -> None:
    runs = [(run(seed=s, name=f"Nets · seed {s}"), flat(0.5)) for s in range(3)]
    found = compare([*runs, (run(strategy="random"), flat(0.4))], OBJECTIVES)
    assert [len(group.runs) for group in found.groups] == [3, 1]
    assert [group.name for group in found.groups] == ["Nets · NSGA-II", "Nets · Random search"]


def test_one_run_has_its_front_and_several_have_three_surfaces() -> None:
    runs = [(run(seed=s), seed_trials(30, seed=s)) for s in range(4)]
    several = compare(runs, OBJECTIVES).groups[0].surfaces
    alone = compare(runs[:1], OBJECTIVES).groups[0].surfaces
    assert [s.percent for s in several] == [75.0, 50.0, 25.0]
    assert [s.percent for s in alone] == [50.0]


def test_standings_are_taken_where_the_shortest_run_ends() -> None:
    late = [trial(0, 0.5, 100.0), trial(1, 0.5, 100.0), trial(2, 0.9, 100.0)]
    early = [trial(0, 0.6, 100.0), trial(1, 0.6, 1000.0)]
    found = compare([(run("Late"), late), (run("Early", strategy="random"), early)], OBJECTIVES)
    assert (found.common_spending("trials"), found.longest("trials")) == (2.0, 3.0)
    first, second = found.rankings("trials")
    assert (first.group.name, second.group.name) == ("Early", "Late")
    assert first.median == pytest.approx(0.6 * 0.9)


def test_ranges_overlap_only_when_they_share_a_value() -> None:
    ranges = {"nsga2": (0.5, 0.7), "random": (0.6, 0.8), "tpe": (0.1, 0.2)}
    runs = [
        (run(name, seed, name), flat(accuracy))
        for name, pair in ranges.items()
        for seed, accuracy in enumerate(pair)
    ]
    first, second, third = compare(runs, OBJECTIVES).rankings("epochs")
    assert first.overlaps(second) and second.overlaps(first)
    assert not third.overlaps(second)


def test_a_run_without_a_point_waits_and_none_at_all_is_refused() -> None:
    new = run("New", strategy="random")
    assert compare([(run(), flat(0.5)), (new, [])], OBJECTIVES).waiting == (new,)
    with pytest.raises(StateError, match="No complete trial"):
        compare([(new, [])], OBJECTIVES)


def test_the_same_seed_twice_counts_once() -> None:
    found = compare([(run(), flat(0.5)), (run("Again"), flat(0.5))], OBJECTIVES)
    assert (len(found.groups[0].runs), found.groups[0].seeds) == (2, 1)


def test_a_key_forgets_the_seed_and_keeps_the_strategy() -> None:
    assert search_key(run(seed=1).spec) == search_key(run("Other", seed=2).spec)
    assert search_key(run().spec) != search_key(run(strategy="random").spec)


def test_differences_name_the_aspect_and_only_what_is_not_shared() -> None:
    def trained(epochs: int) -> RunSpec:
        params = {"epochs": epochs, "batch_size": 32}
        estimator = Chosen(name="training", params=params)
        return run().spec.model_copy(update={"estimator": estimator})

    assert differences([trained(4), trained(8)]) == {"training": ["epochs 4", "epochs 8"]}
    assert differences([run().spec, run(strategy="random").spec]) == {
        "strategy": ["NSGA-II", "Random search"]
    }
    assert differences([run().spec, run(seed=3).spec]) == {}


def test_a_default_that_is_written_down_makes_no_other_search() -> None:
    def trained(**params: Value) -> RunSpec:
        return run().spec.model_copy(update={"estimator": Chosen(name="training", params=params)})

    bare, written = trained(), trained(batch_size=64, latency=False)
    assert differences([bare, written]) == {} and search_key(bare) == search_key(written)
    assert differences([bare, trained(epochs=3)]) == {"training": ["epochs 8", "epochs 3"]}
    gone = bare.model_copy(update={"estimator": Chosen(name="gone", params={"x": 1})})
    assert differences([bare, gone]) == {"training": ["training", "gone"]}


def test_goals_that_differ_are_called_what_people_call_them() -> None:
    goals = (Objective(metric="val_accuracy"), Objective(metric="macs"))
    other = run().spec.model_copy(update={"objectives": goals})
    assert differences([run().spec, other]) == {
        "goals": ["Accuracy and Parameters", "Accuracy and MACs"]
    }


def test_one_run_is_measured_in_its_own_box_and_several_in_one_around_theirs() -> None:
    small = run().model_copy(update={"box": ((-1.0, 0.0), (0.0, 1e5))})
    large = run("Others").model_copy(update={"box": ((-1.0, 0.0), (0.0, 4e5))})
    trials = seed_trials(20)
    assert compare([(small, trials)], OBJECTIVES).box == small.box
    assert compare([(small, trials), (large, trials)], OBJECTIVES).box == large.box


def test_runs_without_boxes_are_measured_up_to_their_dearest_trial() -> None:
    trials = seed_trials(20)
    dearest = max(t.metrics["parameters"] for t in trials if t.status == "complete")
    assert compare([(run(), trials)], OBJECTIVES).box == ((-1.0, 0.0), (0.0, dearest))
