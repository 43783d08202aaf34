"""Maps of several sizes learn of each other, and keep their sizes."""

from __future__ import annotations

from collections.abc import Sequence

import keras
import numpy as np
import pytest

from core.errors import EvaluationError
from core.models.families.bifpn import Neck, bifpn, pyramid
from core.models.keras import layers as keras_layers
from tests.core.pruning.nets import randomise

# Each half the size of the one before, rounded up, and none of the neck's channels but the second.
SIZES = ((12, 9, 5), (6, 5, 8), (3, 3, 4))
NECK = Neck(8, "fast")


def inputs(sizes: Sequence[tuple[int, int, int]] = SIZES) -> list[keras.KerasTensor]:
    return [keras.Input(size, name=f"c{place}") for place, size in enumerate(sizes)]


@pytest.fixture(scope="module", params=["fast", "sum"])
def fused(request: pytest.FixtureRequest) -> keras.Model:
    maps = inputs()
    outputs = bifpn(keras_layers, maps, Neck(8, request.param), name="neck")
    model = keras.Model(maps, outputs)
    randomise(model, np.random.default_rng(0))
    return model


def test_every_map_keeps_its_size_and_gets_the_necks_channels(fused: keras.Model) -> None:
    assert [output.shape[1:] for output in fused.outputs] == [(12, 9, 8), (6, 5, 8), (3, 3, 8)]


def test_every_map_learns_of_every_other(fused: keras.Model) -> None:
    rng = np.random.default_rng(1)
    given = [rng.random((1, *size), dtype=np.float32) for size in SIZES]
    before = fused(given, training=False)
    for place, one in enumerate(given):
        changed = [*given[:place], one + 1, *given[place + 1 :]]
        after = fused(changed, training=False)
        apart = [np.abs(b - a).max() for b, a in zip(before, after, strict=True)]
        assert min(apart) > 1e-4


def test_only_maps_of_other_channels_are_brought_to_the_necks(fused: keras.Model) -> None:
    names = {layer.name for layer in fused.layers}
    assert {"neck_p3_down_fit", "neck_p5_given_fit", "neck_p5_up_fit"} <= names
    assert not any(name.startswith("neck_p4") and name.endswith("_fit") for name in names)


def test_pyramid_adds_maps_each_half_the_size_of_the_one_before() -> None:
    maps = pyramid(keras_layers, inputs(), 5, NECK)
    assert [one.shape[1:] for one in maps] == [*SIZES, (2, 2, 8), (1, 1, 8)]


def test_pyramid_that_is_high_enough_is_left_as_it_is() -> None:
    maps = inputs()
    assert pyramid(keras_layers, maps, 3, NECK) == maps


def test_pyramid_over_a_pixel_is_refused_with_the_level() -> None:
    with pytest.raises(EvaluationError, match="'p7'.*1×1 by 2"):
        pyramid(keras_layers, inputs([(2, 2, 8)] * 3), 5, NECK)
