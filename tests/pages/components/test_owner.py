"""Whose runs a browser launches: the typed name, else the engine's own guest."""

from __future__ import annotations

import pytest

from core import api
from pages.components import owner


def test_nobody_named_is_the_engines_guest(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(api, "GUEST", "someone")
    assert owner.owner() == "someone"
