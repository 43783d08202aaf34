"""Widgets made from a parameter model."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

from core import api
from core.estimators.catalogue import TrainingParams
from core.registry import Entry
from pages.components.param_widgets import label_and_help


def script() -> None:
    import streamlit as st

    from core import api
    from pages.components.field_messages import FieldMessages
    from pages.components.param_widgets import param_widgets

    entry = next(entry for entry in api.strategies() if entry.name == "nsga2")
    st.json(param_widgets(entry, {"population": 12}, "key", FieldMessages(), "strategy.params"))


def test_widgets_take_given_values_and_defaults_and_leave_bounds_to_the_engine() -> None:
    app = AppTest.from_function(script, default_timeout=120).run()
    assert not app.exception
    given, default = app.number_input
    assert (given.value, given.min, given.max) == (12, None, None)
    assert (default.label, default.value) == ("Crossover", 0.9)
    assert "Chance of two parents" in default.help


@pytest.mark.parametrize(
    "entry", [*api.strategies(), *api.estimators()], ids=lambda entry: entry.name
)
def test_labels_of_every_entry_fit_on_one_line(entry: Entry) -> None:
    for name, info in entry.params.model_fields.items():
        label, hint = label_and_help(name, info)
        assert 0 < len(label) <= 24 and not set(label) & set(";:.")
        assert f"`{name}`" in hint and hint != f"`{name}` in the spec"


def test_labels_are_short_and_the_description_is_the_help() -> None:
    fields = TrainingParams.model_fields
    labels = {name: label_and_help(name, info)[0] for name, info in fields.items()}
    shown = ["Epochs", "Batch size", "Learning rate", "Number format", "Latency"]
    assert list(labels.values()) == shown
    _, hint = label_and_help("learning_rate", fields["learning_rate"])
    assert hint == (
        "Size of the first steps; it falls along a cosine (`learning_rate` in the spec)"
    )
