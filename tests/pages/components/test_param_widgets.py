"""Widgets made from a parameter model."""

from __future__ import annotations

from streamlit.testing.v1 import AppTest


def script() -> None:
    import streamlit as st

    from core import api
    from pages.components.field_messages import FieldMessages
    from pages.components.param_widgets import param_widgets

    entry = next(entry for entry in api.strategies() if entry.name == "nsga2")
    st.json(param_widgets(entry, {"population": 12}, "key", FieldMessages(), "strategy.params"))


def test_widgets_take_given_values_defaults_and_bounds() -> None:
    app = AppTest.from_function(script).run()
    assert not app.exception
    given, default = app.number_input
    assert (given.value, given.min, given.max) == (12, 2, 1000)
    assert (default.label, default.value) == ("Chance of two parents", 0.9)
