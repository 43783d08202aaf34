"""The box of a large file: what was taken leaves the box, and the server's memory."""

from __future__ import annotations

from streamlit.testing.v1 import AppTest


def _page() -> None:
    import streamlit as st
    from streamlit.runtime.scriptrunner import get_script_run_ctx

    from pages.components.upload_box import let_go, upload_box

    file = upload_box("File", ["zip"], "some_file")
    if file is not None:
        st.session_state.setdefault("id", file.file_id)
        if st.button("Take"):
            let_go(file, "some_file")
            st.rerun()
    context = get_script_run_ctx()
    asked = [st.session_state.get("id", "")]
    held = context.uploaded_file_mgr.get_files(context.session_id, asked) if context else []
    st.text(f"{file.name if file else 'no file'}, {sum(len(record.data) for record in held)} held")


def test_a_file_that_was_taken_leaves_the_box_and_the_memory() -> None:
    app = AppTest.from_function(_page, default_timeout=120).run()
    app.file_uploader[0].set_value(("a.zip", b"12345", "application/zip")).run()
    assert app.text[0].value == "a.zip, 5 held"
    app.button[0].click().run()
    assert not app.exception and app.text[0].value == "no file, 0 held"


def test_the_box_takes_another_file_afterwards() -> None:
    app = AppTest.from_function(_page, default_timeout=120).run()
    for name in ("a.zip", "b.zip"):
        app.file_uploader[0].set_value((name, b"12345", "application/zip")).run()
        assert app.text[0].value.startswith(name)
        app.button[0].click().run()
    assert not app.exception and app.text[0].value.startswith("no file")
