"""Each page: what it says when it is empty, what it shows when it is not."""

from __future__ import annotations

import json
import re
from collections.abc import Callable

import pytest
from streamlit.testing.v1 import AppTest

from core import api
from core.parents import repository
from core.specs import RunSpec
from core.store import Store
from pages.components import owner
from pages.components.text import plain
from tests.prunings import pruned_trials, seed_parent, seed_pruning
from tests.seeds import add_trials, seed_run, seed_spec, seed_trials

Open = Callable[..., AppTest]


def words(app: AppTest) -> str:
    """All the text on the page."""
    kinds = ("title", "header", "markdown", "caption", "info", "warning", "error")
    return "\n".join(element.value for kind in kinds for element in app.get(kind))


@pytest.mark.parametrize(
    ("page", "advice"),
    [
        ("home", "Press a button above"),
        ("front", "This page shows a search while it works"),
        ("candidate", "Click a point on a front"),
        ("runs", "Every search that was launched is listed here"),
    ],
)
def test_empty_page_says_what_to_do(open_page: Open, page: str, advice: str) -> None:
    assert advice in words(open_page(page))


def test_watch_a_search_now_launches_quick(open_page: Open) -> None:
    app = open_page("home")
    button = next(b for b in app.button if "Watch a search now" in b.label)
    button.click().run()
    [run] = api.runs()
    assert (run.spec.budget.trials, run.owner, run.status) == (40, "guest", "queued")


def test_home_lists_runs_and_the_machine(open_page: Open, store: Store) -> None:
    seed_run(store, seed_trials(5), name="First <one>")
    app = open_page("home")
    assert f"**{plain('First <one>')}**" in [link.proto.label for link in app.get("page_link")]
    assert "This machine" in words(app)
    assert "5 of 5" in words(app)


def test_home_keeps_what_runs_or_is_paused_above_newer_waiting_runs(
    open_page: Open, store: Store
) -> None:
    for name, status in (("Halted", "paused"), ("At work", "running")):
        store.runs.change(store.runs.add(seed_spec(name, 3), "Ada"), status=status)
    for place in range(7):
        store.runs.add(seed_spec(f"Waiting {place}", 3), "Ada")
    labels = [link.proto.label for link in open_page("home").get("page_link")]
    names = [label.strip("*") for label in labels if label.startswith("**")]
    assert names[:2] == ["At work", "Halted"]
    assert "Waiting 6" in names and len(names) == 6


def test_many_paused_runs_do_not_hide_the_newest(open_page: Open, store: Store) -> None:
    for place in range(8):
        run_id = store.runs.add(seed_spec(f"Halted {place}", 3), "Ada")
        store.runs.change(run_id, status="paused")
    store.runs.add(seed_spec("Mine", 3), "Ada")
    labels = [link.proto.label for link in open_page("home").get("page_link")]
    assert "**Mine**" in labels


def test_run_that_waits_only_to_be_ended_is_called_stopping(open_page: Open, store: Store) -> None:
    run_id = store.runs.add(seed_spec("Ending", 3), "Ada")
    store.runs.change(run_id, request="stop")
    text = words(open_page("home"))
    assert "Stopping" in text and "Waiting" not in text


def test_runs_lists_every_run(open_page: Open, store: Store) -> None:
    for name in ("One", "Two"):
        seed_run(store, seed_trials(5), name=name)
    app = open_page("runs")
    assert words(app).count("of 5") == 2


def test_runs_can_be_searched(open_page: Open, store: Store) -> None:
    seed_run(store, [], name="Leaves")
    seed_run(store, [], name="Digits")
    app = open_page("runs")
    next(box for box in app.text_input if box.label == "Search").set_value("nothing like").run()
    assert "No run fits" in words(app)


