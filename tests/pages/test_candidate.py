"""The candidate page of a detector: what it finds, how well, and what is not offered."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from core import api
from core.store import Store
from tests.detections import seed_detectors
from tests.seeds import seed_run, seed_trials

Open = Callable[..., AppTest]


@pytest.fixture
def page(open_page: Open, store: Store) -> AppTest:
    return open_page("candidate", run=seed_detectors(store), trial="0")


def pictures(app: AppTest) -> list[str]:
    """The words in place of each picture of scenes."""
    html = "".join(element.proto.body for element in app.get("html"))
    return [part.split('"')[0] for part in html.split('alt="')[1:] if part.startswith("There: ")]


def links(app: AppTest) -> list[Any]:
    return [link.proto.label for link in app.get("page_link")]


def test_a_detector_shows_its_figures_its_pictures_and_its_curves(page: AppTest) -> None:
    shown = {metric.label: metric.value for metric in page.metric}
    assert (shown["mAP 50"], shown["mAP"]) == ("52.0 %", "27.0 %")
    heads = [head.value for head in page.subheader]
    assert {"What is there, and what it finds", "How well it finds objects", "Loss"} <= set(heads)
    assert len(pictures(page)) == 16 and "Accuracy" not in heads


def test_the_slider_hides_what_the_network_is_less_sure_of(page: AppTest) -> None:
    first = pictures(page)
    [slider] = page.slider
    assert (slider.label, slider.value) == ("Least confidence", 0.3)
    all_of_them = pictures(slider.set_value(0.0).run())
    assert sum(map(len, all_of_them)) > sum(map(len, first))
    none = page.slider[0].set_value(1.0).run()
    assert all(words.endswith("Found: nothing.") for words in pictures(none))
    assert any("never that sure" in caption.value for caption in none.caption)


def test_pruning_is_offered_for_classifiers_alone(
    page: AppTest, open_page: Open, store: Store
) -> None:
    assert any(
        button.proto.label.startswith("Trained network") for button in page.get("download_button")
    )
    assert "Prune this network" not in links(page)
    run_id = seed_run(store, seed_trials(10))
    best = api.front(run_id)[0].number
    model = store.files.model(run_id, best)
    model.parent.mkdir(parents=True)
    model.write_bytes(b"weights")
    assert "Prune this network" in links(open_page("candidate", run=run_id, trial=str(best)))


def test_damaged_detections_are_told_in_words(open_page: Open, store: Store) -> None:
    run_id = seed_detectors(store)
    (store.files.trial(run_id, 0) / "detections.npz").write_bytes(b"no archive")
    app = open_page("candidate", run=run_id, trial="0")
    assert "npz of trial 0 cannot be read" in app.info[0].value.replace("\\", "")
