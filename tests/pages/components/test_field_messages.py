"""Refusals beside the fields they are about."""

from __future__ import annotations

from streamlit.testing.v1 import AppTest


def script() -> None:
    import streamlit as st

    from core.errors import Problem
    from pages.components.field_messages import FieldMessages

    messages = FieldMessages()
    messages.beside("budget.trials")
    messages.beside("space")
    rest = messages.show(
        [
            Problem("budget.trials", "too few"),
            Problem("space.choices.width_1", "is <empty>"),
            Problem("elsewhere", "lost"),
        ]
    )
    st.text(", ".join(problem.field for problem in rest))


def test_each_problem_goes_to_its_field_and_the_rest_is_returned() -> None:
    app = AppTest.from_function(script, default_timeout=120).run()
    assert [error.value for error in app.error] == [
        "too few",
        r"**choices\.width\_1**: is \<empty\>",
    ]
    assert app.text[0].value == "elsewhere"
