"""The glossary: all of it, and what holds a word; the signs on other pages lead to it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from streamlit.testing.v1 import AppTest

from core import api
from pages.parts.glossary.entry import PICTURES, picture_of, title_of

Open = Callable[..., AppTest]


def test_every_entry_is_on_the_page(open_page: Open) -> None:
    app = open_page("glossary")
    sections = list(dict.fromkeys(entry.section for entry in api.glossary()))
    assert [head.value for head in app.header] == sections
    assert len(app.markdown) >= len(api.glossary())


@pytest.mark.parametrize(("term", "word"), [("nsga2", "NSGA-II"), ("criterion", "at random")])
def test_a_link_brings_its_word_into_sight(open_page: Open, term: str, word: str) -> None:
    app = open_page("glossary", term=term)
    shown = [text.value.replace("\\", "") for text in app.markdown]
    assert any(word in text for text in shown) and len(shown) < len(api.glossary())


def test_what_is_not_there_is_said(open_page: Open) -> None:
    app = open_page("glossary")
    app.text_input(key="glossary.").set_value("no such word").run()
    assert "No entry holds" in app.info[0].value and not app.header


def test_every_picture_belongs_to_an_entry() -> None:
    drawn = {picture_of(entry) for entry in api.glossary()} - {None}
    assert drawn == set(PICTURES.glob("*.svg")) and len(drawn) > 10
    assert all(len(title_of(file)) > 15 for file in PICTURES.glob("*.svg"))


def test_a_sign_explains_the_choice_of_a_strategy(open_page: Open) -> None:
    [box] = [each for each in open_page("launch").button_group if each.label == "Strategy"]
    assert "glossary?term=strategies" in box.help
