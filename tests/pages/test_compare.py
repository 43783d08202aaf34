"""The Compare page: what it compares, what it says, and what it launches."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from streamlit.testing.v1 import AppTest

from core import api
from core.specs import Chosen
from core.store import Store
from tests.pages.test_pages import words
from tests.prunings import pruned_trials, pruning_spec, seed_pruning
from tests.seeds import add_trials, seed_run, seed_spec, seed_trials

Open = Callable[..., AppTest]


def add(
    store: Store, name: str, seed: int, strategy: str = "nsga2", dataset: str = "digits"
) -> str:
    """A finished run of 40 seeded trials."""
    changes = {"seed": seed, "strategy": Chosen(name=strategy), "dataset": dataset}
    run_id = store.runs.add(seed_spec(name, 40).model_copy(update=changes), "Ada")
    store.runs.change(run_id, status="finished")
    add_trials(store, run_id, seed_trials(40, seed=seed))
    return run_id


@pytest.fixture
def two_searches(store: Store) -> list[str]:
    evolved = [add(store, "Evolved", seed) for seed in range(3)]
    return evolved + [add(store, "Drawn", seed + 10, "random") for seed in range(3)]


def chosen(app: AppTest) -> list[str]:
    """The runs in the box."""
    picked: list[str] = app.multiselect(key="compare_runs").value
    return picked


def test_nothing_to_compare_says_so(open_page: Open) -> None:
    assert "Nothing to compare yet" in words(open_page("compare"))


def test_the_address_decides_what_is_compared(open_page: Open, two_searches: list[str]) -> None:
    asked = [two_searches[3], two_searches[0]]
    app = open_page("compare", runs=",".join(asked), x="macs", y="val_loss")
    assert chosen(app) == asked
    assert app.selectbox(key="compare_x").value == "macs"
    assert app.selectbox(key="compare_y").value == "val_loss"


def test_the_headline_compares_two_searches_over_their_seeds(
    open_page: Open, two_searches: list[str]
) -> None:
    text = words(open_page("compare", runs=",".join(two_searches)))
    assert "Evolved" in text and "Drawn" in text
    assert "over 3 and 3 seeds" in text
    assert "They differ in **strategy** (NSGA-II / Random search)" in text.replace("\\", "")


def test_at_first_the_newest_runs_that_belong_together_are_chosen(
    open_page: Open, store: Store, two_searches: list[str]
) -> None:
    other = add(store, "Clothes", 0, dataset="fashion_mnist")
    assert chosen(open_page("compare")) == [other]
    store.runs.delete(other)
    assert set(chosen(open_page("compare"))) == set(two_searches)


def test_a_choice_is_written_into_the_address(open_page: Open, two_searches: list[str]) -> None:
    app = open_page("compare", runs=two_searches[0])
    app.multiselect(key="compare_runs").set_value(two_searches[:2]).run()
    assert app.query_params["runs"] in (",".join(two_searches[:2]), [",".join(two_searches[:2])])


def test_different_data_gets_no_winner(open_page: Open, store: Store) -> None:
    runs = [add(store, "Digits", 0), add(store, "Clothes", 1, dataset="fashion_mnist")]
    text = words(open_page("compare", runs=",".join(runs)))
    assert "none can be called better" in text and "did better" not in text
    assert "use different data" in text.replace("\\", "")


def test_repeating_launches_runs_that_differ_in_seed_and_join(
    open_page: Open, two_searches: list[str]
) -> None:
    app = open_page("compare", runs=two_searches[0])
    app.number_input(key="repeat_seeds").set_value(2).run()
    app.button(key="repeat_go").click().run()
    assert not app.exception
    queued = api.runs("queued")
    assert {run.spec.seed for run in queued} == {3, 4}
    assert set(chosen(app)) == {two_searches[0], *(run.id for run in queued)}
    assert "2 runs are not finished" in words(app)


def test_typed_names_are_shown_as_text(open_page: Open, store: Store) -> None:
    run_id = seed_run(store, seed_trials(20), name="*loud* <b>")
    assert r"\*loud\* \<b\>" in words(open_page("compare", runs=run_id))


def test_two_ways_to_search_prunings_are_compared_even_when_the_parent_is_gone(
    open_page: Open, store: Store
) -> None:
    specs = [pruning_spec("Pruned", strategy) for strategy in ("nsga2", "random")]
    runs = [seed_pruning(store, pruned_trials(30, seed), s) for seed, s in enumerate(specs)]
    text = words(open_page("compare", runs=",".join(runs), x="latency_ms")).replace("\\", "")
    assert "Pruned · NSGA-II" in text and "Pruned · Random search" in text
    assert "Which choices matter for accuracy" in text