def test_running_run_is_offered_a_stop_in_place_of_a_delete(
    open_page: Open, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    run_id = seed_run(store, [])
    monkeypatch.setattr(owner, "remembered", lambda: api.run(run_id).owner)
    app = open_page("runs")
    assert app.menu_button[0].label == "Actions for Seeded run"
    assert {"Delete", "Stop"} & set(app.menu_button[0].options) == {"Delete"}
    store.runs.change(run_id, status="running", ended=None)
    app = app.run()
    assert {"Delete", "Stop"} & set(app.menu_button[0].options) == {"Stop"}
    app.menu_button[0].click("Stop").run()
    assert api.run(run_id).request == "stop"
    assert "Stopping" in words(app.run())


def test_front_names_the_run_and_escapes_it(open_page: Open, store: Store) -> None:
    run_id = seed_run(store, seed_trials(5), name="*loud* <b>")
    app = open_page("front", run=run_id)
    assert app.title[0].value == r"\*loud\* \<b\>"


def test_front_names_the_parent_while_it_is_there_and_the_strategy_by_its_title(
    open_page: Open, store: Store
) -> None:
    seed_parent(store.home, title="Leaves *1*")
    run_id = seed_pruning(store, pruned_trials(3))
    caption = open_page("front", run=run_id).caption[0].value
    assert caption == plain("digits · prunes Leaves *1* · NSGA-II · by Ada")
    repository.remove("net", store.home)
    assert "prune net" in open_page("front", run=run_id).caption[0].value


def test_front_without_a_run_opens_the_newest(open_page: Open, store: Store) -> None:
    seed_run(store, seed_trials(5), name="Old")
    seed_run(store, seed_trials(5), name="New")
    assert open_page("front").title[0].value == "New"


def test_a_run_that_was_deleted_elsewhere_gives_way_to_the_newest(
    open_page: Open, store: Store
) -> None:
    seed_run(store, seed_trials(5), name="New")
    app = open_page("front", run="deleted")
    assert app.error
    del app.query_params["run"]
    app.run()
    assert not app.error and app.title[0].value == "New"


def test_front_as_a_table_has_a_column_for_every_figure(open_page: Open, store: Store) -> None:
    seed_parent(store.home)
    run_id = seed_pruning(store, pruned_trials(12))
    app = open_page("front", run=run_id)
    assert not app.dataframe
    next(one for one in app.toggle if one.label == "The front as a table").set_value(True).run()
    [table] = app.dataframe
    assert list(table.value["trial"]) == [trial.number for trial in api.front(run_id)]
    costs = {"parameters", "macs", "size_bytes", "nonzeros", "compressed_bytes"}
    assert costs | {"val_accuracy", "latency_ms", "latency_batch_ms"} <= set(table.value.columns)


def test_front_of_a_missing_run_is_an_error_in_words(open_page: Open) -> None:
    app = open_page("front", run="nosuchrun")
    assert "no run" in app.error[0].value and app.title[0].value == "Front"


def test_candidate_shows_figures_and_layers(open_page: Open, store: Store) -> None:
    trials = seed_trials(10)
    run_id = seed_run(store, trials)
    chosen = next(trial for trial in trials if trial.status == "complete")
    app = open_page("candidate", run=run_id, trial=str(chosen.number))
    shown = {metric.label: metric.value for metric in app.metric}
    assert shown["Accuracy"] == f"{chosen.metrics['val_accuracy'] * 100:.1f} %"
    assert "Weights are kept for networks on the front only" in words(app)
    # The table of layers comes when it is opened.
    assert not app.dataframe and "All layers" in [box.label for box in app.expander]


def test_candidate_that_was_pruned_shows_what_is_left_of_each_layer(
    open_page: Open, store: Store
) -> None:
    seed_parent(store.home)
    run_id = seed_pruning(store, pruned_trials(1))
    folder = store.files.trial(run_id, 0)
    folder.mkdir(parents=True)
    rows = [{"layer": "conv", "before": 1240, "after": 512}]
    (folder / "widths.json").write_text(json.dumps({"kind": "channels", "rows": rows}))
    assert "Of 1,240 channels 512 are left." in words(open_page("candidate", run=run_id, trial="0"))


@pytest.mark.parametrize(
    ("cost", "fewer"), [("parameters", "Fewer parameters"), ("seconds", "Less training time")]
)
def test_candidate_leads_along_the_front_by_the_first_cost(
    open_page: Open, store: Store, cost: str, fewer: str
) -> None:
    spec = seed_spec("Cost first", 12).model_dump() | {"objectives": [cost, "val_accuracy"]}
    run_id = store.runs.add(RunSpec.model_validate(spec), "Ada")
    add_trials(store, run_id, seed_trials(12))
    small, large = sorted(api.front(run_id), key=lambda trial: trial.metrics[cost])[:2]
    app = open_page("candidate", run=run_id, trial=str(large.number))
    next(b for b in app.button if b.label == f"{fewer} on the front").click().run()
    assert re.match(rf"Trial {small.number} · \d blocks?, ", app.title[0].value)


def test_candidate_that_was_left_out_says_why(open_page: Open, store: Store) -> None:
    trials = seed_trials(100)
    run_id = seed_run(store, trials)
    over = next(trial for trial in trials if trial.status == "infeasible")
    app = open_page("candidate", run=run_id, trial=str(over.number))
    assert app.warning[0].value.startswith("Left out: ")


def test_over_a_limit_only_after_training_is_not_called_untrained(
    open_page: Open, store: Store
) -> None:
    [one] = seed_trials(1)
    over = one.model_copy(update={"status": "infeasible", "epochs": 1, "reason": "Too large."})
    run_id = seed_run(store, [over])
    text = words(open_page("candidate", run=run_id, trial="0"))
    assert "Left out: Too large" in text.replace("\\", "")
    assert "1 epoch" in text and "1 epochs" not in text
    assert "not trained" not in text


def test_candidate_that_cannot_be_drawn_shows_its_figures_and_choices(
    open_page: Open, store: Store
) -> None:
    [trial] = seed_trials(1)
    spec = seed_spec("On lost data", 1).model_copy(update={"dataset": "lost"})
    run_id = store.runs.add(spec, "Ada")
    store.runs.change(run_id, status="finished")
    add_trials(store, run_id, [trial])
    app = open_page("candidate", run=run_id, trial="0")
    shown = {metric.label: metric.value for metric in app.metric}
    assert shown["Accuracy"] == f"{trial.metrics['val_accuracy'] * 100:.1f} %"
    assert "Block 1" in words(app)
    assert "cannot be drawn" in app.info[0].value and "lost" in app.info[0].value
    assert not app.error


def test_candidate_of_a_missing_trial_is_an_error_in_words(open_page: Open, store: Store) -> None:
    run_id = seed_run(store, seed_trials(3))
    app = open_page("candidate", run=run_id, trial="99")
    assert "no trial" in app.error[0].value and app.title[0].value == "Candidate"
