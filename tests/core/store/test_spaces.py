"""Saved spaces belong to their owner."""

from __future__ import annotations

import pytest

from core.errors import NotFoundError
from core.specs import Space
from core.store import Store


def test_saving_again_replaces(store: Store, space: Space) -> None:
    store.spaces.save(space, "ada")
    smaller = space.model_copy(update={"choices": space.choices[:1]})
    store.spaces.save(smaller, "ada")
    assert store.spaces.of("ada") == [smaller]


def test_owners_do_not_see_each_others(store: Store, space: Space) -> None:
    store.spaces.save(space, "ada")
    assert store.spaces.of("grace") == []
    with pytest.raises(NotFoundError, match="'grace' has saved no space"):
        store.spaces.delete(space.name, "grace")


def test_a_deleted_space_is_gone(store: Store, space: Space) -> None:
    store.spaces.save(space, "ada")
    store.spaces.delete(space.name, "ada")
    assert store.spaces.of("ada") == []
