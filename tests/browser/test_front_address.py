"""What a viewer chose to see: in the address, under the sliders, and in the saved files."""

from __future__ import annotations

import struct

import pytest
from playwright.sync_api import Page, expect

from core.metrics import METRICS
from core.pareto import front
from core.specs import Objective
from core.store import Store
from tests.browser.dashboard import Server
from tests.browser.front_page import ROOT, TIMEOUT, front_numbers, open_front, settled
from tests.seeds import OBJECTIVES, seed_run, seed_trials

pytestmark = pytest.mark.browser

TRIALS = seed_trials(60)
MEMBERS = front(TRIALS, OBJECTIVES)
LESS_WORK = Objective(metric="macs", direction="minimize")
LESS_LOSS = Objective(metric="val_loss", direction="minimize")


@pytest.fixture
def run_id(dashboard_store: Store) -> str:
    return seed_run(dashboard_store, TRIALS, name="Chosen axes")


def test_chosen_axes_are_in_the_address_and_come_back_from_it(
    page: Page, server: Server, run_id: str
) -> None:
    open_front(page, server.url, run_id)
    assert "x=" not in page.url
    page.get_by_test_id("front-x").select_option("macs")
    page.get_by_test_id("front-y").select_option("val_loss")
    page.get_by_test_id("front-log").uncheck()
    page.wait_for_url(f"**/front?run={run_id}&x=macs&y=val_loss&scale=linear")
    again = page.context.new_page()
    again.goto(page.url)
    again.wait_for_selector(f"{ROOT}[data-drawn]", timeout=TIMEOUT)
    expect(again.get_by_test_id("front-x")).to_have_value("macs")
    expect(again.get_by_test_id("front-log")).not_to_be_checked()
    wanted = sorted(trial.number for trial in front(TRIALS, (LESS_LOSS, LESS_WORK)))
    assert front_numbers(again) == wanted


def test_axes_that_are_none_give_way_to_the_runs_own(
    page: Page, server: Server, run_id: str
) -> None:
    open_front(page, server.url, run_id, extra="&x=%3Cb%3E&y=test_accuracy&trial=abc")
    expect(page.get_by_test_id("front-x")).to_have_value("parameters")
    expect(page.get_by_test_id("front-y")).to_have_value("val_accuracy")
    page.wait_for_url(f"**/front?run={run_id}")


def test_back_leaves_chosen_axes_at_once(page: Page, server: Server, run_id: str) -> None:
    page.goto(f"{server.url}/runs")
    page.get_by_role("link", name="Chosen axes", exact=True).first.click(timeout=TIMEOUT)
    page.wait_for_selector(f"{ROOT}[data-drawn]", timeout=TIMEOUT)
    for metric in ("macs", "size_bytes", "macs"):
        page.get_by_test_id("front-x").select_option(metric)
        page.wait_for_url(f"**x={metric}*")
    page.go_back()
    expect(page).to_have_url(f"{server.url}/runs", timeout=TIMEOUT)


def test_at_most_what_a_network_has_takes_it_in(page: Page, server: Server, run_id: str) -> None:
    open_front(page, server.url, run_id)
    said: list[list[str]] = page.get_by_test_id("afford-slider").evaluate(
        """async (slider) => {
          const read = (name) => document.querySelector(`[data-part=${name}]`).textContent;
          const said = [];
          for (let at = 0; at < 60; at += 1) {
            slider.value = at;
            slider.dispatchEvent(new Event("input"));
            await new Promise((done) => setTimeout(done, 170));
            said.push([read("afford-value"), read("afford-text")]);
          }
          return said;
        }"""
    )
    costs = {f"{m.metrics['parameters']:,.0f}": m.number for m in MEMBERS}
    alike = [(words, costs[at]) for value, words in said
             if (at := value.split()[2]) in costs]  # fmt: skip
    assert len(alike) >= 2
    assert all(words.startswith(f"Trial {number}:") for words, number in alike)


