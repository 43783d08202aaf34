"""The frame around every page: the menu, the name box, the page that was asked for."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from pages.components.owner import owner_box

# Files of our own, not icon names: a browser would fetch those from the network.
PICTURES = Path(__file__).parent / "components" / "pictures"

st.set_page_config(
    page_title="Paretoscope",
    page_icon=str(PICTURES / "icon.png"),
    layout="wide",
    initial_sidebar_state=250,
)
st.html(Path(__file__).parent / "components" / "pages.css")
st.logo(str(PICTURES / "logo.svg"), size="large", icon_image=str(PICTURES / "icon.png"))

PAGES = [
    st.Page("home.py", title="Home", icon=":material/home:", default=True),
    st.Page("design.py", title="Design", icon=":material/schema:"),
    st.Page("launch.py", title="Launch", icon=":material/rocket_launch:"),
    st.Page("prune.py", title="Prune", icon=":material/content_cut:"),
    st.Page("front.py", title="Front", icon=":material/scatter_plot:"),
    st.Page("candidate.py", title="Candidate", icon=":material/account_tree:"),
    st.Page("compare.py", title="Compare", icon=":material/compare_arrows:"),
    st.Page("runs.py", title="Runs", icon=":material/list:"),
    st.Page("glossary.py", title="Glossary", icon=":material/menu_book:"),
]

page = st.navigation(PAGES)
with st.sidebar:
    owner_box()
page.run()
