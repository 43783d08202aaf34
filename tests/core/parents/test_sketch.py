"""Light sketches of pruned networks, from a parent that is written down by hand."""

from __future__ import annotations

import pytest

from core.models.pruned_options import PrunedOptions
from core.models.sketch.base import Sketch, SketchLayer
from core.parents.info import WHOLE, GroupInfo, ParentInfo, Weight
from core.parents.sketch import group_ratios, pruned_sketch
from core.specs import Choices

# Two convolutions of 10 and 20 channels, and a classifier of 4.
SIZES = {"one": 9 * 1 * 10, "two": 9 * 10 * 20, "classes": 20 * 4}


def layer(name: str, kind: str, shape: tuple[int, ...], reads: tuple[str, ...]) -> SketchLayer:
    size = SIZES.get(name, 0)
    return SketchLayer(name, kind, "", shape, size, 16 * size, reads)


LAYERS = (
    layer("image", "InputLayer", (4, 4, 1), ()),
    layer("one", "Conv2D", (4, 4, 10), ("image",)),
    layer("relu", "ReLU", (4, 4, 10), ("one",)),
    layer("two", "Conv2D", (4, 4, 20), ("relu",)),
    layer("classes", "Dense", (4,), ("two",)),
)
AXES = {
    "one": (((WHOLE, 1),), ((0, 10),)),
    "two": (((0, 10),), ((1, 20),)),
    "classes": (((1, 20),), ((WHOLE, 4),)),
}
PARENT = ParentInfo(
    name="net",
    title="Net",
    dataset="digits",
    origin="upload",
    metrics={},
    sketch=Sketch(LAYERS),
    groups=(
        GroupInfo(name="one", layers=("one",), channels=10, free=10),
        GroupInfo(name="two", layers=("two",), channels=20, free=20),
        GroupInfo(name="classes", layers=("classes",), channels=4, free=0),
    ),
    weights=tuple(
        Weight(layer=name, size=size, macs=16 * size, axes=AXES[name])
        for name, size in SIZES.items()
    ),
    kept_whole=(),
)
WHOLE_COST = sum(SIZES.values())


def drawn(choices: Choices | None = None, **settings: object) -> Sketch:
    options = PrunedOptions.model_validate({"parent": "net", **settings})
    return pruned_sketch(PARENT, options, choices or {})


def test_half_the_channels_halve_every_width_but_the_classes() -> None:
    sketch = drawn(ratio=0.5, target="channels")
    assert [one.output_shape[-1] for one in sketch.layers] == [1, 5, 5, 10, 4]
    assert [one.parameters for one in sketch.layers] == [0, 45, 0, 450, 40]
    assert sketch.macs == 16 * sketch.parameters


@pytest.mark.parametrize("target", ["macs", "parameters", "latency"])
@pytest.mark.parametrize("ratio", [0.0, 0.3, 0.8])
def test_ratio_of_costs_is_met(ratio: float, target: str) -> None:
    sketch = drawn(ratio=ratio, target=target)
    assert sketch.parameters == pytest.approx((1 - ratio) * WHOLE_COST, abs=3)


def test_no_group_loses_more_than_the_cap() -> None:
    sketch = drawn(ratio=0.95, cap=0.5)
    assert [one.output_shape[-1] for one in sketch.layers] == [1, 5, 5, 10, 4]


def test_shares_of_single_groups_come_before_the_ratio() -> None:
    sketch = drawn({"ratio_1": 0.2}, ratio=0.5)
    assert [one.output_shape[-1] for one in sketch.layers] == [1, 8, 8, 10, 4]


@pytest.mark.parametrize("granularity", ["weights", "2:4"])
def test_zeros_change_no_layer(granularity: str) -> None:
    assert drawn(granularity=granularity, ratio=0.9) == PARENT.sketch


def test_ratios_of_groups_are_asked_for_by_any_of_them() -> None:
    settings = PrunedOptions(parent="net", ratio=0.4)
    assert group_ratios({"ratio": 0.3}, settings, 3) == []
    assert group_ratios({"ratio_2": 0.1}, settings, 3) == [0.4, 0.1, 0.4]
