"""What a page says of the last upload."""

from __future__ import annotations

from streamlit.testing.v1 import AppTest


def _page() -> None:
    import tempfile
    from pathlib import Path

    import streamlit as st

    from core.datasets import ImportReport
    from core.datasets.catalogue import info
    from pages.parts.launch.upload_report import report

    st.session_state["upload_report"] = ImportReport(
        info=info("digits", Path(tempfile.gettempdir())), left_out=(), notes=("b.png: turned",)
    )
    report()


def test_what_was_read_otherwise_is_named_without_a_warning() -> None:
    app = AppTest.from_function(_page, default_timeout=120).run()
    assert not app.exception and not app.warning
    assert "read otherwise than it was written" in app.info[0].value
    assert [code.value for code in app.code] == ["b.png: turned"]
