"""EfficientDet: the published networks, and smaller ones."""

from __future__ import annotations

from typing import Any

import keras
import numpy as np
import pytest
import tensorflow as tf

from core.candidates.catalogue import kind_of
from core.errors import EvaluationError, UnknownNameError
from core.models import Sketch, build, sketch
from core.models.families.published import DETECTORS
from core.profile.counts import count
from core.specs import Space
from tests.core.models.detectors import PRINTED, built, counted, millions

# Trained weights (no statistics) with COCO's 90 classes, as the authors' tests count them.
SIZES = {
    "efficientdet_d0": 3_880_067,
    "efficientdet_d1": 6_625_898,
    "efficientdet_d2": 8_097_039,
    "efficientdet_d3": 12_032_296,
    "efficientdet_d4": 20_723_675,
    "efficientdet_d5": 33_653_315,
    "efficientdet_d6": 51_871_782,
    "efficientdet_d7": 51_871_782,
}
LEAST: dict[str, Any] = {
    "width_multiplier": 0.1,
    "depth_multiplier": 0.25,
    "bifpn_width": 24,
    "bifpn_repeats": 2,
    "head_depth": 2,
}
SMALL = Space(
    name="small",
    family="efficientdet",
    choices={
        "output_stride": [16, 32],
        "width_multiplier": [0.1, 0.2, 0.35],
        "depth_multiplier": [0.25, 0.5],
        "bifpn_width": [16, 24, 32],
        "bifpn_repeats": [1, 2, 3],
        "head_depth": [1, 2],
        "fusion": ["fast", "sum"],
    },
    options={"levels": 3, "pixels": "unit"},
)


def draw(choices: dict[str, Any], side: int = 96, classes: int = 10, **options: Any) -> Sketch:
    return sketch(
        "efficientdet", choices, input_shape=(side, side, 3), classes=classes, options=options
    )


def shapes(drawn: Sketch) -> dict[str, tuple[int, ...]]:
    return {one.name: one.output_shape for one in drawn.layers}


@pytest.mark.parametrize("name", SIZES)
def test_sizes_are_the_published_ones(name: str) -> None:
    side = DETECTORS[name].pixels
    drawn = sketch(name, {}, input_shape=(side, side, 3), classes=90)
    assert counted(drawn, 2) == SIZES[name]
    assert millions(name) == PRINTED[name][2]


@pytest.mark.parametrize(("phi", "gflops"), [(0, 2.54), (1, 6.1), (3, 24.9), (7, 325)])
def test_macs_are_the_published_ones_without_what_is_no_convolution(
    phi: int, gflops: float
) -> None:
    name = f"efficientdet_d{phi}"
    side = DETECTORS[name].pixels
    drawn = sketch(name, {}, input_shape=(side, side, 3), classes=90)
    assert 0.98 * gflops < drawn.macs / 1e9 < gflops


def test_coefficient_grows_the_network_and_the_picture_as_published() -> None:
    grown = draw({"phi": 3}, 512, 90)
    published = sketch("efficientdet_d3", {}, input_shape=(896, 896, 3), classes=90)
    assert shapes(grown)["resize"] == (896, 896, 3)
    assert (grown.parameters, grown.macs) == (published.parameters, published.macs)


@pytest.mark.slow
@pytest.mark.parametrize("name", ["efficientdet_d0", "efficientdet_d1"])
def test_sketch_equals_the_built_network(name: str) -> None:
    model = built(name, 128)
    drawn = sketch(name, {}, input_shape=(128, 128, 3), classes=10)
    counts = count(model)
    assert (drawn.parameters, drawn.macs) == (counts.parameters, counts.macs)
    trained = sum(int(np.prod(weight.shape)) for weight in model.trainable_weights)
    assert counted(drawn, 2) == trained


def test_places_are_counted_level_by_level_from_the_finest_on() -> None:
    found = shapes(draw({}))
    places = [found[f"classes_p{level}"] for level in range(3, 8)]
    assert places == [(side * side * 9, 10) for side in (12, 6, 3, 2, 1)]
    assert found["classes"] == (194 * 9, 10)
    assert found["boxes"] == (194 * 9, 4)


