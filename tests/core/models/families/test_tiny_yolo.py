"""Tiny YOLO: the published networks, and smaller ones."""

from __future__ import annotations

from typing import Any

import keras
import numpy as np
import pytest

from core.candidates.catalogue import kind_of
from core.errors import EvaluationError
from core.models import Sketch, build, sketch
from core.specs import Space
from tests.core.models.detectors import PRINTED, counted, millions

# Weights with BatchNormalization's statistics, as in the authors' files (the file's bytes less its
# header, over 4), and with it folded into biases, which gives the millions that tables name.
SIZES = {
    "tiny_yolo_v2": (11_237_145, 11_229_513),
    "tiny_yolo_v3": (8_858_734, 8_849_182),
    "tiny_yolo_v4": (6_062_814, 6_053_502),
}
SMALL = Space(
    name="small",
    family="tiny_yolo",
    choices={
        "version": [2, 3, 4],
        "stages": [4, 5, 6],
        "separable": [False, True],
        "width_multiplier": [0.1, 0.25, 0.5],
        "head_width": [32, 64, 128],
    },
)


def draw(choices: dict[str, Any], side: int = 96, classes: int = 10, **options: Any) -> Sketch:
    return sketch(
        "tiny_yolo", choices, input_shape=(side, side, 3), classes=classes, options=options
    )


def shapes(drawn: Sketch) -> dict[str, tuple[int, ...]]:
    return {one.name: one.output_shape for one in drawn.layers}


@pytest.mark.parametrize("name", SIZES)
def test_sizes_are_the_published_ones(name: str) -> None:
    drawn = sketch(name, {}, input_shape=(416, 416, 3), classes=80)
    assert (drawn.parameters, counted(drawn, 1)) == SIZES[name]
    assert millions(name) == PRINTED[name][2]


def test_version_2_for_voc_has_a_wider_head() -> None:
    drawn = draw({}, 416, 20, version=2, head_width=1024)
    assert round(drawn.parameters / 1e6, 2) == 15.87


@pytest.mark.parametrize("version", [3, 4])
def test_coarse_level_comes_first_and_the_finer_has_twice_its_size(version: int) -> None:
    model = build("tiny_yolo", input_shape=(416, 416, 3), classes=80, version=version)
    assert [tuple(each.shape[1:]) for each in model.outputs] == [(13, 13, 255), (26, 26, 255)]


def test_version_2_has_one_level() -> None:
    drawn = draw({}, 416, 80, version=2)
    assert shapes(drawn)["boxes"] == (13, 13, 425)


def test_odd_sizes_are_cut_to_meet() -> None:
    found = shapes(draw({}, 80))
    assert found["coarse_boxes"][:2] == (3, 3)
    assert found["joined"][:2] == found["fine_boxes"][:2] == (5, 5)


def test_split_and_joined_halves_are_the_published_partial_block() -> None:
    """With equal weights, two half convolutions and one whole one give the same channels."""
    halves = build("tiny_yolo", input_shape=(32, 32, 3), classes=2, version=4)
    passed, first = (halves.get_layer(f"stage3_{name}") for name in ("passed", "half"))
    whole = keras.layers.Conv2D(64, 3, padding="same", use_bias=False)
    x = np.random.default_rng(0).random((1, 8, 8, 64), dtype=np.float32)
    whole.build(x.shape)
    whole.set_weights([np.concatenate([passed.get_weights()[0], first.get_weights()[0]], -1)])
    both = np.concatenate([passed(x), first(x)], -1)
    np.testing.assert_allclose(both, whole(x), atol=1e-5)


def test_choices_change_their_stage() -> None:
    drawn = draw({"stages": 5, "width_2": 20, "width_4": 31, "separable_2": True, "head_width": 40})
    found = shapes(drawn)
    assert found["stage2"][-1] == 20
    assert "stage2_depthwise" in found
    assert "stage4_half_depthwise" not in found
    assert (found["stage4_passed"][-1], found["stage4_half"][-1]) == (16, 15)
    assert [found[name][-1] for name in ("neck", "coarse", "lateral", "fine")] == [20, 40, 10, 20]
    assert "stage6" not in found


def test_separable_network_has_no_3x3_convolution_but_depthwise_ones() -> None:
    drawn = draw({"separable": True})
    wide = [one.name for one in drawn.layers if one.kind == "Conv2D" and "3×3" in one.detail]
    assert wide == []
    assert drawn.parameters < draw({}).parameters / 4


def test_resolution_brings_any_picture_to_one_size() -> None:
    assert shapes(draw({"resolution": 64}, 48))["resize"] == (64, 64, 3)
    assert "resize" not in shapes(draw({"resolution": 48}, 48))


def test_more_stages_than_the_version_has_are_refused() -> None:
    with pytest.raises(EvaluationError, match="version 4 has 6 stages; got 7"):
        draw({"stages": 7})


def test_picture_shrunk_below_a_pixel_is_refused_with_the_layer() -> None:
    with pytest.raises(EvaluationError, match="'stage6'.*1×1 by 2"):
        draw({}, 16)


def test_small_networks_have_thousands_of_weights() -> None:
    assert kind_of(SMALL).space_problems() == []
    least = {"version": 4, "stages": 5, "width_multiplier": 0.1, "head_width": 64}
    assert draw(least).parameters < 50_000
    assert draw({**least, "separable": True}).parameters < 20_000
