"""The prune page: how a parent is got, what is shown of it, what of the form reaches the run."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from core import api
from core.parents import repository
from core.parents.info import GroupInfo, Kept, SensitivityMap
from core.parents.readings import FoundReading, Reading, Tried
from core.parents.requests import ParentRequest
from core.specs import Budget, Chosen, RunSpec
from core.store import Store
from tests.pages.conftest import still_charts
from tests.pages.test_pages import words
from tests.prunings import seed_detector_parent, seed_parent
from tests.seeds import seed_run, seed_trials

Open = Callable[..., AppTest]


@pytest.fixture(autouse=True)
def no_import(monkeypatch: pytest.MonkeyPatch) -> None:
    """Parents are requested, but nothing starts reading them."""
    monkeypatch.setattr("core.jobs.importing.start", lambda _home: None)
    monkeypatch.setattr("core.jobs.importing.STARTING_SECONDS", 1e6)


@pytest.fixture
def parent(home: Path) -> str:
    return seed_parent(home).name


def press(app: AppTest, label: str) -> AppTest:
    return next(button for button in app.button if button.label == label).click().run()


def pills(app: AppTest, label: str) -> Any:
    return next(one for one in app.pills if one.label == label)


def labels(app: AppTest) -> set[str]:
    return {one.label for one in app.pills}


def launched(app: AppTest) -> RunSpec:
    assert not press(app, "Launch").exception
    return api.runs()[0].spec


def test_without_a_run_a_network_can_be_trained(open_page: Open) -> None:
    app = open_page("prune")
    assert next(c for c in app.segmented_control).value == "Train one now"
    assert not app.pills
    press(app, "Train it")
    spec = api.runs()[0].spec
    assert (spec.budget, spec.strategy.name) == (Budget(trials=1), "random")
    assert api.count(spec.space) == 1


@pytest.mark.parametrize("family", ["convnet", "mobilenet", "mobilenet_v2", "mobilenet_v3_small"])
def test_every_network_fits_small_pictures(open_page: Open, family: str) -> None:
    app = open_page("prune")
    next(b for b in app.selectbox if b.label == "Network").set_value(family).run()
    assert not app.error and "parameters" in words(app)


def test_network_of_a_run_becomes_a_parent(open_page: Open, store: Store) -> None:
    run_id = seed_run(store, seed_trials(10), name="Former")
    number = api.front(run_id)[0].number
    for file in (store.files.model(run_id, number), store.files.split(run_id)):
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(b"")
    app = press(open_page("prune", run=run_id, trial=str(number)), "Use it as a parent")
    [waiting] = api.waiting_parents()
    assert (waiting.request.run, waiting.request.trial) == (run_id, number)
    assert "is being read" in app.info[0].value
    assert app.query_params["parent"] in (waiting.request.name, [waiting.request.name])
    assert "run" not in app.query_params


def test_network_whose_weights_are_gone_is_reported(open_page: Open, store: Store) -> None:
    run_id = seed_run(store, seed_trials(10))
    app = press(open_page("prune", run=run_id), "Use it as a parent")
    assert "are gone" in app.error[0].value and not api.waiting_parents()


def test_refused_network_says_why_until_it_is_dismissed(open_page: Open, home: Path) -> None:
    request = ParentRequest(name="mine", title="Mine", dataset="digits", origin="upload")
    repository.request(request, home, lambda _place: None, lambda _place: False)
    repository.refuse(repository.draft("mine", home), "It has *no* layers.")
    app = open_page("prune", parent="mine")
    assert r"It has \*no\* layers" in app.error[0].value
    app = press(app, "Remove")
    assert not app.error and not api.waiting_parents()


def test_unknown_parent_in_the_address_is_reported(open_page: Open, parent: str) -> None:
    app = open_page("prune", parent="lost")
    assert "lost" in app.error[0].value
    app.selectbox[0].set_value(parent).run()
    assert not app.error and app.query_params["parent"] in (parent, [parent])


def test_recommended_sweep_can_be_launched_as_it_is(open_page: Open, parent: str) -> None:
    app = open_page("prune")
    assert app.metric[0].value == "96.0 %"
    assert app.query_params["parent"] in (parent, [parent])
    spec = launched(app)
    start = api.check(api.pruning_start(parent))
    params = {**spec.estimator.params, **start.estimator.params}
    assert spec == start.model_copy(
        update={"estimator": Chosen(name=start.estimator.name, params=params)}
    )


def test_only_choices_that_matter_are_asked_for(open_page: Open, parent: str) -> None:
    app = open_page("prune", parent=parent)
    assert "Least important weights by" not in labels(app) and "How many steps" not in labels(app)
    pills(app, "What goes").set_value(["weights"]).run()
    pills(app, "In which steps").set_value(["one_shot", "cubic"]).run()
    assert "Least important channels by" not in labels(app) and "How many steps" in labels(app)
    spec = launched(app)
    assert spec.objectives[1].metric == "nonzeros"
    assert spec.space.choice("rounds").when == {"schedule": ("cubic",)}


def test_multiples_are_a_choice_of_channels_alone(open_page: Open, parent: str) -> None:
    multiples = "Channels left in a layer, multiples of"
    app = open_page("prune", parent=parent)
    pills(app, "What goes").set_value(["weights"]).run()
    assert multiples not in labels(app)
    pills(app, "What goes").set_value(["channels"]).run()
    pills(app, multiples).set_value([1, 16]).run()
    assert launched(app).space.choice("round_to").values == (1, 16)


def test_multiples_that_no_group_is_wider_than_are_not_offered(open_page: Open, home: Path) -> None:
    groups = tuple(
        GroupInfo(name=name, layers=(name,), channels=channels, free=free)
        for name, channels, free in (("first", 8, 8), ("second", 17, 17), ("end", 64, 0))
    )
    app = open_page("prune", parent=described(home, groups=groups))
    assert pills(app, "Channels left in a layer, multiples of").options == ["1", "8", "16"]


def test_several_lengths_of_fine_tuning_are_a_choice(open_page: Open, parent: str) -> None:
    app = open_page("prune", parent=parent)
    pills(app, "Epochs of training afterwards (fine-tuning)").set_value([2, 8]).run()
    spec = launched(app)
    assert spec.space.choice("epochs").values == (2, 8)
    assert spec.estimator.params["epochs"] == 8


def test_choice_with_nothing_picked_is_reported_and_blocks(open_page: Open, parent: str) -> None:
    app = open_page("prune", parent=parent)
    pills(app, "How much goes").set_value([]).run()
    assert any("at least one value" in error.value for error in app.error)
    assert next(b for b in app.button if b.label == "Launch").disabled


def test_baseline_runs_beside_and_can_be_compared(open_page: Open, parent: str) -> None:
    app = open_page("prune", parent=parent)
    next(box for box in app.checkbox if "random search" in box.label).check().run()
    app = press(app, "Launch")
    baseline, run = api.runs()
    assert (run.spec.strategy.name, baseline.spec.strategy.name) == ("grid", "random")
    assert run.spec.space == baseline.spec.space
    assert "Compare them" in [link.proto.label for link in app.get("page_link")]


def test_candidate_leads_here_while_its_weights_are_kept(open_page: Open, store: Store) -> None:
    run_id = seed_run(store, seed_trials(10))
    kept, gone = api.front(run_id)[:2]
    file = store.files.model(run_id, kept.number)
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(b"")
    offered = []
    for trial in (kept, gone):
        app = open_page("candidate", run=run_id, trial=str(trial.number))
        offered.append("Prune this network" in [e.proto.label for e in app.get("page_link")])
    assert offered == [True, False]


def described(home: Path, **facts: object) -> str:
    """A parent with these ``facts``."""
    info = seed_parent(home, name="rich").model_copy(update=facts)
    (repository.folder("rich", home) / "parent.json").write_text(info.model_dump_json())
    return info.name


def test_detector_is_shown_and_pruned_by_what_it_finds(open_page: Open, home: Path) -> None:
    app = open_page("prune", parent=seed_detector_parent(home).name)
    figures = {one.label: one.value for one in app.metric}
    assert (figures["mAP 50"], figures["Test mAP 50"]) == ("62.0 %", "60.0 %")
    assert "Dark: mAP 50 is lost" in words(app) and "mAP 50 in % on 64 validation" in words(app)
    spec = launched(app)
    assert spec.estimator.name == "detector_pruning" and "teacher_share" in spec.estimator.params
    assert [goal.metric for goal in spec.objectives] == ["val_map50", "macs"]


def test_parent_shows_its_groups_and_what_each_bears(open_page: Open, home: Path) -> None:
    groups = tuple(
        GroupInfo(name=f"g{n}", layers=(f"g{n}",), channels=8, free=8) for n in range(30)
    )
    rows = tuple((0.9, 0.2) for _ in groups)
    bears = SensitivityMap(
        groups=tuple(range(30)), ratios=(0.3, 0.9), quality=rows, unpruned=0.96, images=288
    )
    kept = (Kept(layer="classifier", because="its units are the classes"),)
    name = described(home, groups=groups, sensitivity=bears, kept_whole=kept)
    app = open_page("prune", parent=name)
    assert all(f"| {n + 1} | g{n} | 8 | – |" in words(app) for n in range(30))
    assert still_charts(app) == 1
    assert "288 validation images" in words(app) and "its units are the classes" in words(app)
    assert not next(one for one in app.toggle if one.label == "All 30 groups").value


EMPTY = SensitivityMap(groups=(), ratios=(0.3, 0.9), quality=(), unpruned=0.96, images=288)


@pytest.mark.parametrize("found", [None, EMPTY])
def test_parent_that_nothing_can_be_cut_of_says_so(
    open_page: Open, home: Path, found: SensitivityMap | None
) -> None:
    app = open_page("prune", parent=described(home, sensitivity=found))
    assert not app.exception and not still_charts(app)
    assert "No layer of this network can be cut by itself." in [box.value for box in app.info]


def test_each_group_may_lose_a_share_of_its_own(open_page: Open, parent: str) -> None:
    app = open_page("prune", parent=parent)
    next(box for box in app.toggle if "AMC" in box.label).set_value(True).run()
    assert "Where it goes" not in {box.label for box in app.get("button_group")}
    press(app, "Launch")
    (run,) = api.runs()
    assert run.spec.strategy.name == "nsga2"
    assert "ratio_1" in {choice.name for choice in run.spec.space.choices}


@pytest.mark.parametrize("rewinds", [False, True])
def test_lottery_ticket_needs_single_weights_and_their_beginning(
    open_page: Open, home: Path, rewinds: bool
) -> None:
    app = open_page("prune", parent=described(home, rewinds=rewinds))
    lottery = "start afresh each time (lottery ticket)"
    assert lottery not in pills(app, "In which steps").options
    pills(app, "What goes").set_value(["weights"]).run()
    assert (lottery in pills(app, "In which steps").options) == rewinds


def test_epochs_are_asked_for_once(open_page: Open, parent: str) -> None:
    boxes = open_page("prune", parent=parent).number_input
    numbers = {box.label for box in boxes if ".estimator." in box.key}
    assert {"Batch size", "Learning rate"} <= numbers and "Epochs" not in numbers


FOUND = FoundReading(
    reading=Reading(pixels="0-255"),
    images=288,
    tried=(
        Tried(reading=Reading(pixels="0-255"), accuracy=0.972),
        Tried(reading=Reading(), accuracy=0.1),
    ),
    hint="its first layer multiplies pixels by 0.003922",
)


def test_reading_that_was_found_is_asked_before_anything_is_launched(
    open_page: Open, home: Path
) -> None:
    name = described(home, origin="upload", reading=FOUND)
    app = open_page("prune", parent=name)
    said = words(app)
    assert "right on 97.2 % of 288 validation images, on 10.0 % with pixels from 0 to 1" in said
    assert "Its first layer multiplies pixels by" in said.replace("\\", "")
    assert "Launch" not in [button.label for button in app.button]
    app = press(app, "That is right")
    reading = api.parent(name).reading
    assert reading is not None and reading.confirmed
    assert "Launch" in [button.label for button in app.button]


def test_another_reading_is_chosen_with_its_figure(open_page: Open, home: Path) -> None:
    name = described(home, origin="upload", reading=FOUND)
    request = ParentRequest(name=name, title=name, dataset="digits", origin="upload")
    (repository.folder(name, home) / "order.json").write_text(request.model_dump_json())
    app = open_page("prune", parent=name)
    box = next(box for box in app.selectbox if box.label == "Another way")
    assert box.options[0] == "pixels from 0 to 1 · 10.0 %" and len(box.options) > 5
    press(app, "Read it so")
    [waiting] = api.waiting_parents()
    assert (waiting.request.name, waiting.request.pixels) == (name, "0-1")


def test_parent_of_pixels_as_kept_asks_nothing(open_page: Open, home: Path) -> None:
    app = open_page("prune", parent=described(home, reading=FOUND.model_copy(update=AS_KEPT)))
    labels = [button.label for button in app.button]
    assert "That is right" not in labels and "Launch" in labels


AS_KEPT = {"reading": Reading()}


def test_refused_networks_are_shown_to_whom_they_belong(open_page: Open, home: Path) -> None:
    for name, owner in (("mine", "guest"), ("theirs", "mia"), ("older", "")):
        request = ParentRequest(
            name=name, title=name, dataset="digits", origin="upload", owner=owner
        )
        repository.request(request, home, lambda _place: None, lambda _place: False)
        repository.refuse(repository.draft(name, home), "It has no layers.")
    said = " ".join(error.value for error in open_page("prune").error)
    assert "mine" in said and "older" in said and "theirs" not in said
    said = " ".join(error.value for error in open_page("prune", parent="theirs").error)
    assert "theirs" in said


def test_network_that_waits_says_how_many_are_before_it(open_page: Open, home: Path) -> None:
    for name in ("first", "second"):
        request = ParentRequest(name=name, title=name, dataset="digits", origin="upload")
        repository.request(request, home, lambda _place: None, lambda _place: False)
    said = [info.value for info in open_page("prune").info]
    assert "is being read" in said[0] and "waits for its turn: 1 before it" in said[1]


def test_goal_sets_what_is_tried_and_the_rest_is_folded(open_page: Open, parent: str) -> None:
    app = open_page("prune", parent=parent)
    goal = next(one for one in app.segmented_control if one.label == "Goal")
    goal.set_value("tenth").run()
    assert pills(app, "How much goes").value == [0.9]
    assert [box.proto.expanded for box in app.expander] == [False] * len(app.expander)
    spec = launched(app)
    assert spec.space.choice("ratio").values == (0.9,)
    assert spec.estimator.params["epochs"] == 8