def test_the_marks_lead_to_ten_times_smaller(page: Page, server: Server, run_id: str) -> None:
    open_front(page, server.url, run_id)
    page.get_by_test_id("afford-marks").get_by_role("button", name="10 × smaller").first.click()
    limit = MEMBERS[-1].metrics["parameters"] / 10
    fits = [member for member in MEMBERS if member.metrics["parameters"] <= limit]
    text = page.get_by_test_id("afford-text")
    expect(text).to_contain_text(f"Trial {fits[-1].number}:")


def test_the_cheapest_that_is_good_enough_is_named(page: Page, server: Server, run_id: str) -> None:
    open_front(page, server.url, run_id)
    page.get_by_test_id("need-slider").fill("600")
    worst, best = (MEMBERS[at].metrics["val_accuracy"] for at in (0, -1))
    least = worst + (best - worst) * 0.6
    pick = next(m for m in MEMBERS if round(m.metrics["val_accuracy"], 3) >= round(least, 3))
    expect(page.get_by_test_id("need-text")).to_contain_text(f"Trial {pick.number}:")
    expect(page.locator("[data-part=need-value]")).to_have_text(f"at least {least * 100:.1f} %")


def test_an_axis_leads_to_what_its_metric_is(page: Page, server: Server, run_id: str) -> None:
    open_front(page, server.url, run_id, extra="&x=size_bytes")
    link = page.get_by_test_id("front-x-what")
    expect(link).to_have_attribute("title", METRICS["size_bytes"].summary)
    with page.expect_popup(timeout=TIMEOUT) as opened:
        link.click()
    entry = opened.value.get_by_text(METRICS["size_bytes"].label).first
    expect(entry).to_be_visible(timeout=TIMEOUT)
    page.get_by_test_id("front-x").select_option("macs")
    expect(link).to_have_attribute("href", "/glossary?term=MACs")


def test_the_file_has_the_chosen_axes(page: Page, server: Server, run_id: str) -> None:
    open_front(page, server.url, run_id, extra="&x=macs&trial=3")
    expect(page.locator(".st-key-picked-card")).to_be_visible(timeout=TIMEOUT)
    settled(page)
    with page.expect_download(timeout=TIMEOUT) as download:
        page.get_by_role("button", name="Chart as a web page").click()
    html = download.value.path().read_text(encoding="utf-8")
    assert '"title":{"text":"MACs"}' in html and '"x":"macs"' in html[-300:]


def test_the_picture_has_a_title_and_a_legend(page: Page, server: Server, run_id: str) -> None:
    open_front(page, server.url, run_id)
    box = page.get_by_test_id("front-chart").bounding_box()
    page.get_by_test_id("front-chart").hover()
    with page.expect_download(timeout=TIMEOUT) as download:
        page.locator("[data-title='Save as a picture']").click()
    head = download.value.path().read_bytes()[:24]
    width, height = struct.unpack(">II", head[16:24])
    assert box is not None and width == 2 * round(box["width"])
    assert height > 2 * box["height"] + 200


def test_what_costs_nothing_stands_at_the_edge_and_is_said(
    page: Page, server: Server, dashboard_store: Store
) -> None:
    free = TRIALS[0].model_copy(
        update={"status": "complete", "metrics": MEMBERS[2].metrics | {"parameters": 0.0}}
    )
    trials = [free, *TRIALS[1:]]
    open_front(page, server.url, seed_run(dashboard_store, trials))
    assert front_numbers(page) == sorted(trial.number for trial in front(trials, OBJECTIVES))
    expect(page.get_by_test_id("front-edge")).to_have_text("At the left edge: 0 parameters")
    expect(page.get_by_test_id("front-chart").locator(".xtick text").first).to_have_text("0")
    page.get_by_test_id("front-log").uncheck()
    expect(page.get_by_test_id("front-edge")).to_be_hidden()
