"""The pages' modules: what they import is there, and another text has another address."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
import streamlit as st

from core.metrics import METRICS
from core.models.pruning_methods import CRITERIA, WEIGHT_CRITERIA
from pages.components import scripts
from pages.components.page_head import SCRIPT as HEAD
from pages.components.scripts import address, bundle, graph, modules, mount_script, served, version
from tests.scripts import ask, without_node

SAID = "components/front_chart/said.js"
ENTRIES = [path for path in modules() if path.endswith("mount.js")]
DECLARED = re.compile(r"^(?:export )?(?:async )?(?:function|const|class) (\w+)", re.MULTILINE)


@pytest.fixture
def fresh_version() -> Iterator[None]:
    version.cache_clear()
    yield
    version.cache_clear()


@pytest.mark.parametrize("entry", ENTRIES)
def test_nothing_comes_before_what_it_imports(entry: str) -> None:
    order = graph(entry)
    assert order[-1] == entry and len(set(order)) == len(order)
    for place, path in enumerate(order):
        assert set(graph(path)) <= set(order[: place + 1])


def test_every_script_belongs_to_a_chart_that_is_mounted_or_to_the_head_of_pages() -> None:
    assert {path for entry in (*ENTRIES, HEAD) for path in graph(entry)} == set(modules())


def test_another_text_has_another_address(
    fresh_version: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    former, other = served(), {**modules(), SAID: "export const x = 1;"}
    version.cache_clear()
    monkeypatch.setattr(scripts, "modules", lambda: other)
    assert not set(former) & set(served())


def test_a_script_is_asked_for_below_the_path_of_the_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(st, "get_option", lambda name: "/team/lab/")
    assert address(SAID) == f"/team/lab/assets/scripts/{version()}/{SAID}"
    monkeypatch.setattr(st, "get_option", lambda name: "")
    assert address(SAID).removeprefix("/assets/scripts/") in served()


def test_one_script_for_a_file_says_each_name_once_and_asks_for_nothing() -> None:
    names = Counter(name for path in graph(SAID) for name in DECLARED.findall(modules()[path]))
    assert names.most_common(1)[0][1] == 1
    text = bundle(SAID)
    assert not re.search(r"^(import|export)\b", text, re.MULTILINE)
    assert text.count("function sentencesOf(") == 1


@without_node
def test_the_browser_knows_the_metrics_as_python_does() -> None:
    answer = ask("console.log(JSON.stringify([METRICS, ACROSS, UP]))", "../constants")
    metrics, across, up = answer
    assert sorted([*across, *up]) == sorted(METRICS)
    assert {name: m["title"] for name, m in metrics.items()} == {
        name: metric.title for name, metric in METRICS.items()
    }


# Streamlit's part: a mount whose data changed is asked to close as soon as it is done.
MOUNTS = """
globalThis.window = { location: { origin: "file:///" } };
globalThis.heard = [];
const { default: mount } = await import(SCRIPT);
const parentElement = {};
const first = mount({ parentElement, data: 1 });
const second = mount({ parentElement, data: 2 });
(await first)?.();
const close = await second;
const between = [...heard];
close();
(await mount({ parentElement: {}, data: 3 }))();
console.log(JSON.stringify([between, heard]));
"""
CHART = """export default ({ data }) => {
  heard.push(`mounted ${data}`);
  return () => heard.push(`closed ${data}`);
};"""


@without_node
def test_of_two_mounts_that_wait_for_their_script_the_newer_is_done(tmp_path: Path) -> None:
    chart, script = tmp_path / "chart.mjs", tmp_path / "script.mjs"
    chart.write_text(CHART)
    script.write_text(mount_script(chart.as_posix()))
    answer = ask(MOUNTS.replace("SCRIPT", json.dumps(script.as_uri())))
    assert answer == [
        ["mounted 2"],
        ["mounted 2", "closed 2", "mounted 3", "closed 3"],
    ]


def test_every_criterion_has_a_short_name_in_the_browser() -> None:
    line = next(one for one in modules()[scripts.CONSTANTS].splitlines() if "const CRITERIA" in one)
    names = json.loads(line.partition(" = ")[2].removesuffix(";"))
    assert {*names} == {*CRITERIA.names(), *WEIGHT_CRITERIA.names()}
    assert (names["l2"], names["snip"], names["random"]) == ("L2", "SNIP", "random choice")
