"""A figure in big type says when it is a lower bound."""

from __future__ import annotations

from streamlit.testing.v1 import AppTest


def _page() -> None:
    import streamlit as st

    from pages.components.trial_card import figure

    costs = {"parameters": 12.0, "macs": 1.2e6, "macs_uncounted": 1.0}
    for name in ("parameters", "macs"):
        figure(st.container(), name, costs, {})


def test_macs_that_are_not_all_known_are_at_least_so_many() -> None:
    app = AppTest.from_function(_page, default_timeout=120).run()
    shown = {metric.label: metric.value for metric in app.metric}
    assert shown == {"Parameters": "12", "MACs, at least": "1.2 M"}
