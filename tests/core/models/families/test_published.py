"""The networks of the literature, against their published sizes."""

from __future__ import annotations

import pytest

from core.models import build, sketch
from core.models.families.published import PUBLISHED

# Parameters and millions of multiply-accumulates of keras.applications, weights=None.
SIZES = {
    "mobilenet": (4_253_864, 568.7),
    "mobilenet_v2": (3_538_984, 300.8),
    "mobilenet_v3_small": (2_554_968, 56.5),
    "mobilenet_v3_large": (5_507_432, 216.6),
    "efficientnet_b0": (5_330_571, 385.8),
    "efficientnet_b1": (7_856_239, 686.8),
    "efficientnet_b2": (9_177_569, 993.6),
    "efficientnet_b3": (12_320_535, 1827),
    "efficientnet_b4": (19_466_823, 4394),
    "efficientnet_b5": (30_562_527, 10_266),
    "efficientnet_b6": (43_265_143, 19_068),
    "efficientnet_b7": (66_658_687, 37_746),
}


@pytest.mark.parametrize("name", SIZES)
def test_sizes_are_the_published_ones(name: str) -> None:
    side = PUBLISHED[name].pixels
    drawn = sketch(name, {}, input_shape=(side, side, 3), classes=1000)
    parameters, macs = SIZES[name]
    assert drawn.parameters == parameters
    assert drawn.macs / 1e6 == pytest.approx(macs, rel=1e-3)


def test_efficientnet_b0_built_has_the_published_weights() -> None:
    model = build("efficientnet_b0", input_shape=(224, 224, 3), classes=1000)
    trainable = sum(int(weight.numpy().size) for weight in model.trainable_weights)
    assert (model.count_params(), trainable) == (5_330_571, 5_288_548)


# Parameters of keras.applications with that alpha, weights=None, classes=10.
@pytest.mark.parametrize(
    ("name", "width", "parameters"),
    [
        ("mobilenet", 0.25, 221_114),
        ("mobilenet_v2", 0.35, 423_018),
        ("mobilenet_v2", 1.3, 3_782_698),
        ("mobilenet_v2", 1.4, 4_381_642),
        ("mobilenet_v3_small", 0.75, 1_036_802),
        ("mobilenet_v3_large", 1.25, 6_701_770),
    ],
)
def test_width_multiplier_scales_as_published(name: str, width: float, parameters: int) -> None:
    drawn = sketch(
        name, {}, input_shape=(64, 64, 3), classes=10, options={"width_multiplier": width}
    )
    assert drawn.parameters == parameters


def test_what_is_given_comes_on_top_of_what_is_published() -> None:
    given = {"dropout": 0.0}
    drawn, spelled_out = (
        sketch(name, {"depth_1": 2}, input_shape=(64, 64, 3), classes=10, options=options)
        for name, options in (
            ("efficientnet_b2", given),
            ("efficientnet", {"width_multiplier": 1.1, "depth_multiplier": 1.2, **given}),
        )
    )
    assert drawn == spelled_out
