"""The candidate page of a detector: what it finds, how well, and a picture of one's own."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from core.store import Store
from tests.detections import seed_detectors

Open = Callable[..., AppTest]


@pytest.fixture
def page(open_page: Open, store: Store) -> AppTest:
    return open_page("candidate", run=seed_detectors(store), trial="0")


def pictures(app: AppTest) -> list[str]:
    """The words in place of each picture of scenes."""
    html = "".join(element.proto.body for element in app.get("html"))
    return [part.split('"')[0] for part in html.split('alt="')[1:] if part.startswith("There: ")]


def said(app: AppTest) -> str:
    return " ".join(element.value for element in app.markdown)


def links(app: AppTest) -> list[Any]:
    return [link.proto.label for link in app.get("page_link")]


def test_a_detector_shows_its_figures_its_pictures_and_its_curves(page: AppTest) -> None:
    shown = {metric.label: metric.value for metric in page.metric}
    assert (shown["mAP 50"], shown["mAP"]) == ("52.0 %", "27.0 %")
    heads = [head.value for head in page.header]
    assert {"What is there, and what it finds", "How well it finds objects", "Loss"} <= set(heads)
    assert len(pictures(page)) == 4 and "Accuracy" not in heads


def test_the_slider_hides_what_the_network_is_less_sure_of(page: AppTest) -> None:
    first = pictures(page)
    [slider] = page.slider
    assert (slider.label, slider.value) == ("Least confidence", 0.3)
    all_of_them = pictures(slider.set_value(0.0).run())
    assert sum(map(len, all_of_them)) > sum(map(len, first))
    none = page.slider[0].set_value(1.0).run()
    assert all(words.endswith("Found: nothing.") for words in pictures(none))
    assert "its surest box has" in said(none)


def test_all_pictures_are_shown_when_asked_for(page: AppTest) -> None:
    few = pictures(page)
    [toggle] = page.toggle
    assert toggle.label == "All 16 pictures"
    every = pictures(toggle.set_value(True).run())
    assert len(every) == 16 and every[:4] == few


def test_an_own_picture_is_asked_for_where_weights_were_kept(
    page: AppTest, open_page: Open, store: Store
) -> None:
    assert [up.proto.label for up in page.get("file_uploader")] == ["Picture, PNG or JPEG"]
    lost = open_page("candidate", run=seed_detectors(store), trial="1")
    assert not lost.get("file_uploader")


def test_lost_weights_are_reported_with_the_way_to_keep_them(open_page: Open, store: Store) -> None:
    run_id = seed_detectors(store)
    (store.files.trial(run_id, 0) / "model.keras").unlink()
    app = open_page("candidate", run=run_id, trial="0")
    assert "launch this one's recipe" in app.info[0].value
    assert not app.get("file_uploader")


def test_kept_weights_can_be_downloaded_and_pruned(page: AppTest) -> None:
    labels = [button.proto.label for button in page.get("download_button")]
    assert {"Network, ready to run (.zip)", "Trained network (.keras)"} <= set(labels)
    assert "Prune this network" in links(page)


def test_damaged_detections_are_reported_in_words(open_page: Open, store: Store) -> None:
    run_id = seed_detectors(store)
    (store.files.trial(run_id, 0) / "detections.npz").write_bytes(b"no archive")
    app = open_page("candidate", run=run_id, trial="0")
    assert "npz of trial 0 cannot be read" in app.info[0].value.replace("\\", "")
