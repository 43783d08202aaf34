"""The launch page: defaults, messages beside fields, launching, variations."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from core import api
from core.specs import Budget, Chosen, Objective, RunSpec
from core.store import Store
from tests.prunings import seed_parent
from tests.seeds import seed_run, seed_spec, seed_trials

Open = Callable[..., AppTest]


def number(app: AppTest, label: str) -> Any:
    return next(box for box in app.number_input if box.label == label)


def launch_button(app: AppTest) -> Any:
    return next(button for button in app.button if button.label == "Launch")


def test_preset_can_be_launched_as_it_is(open_page: Open) -> None:
    app = open_page("launch")
    assert not app.error
    assert app.metric[0].label == "Takes about"
    launch_button(app).click().run()
    [run] = api.runs()
    assert run.spec.strategy.name == "nsga2"


def test_changed_fields_reach_the_run(open_page: Open) -> None:
    app = open_page("launch")
    number(app, "Networks to train").set_value(7)
    number(app, "Epochs in all, at most").set_value(30)
    number(app, "Most parameters").set_value(50_000)
    app.run()
    launch_button(app).click().run()
    spec = api.runs()[0].spec
    assert (spec.budget, spec.limits.parameters) == (Budget(trials=7, epochs=30), 50_000)


def test_strategies_are_shown_by_group_and_keep_their_entries(open_page: Open) -> None:
    app = open_page("launch")
    number(app, "Population").set_value(14)
    group = app.segmented_control[0]
    group.set_value("Early stopping").run()
    assert len(app.radio[0].options) == 4 and app.radio[0].options[0].endswith("(ASHA)")
    app.radio[0].set_value("hyperband").run()
    group.set_value("Evolution").run()
    assert number(app, "Population").value == 14
    group.set_value("Early stopping").run()
    launch_button(app).click().run()
    assert api.runs()[0].spec.strategy.name == "hyperband"


def test_variation_shows_the_group_of_its_strategy(open_page: Open, store: Store) -> None:
    app = variation(open_page, store, strategy=Chosen(name="gp", params={"pool": 50}))
    assert app.segmented_control[0].value == "Model-based"
    assert launched(app).strategy.params == {"startup": 10, "pool": 50}


def test_impossible_limit_is_reported_and_blocks(open_page: Open) -> None:
    app = open_page("launch")
    number(app, "Most parameters").set_value(1).run()
    assert any("candidate is that small" in error.value for error in app.error)
    assert launch_button(app).disabled


def test_missing_name_is_reported_and_blocks(open_page: Open) -> None:
    app = open_page("launch")
    next(box for box in app.text_input if box.label == "Name of the run").set_value("").run()
    assert app.error
    assert launch_button(app).disabled


def test_variation_starts_from_the_run(open_page: Open, store: Store) -> None:
    run_id = seed_run(store, seed_trials(3), name="Former")
    app = open_page("launch", **{"from": run_id})
    assert "A variation of Former" in app.info[0].value
    assert number(app, "Networks to train").value == 3


def test_typed_name_owns_the_run(open_page: Open) -> None:
    app = open_page("launch")
    next(box for box in app.text_input if box.label == "Your name").set_value("Ada").run()
    launch_button(app).click().run()
    assert api.runs()[0].owner == "Ada"


def variation(open_page: Open, store: Store, **changes: object) -> AppTest:
    """The page filled from a run whose spec has these ``changes``."""
    spec = seed_spec("Former", 3).model_copy(update=changes)
    return open_page("launch", **{"from": store.runs.add(spec, "Ada")})


def launched(app: AppTest) -> RunSpec:
    launch_button(app).click().run()
    return next(run.spec for run in api.runs() if run.owner == "guest")


def goal(metric: str, direction: Any) -> Objective:
    return Objective(metric=metric, direction=direction)


@pytest.mark.parametrize(
    "objectives",
    [
        (goal("parameters", "minimize"), goal("seconds", "maximize")),
        (goal("macs", "minimize"), goal("val_loss", "minimize"), goal("val_accuracy", "maximize")),
        tuple(goal(n, "minimize") for n in ("seconds", "size_bytes", "macs", "parameters")),
    ],
)
def test_variation_keeps_the_objectives_as_they_were(
    open_page: Open, store: Store, objectives: tuple[Objective, ...]
) -> None:
    assert launched(variation(open_page, store, objectives=objectives)).objectives == objectives


def test_changed_goals_leave_the_others_alone(open_page: Open, store: Store) -> None:
    given = (goal("seconds", "maximize"), goal("parameters", "minimize"))
    app = variation(open_page, store, objectives=given)
    boxes = {box.label: box for box in app.multiselect}
    boxes["As good as possible"].set_value(["val_loss"])
    boxes["As small as possible"].set_value(["seconds", "macs"])
    app.run()
    assert launched(app).objectives == (
        goal("val_loss", "minimize"),
        goal("seconds", "maximize"),
        goal("macs", "minimize"),
    )


def test_variation_of_a_run_of_seconds_can_be_launched(open_page: Open, store: Store) -> None:
    budget = Budget(trials=3, minutes=0.05, epochs=20)
    assert launched(variation(open_page, store, budget=budget)).budget == budget


def test_no_minutes_at_all_is_reported_beside_the_field(open_page: Open) -> None:
    app = open_page("launch")
    number(app, "Minutes at most").set_value(0.0).run()
    assert any("greater than 0" in error.value for error in app.error)
    assert launch_button(app).disabled


@pytest.mark.parametrize(
    ("label", "value", "words"),
    [
        ("Networks to train", 0, "greater than 0; got 0"),
        ("Epochs in all, at most", -1, "greater than 0; got -1"),
        ("Most parameters", 0, "greater than 0; got 0"),
        ("Seed", -1, "greater than or equal to 0; got -1"),
        ("Population", 1, "greater than or equal to 2; got 1"),
        ("Learning rate", 2.0, "less than or equal to 1"),
    ],
)
def test_a_number_out_of_bounds_is_reported_in_red_and_blocks(
    open_page: Open, label: str, value: float, words: str
) -> None:
    app = open_page("launch")
    number(app, label).set_value(value).run()
    assert any(words in spoken(error) for error in app.error)
    assert launch_button(app).disabled


def spoken(shown: Any) -> str:
    """What a message says, without what keeps it from being read as Markdown."""
    return str(shown.value).replace("\\", "").replace("\u2060", "")


def test_a_run_of_many_hours_asks_first(open_page: Open) -> None:
    app = open_page("launch")
    number(app, "Networks to train").set_value(100_000).run()
    launch_button(app).click().run()
    assert api.runs() == []
    [asked] = [text.value for text in app.markdown if text.value.startswith("This takes about")]
    assert " h" in asked and any(b.label == "Launch all the same" for b in app.button)


def test_a_budget_too_small_for_the_population_is_said_and_does_not_block(
    open_page: Open,
) -> None:
    app = open_page("launch")
    number(app, "Networks to train").set_value(12).run()
    [said] = map(spoken, app.warning)
    assert "nearly a random search: of 12 networks NSGA-II draws the first 10 at random" in said
    assert not launch_button(app).disabled


def test_latency_as_a_goal_names_the_box_to_tick(open_page: Open) -> None:
    app = open_page("launch")
    goals = next(box for box in app.multiselect if box.label == "As small as possible")
    goals.set_value(["latency_ms"]).run()
    assert any("tick the box **Latency** under" in info.value for info in app.info)
    assert launch_button(app).disabled
    next(box for box in app.checkbox if box.label == "Latency").check().run()
    assert not app.error and not app.info and not launch_button(app).disabled


def test_how_many_runs_wait_is_said_near_the_limit_and_blocks_at_it(
    open_page: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PARETOSCOPE_MOST_QUEUED", "4")
    spec = api.presets()["quick"]
    for _ in range(3):
        api.launch(spec)
    assert not any("of yours" in each.value for each in open_page("design").caption)
    assert not any("of 4 runs" in each.value for each in open_page("launch").caption)
    api.stop(api.launch(spec.model_copy(update={"name": "other"}), "Ada"))
    api.launch(spec)
    app = open_page("launch")
    assert any("4 of 4 waiting" in error.value for error in app.error)
    assert launch_button(app).disabled


@pytest.fixture
def pruning(home: Path) -> str:
    """A queued run that prunes a parent."""
    seed_parent(home)
    spec = {
        "name": "Smaller",
        "dataset": "digits",
        "space": api.pruning_space("net", {"ratio": [0.3, 0.5], "criterion": ["l2", "lamp"]}),
        "estimator": {"name": "pruning", "params": {"epochs": 3}},
        "budget": {"trials": 4},
    }
    return api.launch(api.check(spec), "Ada")


def scored(app: AppTest) -> Any:
    return next(each for each in app.radio if each.label == "How each network is scored")


def test_variation_of_a_pruning_run_prunes_the_same_parent(open_page: Open, pruning: str) -> None:
    app = open_page("launch", **{"from": pruning})
    assert not app.error and "A variation of Smaller" in app.info[0].value
    assert (scored(app).options, scored(app).value) == (["Pruning"], "pruning")
    number(app, "Networks to train").set_value(3).run()
    spec, former = launched(app), api.run(pruning).spec
    assert (spec.dataset, spec.space, spec.estimator.name) == ("digits", former.space, "pruning")
    assert spec.estimator.params["epochs"] == 3 and spec.budget.trials == 3


def test_pruning_on_other_data_than_the_parents_is_reported_and_blocks(
    open_page: Open, pruning: str
) -> None:
    app = open_page("launch", **{"from": pruning})
    next(box for box in app.selectbox if box.label == "Data").set_value("fashion_mnist").run()
    assert scored(app).value == "pruning" and launch_button(app).disabled
    [told] = [error.value for error in app.error]
    assert "knows the images of" in told and "digits" in told


def test_a_pruning_run_can_become_a_search_of_architectures(open_page: Open, pruning: str) -> None:
    app = open_page("launch", **{"from": pruning})
    box = next(box for box in app.selectbox if box.label == "Search space")
    box.set_value("convnet_small").run()
    assert scored(app).value == "training" and not app.error
    box = next(box for box in app.selectbox if box.label == "Search space")
    box.set_value("prune net").run()
    assert scored(app).value == "pruning" and not app.error


def test_variation_of_a_pruning_run_whose_parent_is_gone_is_reported(
    open_page: Open, pruning: str
) -> None:
    api.stop(pruning)
    api.remove_parent("net")
    app = open_page("launch", **{"from": pruning})
    assert any("Unknown parent" in error.value for error in app.error)
    assert launch_button(app).disabled
