"""Each page: what it says when it is empty, what it shows when it is not."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from streamlit.testing.v1 import AppTest

from core import api
from core.store import Store
from tests.seeds import seed_run, seed_trials

Open = Callable[..., AppTest]


def words(app: AppTest) -> str:
    """All the text on the page."""
    kinds = ("title", "subheader", "markdown", "caption", "info", "warning", "error")
    return "\n".join(element.value for kind in kinds for element in app.get(kind))


@pytest.mark.parametrize(
    ("page", "advice"),
    [
        ("home", "Press the button above"),
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
    text = words(open_page("home"))
    assert "This machine" in text
    assert "5 of 5" in text


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


def test_front_names_the_run_and_escapes_it(open_page: Open, store: Store) -> None:
    run_id = seed_run(store, seed_trials(5), name="*loud* <b>")
    app = open_page("front", run=run_id)
    assert app.title[0].value == r"\*loud\* \<b\>"


def test_front_without_a_run_opens_the_newest(open_page: Open, store: Store) -> None:
    seed_run(store, seed_trials(5), name="Old")
    newest = seed_run(store, seed_trials(5), name="New")
    app = open_page("front")
    assert app.title[0].value == "New"
    assert app.query_params["run"] in (newest, [newest])


def test_front_of_a_missing_run_is_an_error_in_words(open_page: Open) -> None:
    assert "no run" in open_page("front", run="nosuchrun").error[0].value


def test_candidate_shows_figures_and_layers(open_page: Open, store: Store) -> None:
    trials = seed_trials(10)
    run_id = seed_run(store, trials)
    chosen = next(trial for trial in trials if trial.status == "complete")
    app = open_page("candidate", run=run_id, trial=str(chosen.number))
    shown = {metric.label: metric.value for metric in app.metric}
    assert shown["Accuracy"] == f"{chosen.metrics['val_accuracy'] * 100:.1f} %"
    assert "Weights are kept for networks on the front only" in words(app)
    assert len(app.dataframe) == 1


def test_candidate_over_a_limit_says_why(open_page: Open, store: Store) -> None:
    trials = seed_trials(100)
    run_id = seed_run(store, trials)
    over = next(trial for trial in trials if trial.status == "infeasible")
    app = open_page("candidate", run=run_id, trial=str(over.number))
    assert "Broke a limit" in app.warning[0].value


def test_candidate_of_a_missing_trial_is_an_error_in_words(open_page: Open, store: Store) -> None:
    run_id = seed_run(store, seed_trials(3))
    assert "no trial" in open_page("candidate", run=run_id, trial="99").error[0].value