def test_rows_of_an_output_are_one_position_after_another() -> None:
    model = build("efficientdet", input_shape=(96, 96, 3), classes=2, choices=LEAST, levels=3)
    predict = model.get_layer("boxes_predict")
    maps = [node.outputs[0] for node in predict._inbound_nodes]
    parts = keras.Model(model.input, [*maps, model.get_layer("boxes").output])
    finest, *_, rows = parts(np.random.default_rng(0).random((1, 96, 96, 3), dtype=np.float32))
    np.testing.assert_array_equal(rows[0, 9 * 12 : 9 * 12 + 9], np.reshape(finest[0, 1, 0], (9, 4)))


def test_heads_are_one_for_all_levels_and_statistics_are_not() -> None:
    drawn = draw(LEAST)
    names = [one.name for one in drawn.layers]
    assert [f"classes_conv1#{call}" in names for call in (2, 3, 4, 5, 6)] == [True] * 4 + [False]
    assert {f"classes_conv1_p{level}_norm" for level in range(3, 8)} <= set(names)


def test_fusion_by_sum_has_no_weights() -> None:
    fast, summed = draw({"fusion": "fast"}), draw({"fusion": "sum"})
    # Five nodes of two inputs and three of three, in each of three cells.
    assert fast.parameters - summed.parameters == 3 * (5 * 2 + 3 * 3)


def test_stages_of_the_backbone_can_be_chosen() -> None:
    found = shapes(draw({"stages": 6, "width_3": 48, "depth_4": 1, "bifpn_width": 48}))
    assert found["stage3_block1_project"] == (12, 12, 48)
    assert "stage4_block2_project" not in found
    # What has the neck's channels already is not brought to them.
    assert "bifpn1_p3_down_fit" not in found
    assert "bifpn1_p4_down_fit" in found


@pytest.mark.parametrize(("stride", "sides"), [(8, (48, 24, 12)), (16, (24, 12, 6))])
def test_output_stride_keeps_small_pictures_large(stride: int, sides: tuple[int, ...]) -> None:
    drawn = draw(LEAST, output_stride=stride, levels=3)
    assert [shapes(drawn)[f"classes_p{level}"][0] for level in (3, 4, 5)] == [
        side**2 * 9 for side in sides
    ]


def test_too_small_a_picture_is_refused_with_the_layer() -> None:
    with pytest.raises(EvaluationError, match="'p7'.*1×1 by 2.*fewer stages or levels"):
        draw({}, 64)


def test_backbone_of_too_few_sizes_is_refused() -> None:
    with pytest.raises(EvaluationError, match="maps of 3 sizes; its backbone has 2"):
        draw({"stages": 2})


def test_there_are_no_published_weights() -> None:
    with pytest.raises(UnknownNameError, match="no ImageNet weights for 'tiny_yolo_v4'"):
        build("tiny_yolo_v4", input_shape=(96, 96, 3), classes=10, pretrained=True)


def test_every_weight_of_a_small_network_is_trained() -> None:
    assert kind_of(SMALL).space_problems() == []
    model = build("efficientdet", input_shape=(96, 96, 3), classes=10, choices=LEAST, levels=3)
    assert model.count_params() < 50_000
    x = np.random.default_rng(0).random((2, 96, 96, 3), dtype=np.float32)
    with tf.GradientTape() as tape:
        loss = sum(tf.reduce_mean(tf.square(each)) for each in model(x, training=True))
    slopes = tape.gradient(loss, model.trainable_variables)
    assert all(slope is not None and np.isfinite(slope).all() for slope in slopes)


def test_classes_begin_as_rare() -> None:
    model = build("efficientdet", input_shape=(96, 96, 3), classes=3, choices=LEAST, levels=3)
    logits, _ = model(np.zeros((1, 96, 96, 3), np.float32))
    assert np.median(keras.ops.sigmoid(logits)) == pytest.approx(0.01, rel=0.5)
