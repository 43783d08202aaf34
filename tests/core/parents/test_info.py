"""What is left of a parent's layers when shares of its groups go, by hand."""

from __future__ import annotations

import pytest

from core.models.sketch.base import Sketch
from core.parents.info import WHOLE, GroupInfo, ParentInfo, Weight

# Three inputs; 8 channels, of which 6 may go; a depthwise layer on them; 4 outputs, kept whole.
GROUPS = (
    GroupInfo(name="first", layers=("first",), channels=8, free=6),
    GroupInfo(name="last", layers=("last",), channels=4, free=0),
)
INPUT, OWN, ALL = ((WHOLE, 3),), ((0, 6), (WHOLE, 2)), ((WHOLE, 4),)
WEIGHTS = (
    Weight(layer="first", size=9 * 3 * 8, macs=1000, axes=(INPUT, OWN)),
    Weight(layer="first", size=8, macs=0, axes=(OWN,)),
    Weight(layer="last", size=8 * 4, macs=32, axes=(OWN, ALL)),
    Weight(layer="norm", size=4, macs=0, axes=()),
)
INFO = ParentInfo(
    name="net",
    title="Net",
    dataset="digits",
    origin="upload",
    metrics={},
    sketch=Sketch(()),
    groups=GROUPS,
    weights=WEIGHTS,
    kept_whole=(),
)


def test_nothing_gone_leaves_all() -> None:
    assert INFO.left([0.0, 0.0]) == {"first": (224, 1000), "last": (32, 32), "norm": (4, 0)}


def test_half_of_the_free_channels_are_three_of_eight() -> None:
    left = INFO.left([0.5, 0.0])
    assert left["first"] == pytest.approx((224 * 5 / 8, 1000 * 5 / 8))
    assert left["last"] == pytest.approx((32 * 5 / 8, 32 * 5 / 8))
    assert left["norm"] == (4, 0)


def test_facts_come_back_from_json() -> None:
    assert ParentInfo.model_validate_json(INFO.model_dump_json()) == INFO
