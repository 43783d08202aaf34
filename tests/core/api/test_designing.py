"""Spaces of one's own beside the built-in."""

from __future__ import annotations

import pytest

from core import api
from core.errors import StateError
from core.specs import Space


def test_own_spaces_are_saved_beside_the_built_in() -> None:
    choices = {"blocks": [1], "width_1": [4, 8]}
    space = Space.model_validate({"name": "mine", "family": "convnet", "choices": choices})
    api.save_space(space, "ada")
    assert list(api.spaces("ada"))[-1] == "mine" and "mine" not in api.spaces("grace")
    with pytest.raises(StateError, match="built-in space"):
        api.save_space(space.model_copy(update={"name": "convnet"}), "ada")
    api.delete_space("mine", "ada")
    assert "mine" not in api.spaces("ada")
