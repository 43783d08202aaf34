"""Owns the box for a name: of data, pictures or a network."""

from __future__ import annotations

import streamlit as st

NAMES = "Small letters, digits, - and _."


def name_box(label: str, key: str, example: str, *, most: int = 40, more: str = "") -> str:
    """Ask for a name and return it stripped; ``more`` is added to the rule for names."""
    help = f"{NAMES} {more}".strip()
    return st.text_input(label, key=key, max_chars=most, placeholder=example, help=help).strip()
