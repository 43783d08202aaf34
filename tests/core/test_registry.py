"""A registry finds by name, imports late, and says what it knows."""

from __future__ import annotations

import collections

import pytest

from core.errors import UnknownNameError
from core.registry import Registry


@pytest.fixture
def registry() -> Registry:
    registry = Registry("toy")
    registry.add("ordered", "collections:OrderedDict", summary="keeps order")
    return registry


def test_load_imports_the_target(registry: Registry) -> None:
    assert registry.load("ordered") is collections.OrderedDict


def test_unknown_name_lists_the_known(registry: Registry) -> None:
    with pytest.raises(UnknownNameError, match=r"Unknown toy 'orderd'\. Known: ordered\."):
        registry.entry("orderd")


def test_a_name_is_taken_once(registry: Registry) -> None:
    with pytest.raises(ValueError, match="already registered"):
        registry.add("ordered", "collections:Counter")


def test_an_earlier_name_finds_the_entry_and_is_not_listed(registry: Registry) -> None:
    registry.add("tallied", "collections:Counter", aliases=("counted",))
    assert registry.entry("counted").name == "tallied"
    assert registry.load("counted") is collections.Counter
    assert registry.names() == ("ordered", "tallied")


@pytest.mark.parametrize(("name", "alias"), [("counted", "x"), ("x", "ordered"), ("x", "counted")])
def test_an_earlier_name_stays_taken(registry: Registry, name: str, alias: str) -> None:
    registry.add("tallied", "collections:Counter", aliases=("counted",))
    with pytest.raises(ValueError, match="already registered"):
        registry.add(name, "collections:Counter", aliases=(alias,))


def test_target_needs_an_attribute(registry: Registry) -> None:
    with pytest.raises(ValueError, match="module:attribute"):
        registry.add("other", "collections")


def test_an_entry_without_a_title_goes_by_its_name(registry: Registry) -> None:
    registry.add("counting", "collections:Counter", title="Counter", group="Bags")
    counting = registry.entry("counting")
    assert (counting.title, counting.group) == ("Counter", "Bags")
    assert registry.entry("ordered").title == "ordered"
