"""The mobile networks beyond their published form: choices, small pictures, ranges of numbers."""

from __future__ import annotations

from typing import Any

import keras
import numpy as np
import pytest

from core.errors import EvaluationError
from core.models import Sketch, build, sketch, transplant
from core.models.catalogue import FAMILIES
from core.models.families.mobile_options import MobileOptions

FAMILY_NAMES = [e.name for e in FAMILIES.entries() if issubclass(e.params, MobileOptions)]
SHAPE = (32, 32, 3)
# For what happens before the first stage, whatever follows.
SHORT = {"stages": 2}


def draw(family: str, choices: dict[str, Any], side: int = 32, **options: Any) -> Sketch:
    return sketch(family, choices, input_shape=(side, side, 3), classes=10, options=options)


def shape_of(drawn: Sketch, name: str) -> tuple[int, ...]:
    return next(one.output_shape for one in drawn.layers if one.name == name)


def names(drawn: Sketch) -> set[str]:
    return {one.name for one in drawn.layers}


@pytest.mark.parametrize("family", FAMILY_NAMES)
def test_choices_change_their_stage_and_equal_keras(family: str) -> None:
    choices = {"stages": 3, "depth_3": 4, "width_2": 40, "kernel_2": 5, "activation_1": "swish"}
    drawn = draw(family, choices)
    model = build(family, input_shape=SHAPE, classes=10, choices=choices)
    assert drawn.parameters == model.count_params() != draw(family, {"stages": 3}).parameters
    assert (
        shape_of(drawn, "stage2_block1_depthwise")[-1]
        == (model.get_layer("stage2_block1_depthwise").output.shape[-1])
    )
    assert "stage1_block1_depthwise_swish" in names(drawn)
    blocks = {name.partition("_")[2].partition("_")[0] for name in names(drawn) if "stage3" in name}
    assert blocks == {"block1", "block2", "block3", "block4"}


def test_squeeze_and_expansion_hold_for_every_block_of_a_stage() -> None:
    drawn = draw("mobilenet_v2", {"expansion_2": 3, "squeeze_2": True})
    assert shape_of(drawn, "stage2_block2_expand") == (8, 8, 72)
    assert {f"stage2_block{i}_squeeze_weigh" for i in (1, 2)} <= names(drawn)
    assert "stage3_block1_squeeze_weigh" not in names(drawn)


def test_only_the_first_block_of_a_deeper_stage_shrinks() -> None:
    drawn = draw("mobilenet_v3_small", {"depth_1": 3})
    sides = [shape_of(drawn, f"stage1_block{i}_project")[0] for i in (1, 2, 3)]
    assert sides == [8, 8, 8]


@pytest.mark.parametrize("family", FAMILY_NAMES)
@pytest.mark.parametrize("output_stride", [1, 4, 8, 32])
def test_output_stride_says_how_small_the_last_map_is(family: str, output_stride: int) -> None:
    drawn = draw(family, {"output_stride": output_stride})
    last = [one for one in drawn.layers if len(one.output_shape) == 3 and "stage" in one.name][-1]
    assert last.output_shape[:2] == (32 // output_stride, 32 // output_stride)


def test_small_picture_keeps_its_size_in_the_stem() -> None:
    drawn = draw("mobilenet_v3_small", {}, side=8, output_stride=4)
    assert shape_of(drawn, "stem") == (8, 8, 16)
    assert shape_of(drawn, "stage5_block3_project") == (2, 2, 96)


@pytest.mark.parametrize("family", FAMILY_NAMES)
def test_picture_shrunk_below_a_pixel_is_refused_with_the_layer(family: str) -> None:
    with pytest.raises(EvaluationError, match="stage._block1.*1×1 by 2.*smaller output_stride"):
        draw(family, {}, side=8)


def test_resolution_brings_any_picture_to_one_size() -> None:
    drawn = draw("mobilenet_v2", {"resolution": 48}, side=20)
    assert shape_of(drawn, "resize") == (48, 48, 3)
    assert "resize" not in names(draw("mobilenet_v2", {"resolution": 20}, side=20))


def test_compound_coefficient_grows_depth_width_and_resolution() -> None:
    drawn = draw("efficientnet", {"phi": 3}, side=40)
    factor = 1.1**3
    assert shape_of(drawn, "resize") == (61, 61, 3)
    assert shape_of(drawn, "stage6_block1_project")[-1] == round(192 * factor / 8) * 8
    assert {"stage4_block6_add", "stage6_block7_add"} <= names(drawn)
    assert "stage4_block7_add" not in names(drawn)


@pytest.mark.parametrize(
    ("family", "published"),
    [
        ("mobilenet", lambda x: 2 * x - 1),
        ("mobilenet_v3_small", lambda x: 255 * x),
        ("efficientnet", lambda x: 255 * x),
    ],
)
def test_unit_pixels_give_what_the_published_range_gives(family: str, published: Any) -> None:
    keras.utils.set_random_seed(0)
    wanted = build(family, input_shape=SHAPE, classes=10, choices=SHORT)
    given = build(family, input_shape=SHAPE, classes=10, choices=SHORT, pixels="unit")
    transplant(wanted, given)
    x = np.random.default_rng(0).random((2, *SHAPE), dtype=np.float32)
    assert given(x).numpy() == pytest.approx(wanted(published(x)).numpy(), abs=1e-5)


def test_published_scaling_of_colours_divides_by_the_root_of_their_deviation() -> None:
    keras.utils.set_random_seed(0)
    plain, scaling = (
        build(
            "efficientnet",
            input_shape=SHAPE,
            classes=10,
            choices=SHORT,
            pixels="unit",
            imagenet_scaling=scaled,
        )
        for scaled in (False, True)
    )
    transplant(plain, scaling)
    x = np.random.default_rng(0).random((2, *SHAPE), dtype=np.float32)
    by_hand = (x / np.sqrt([0.229, 0.224, 0.225])).astype(np.float32)
    assert scaling(x).numpy() == pytest.approx(plain(by_hand).numpy(), abs=1e-5)


def test_blocks_are_left_out_more_often_the_later_they_come() -> None:
    model = build("efficientnet", input_shape=SHAPE, classes=10)
    drops = [layer for layer in model.layers if layer.name.endswith("_drop")]
    assert [round(layer.rate, 4) for layer in drops[:2]] == [0.025, 0.05]
    assert all(layer.noise_shape == (None, 1, 1, 1) for layer in drops)


def test_head_width_replaces_the_published_one() -> None:
    assert shape_of(draw("mobilenet_v2", {"head_width": 64}), "head") == (1, 1, 64)
    assert shape_of(draw("mobilenet_v3_small", {"head_width": 64}), "head_pooled") == (1, 1, 64)
