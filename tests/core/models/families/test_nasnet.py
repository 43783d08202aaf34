"""NASNet: the published networks, and networks of other cells."""

from __future__ import annotations

from typing import Any

import keras
import numpy as np
import pytest

from core.errors import EvaluationError
from core.models import Sketch, build, sketch, transplant
from core.presets import preset_spaces
from core.profile.counts import count
from core.spaces import sample

PUBLISHED = [
    ("nasnet_mobile", 224, 5_326_716, 563.6),
    ("nasnet_large", 331, 88_949_818, 23_783),
]


def draw(side: int = 32, choices: dict[str, Any] | None = None, **options: Any) -> Sketch:
    small = {"stem": "cifar", "repeats": 1, "filters": 8, **options}
    return sketch("nasnet", choices or {}, input_shape=(side, side, 3), classes=5, options=small)


@pytest.mark.parametrize(("name", "side", "parameters", "macs"), PUBLISHED)
def test_sizes_are_the_published_ones(name: str, side: int, parameters: int, macs: float) -> None:
    drawn = sketch(name, {}, input_shape=(side, side, 3), classes=1000)
    assert drawn.parameters == parameters
    assert drawn.macs / 1e6 == pytest.approx(macs, rel=1e-4)


def uneven_statistics(model: keras.Model, rng: np.random.Generator) -> None:
    """Give BatchNormalization something to do: as it is built, it changes next to nothing."""
    for layer in model.layers:
        if isinstance(layer, keras.layers.BatchNormalization):
            layer.set_weights([rng.uniform(0.5, 1.5, w.shape) for w in layer.get_weights()])


def test_outputs_equal_those_of_the_reference_with_its_weights() -> None:
    # Maps of 48, 23, 12, 6, 3 and 2 pixels: odd and even sides.
    shape, rng = (48, 48, 3), np.random.default_rng(0)
    theirs = keras.applications.NASNetMobile(input_shape=shape, weights=None, classes=10)
    uneven_statistics(theirs, rng)
    ours = build("nasnet_mobile", input_shape=shape, classes=10)
    transplant(theirs, ours)
    images = rng.uniform(-1, 1, (3, *shape)).astype("float32")
    features, scores = outputs(theirs, images)
    assert features.std(axis=0).max() > 1e-3
    ours_features, ours_scores = outputs(ours, images)
    np.testing.assert_allclose(ours_features, features, rtol=1e-4, atol=1e-5)
    np.testing.assert_allclose(ours_scores, scores, atol=1e-6)


def outputs(model: keras.Model, images: np.ndarray) -> list[np.ndarray]:
    """What the classifier reads (random weights make its softmax all but certain), and says."""
    both = keras.Model(model.input, [model.layers[-1].input, model.output])
    return [output.numpy() for output in both(images)]


@pytest.mark.parametrize("seed", range(4))
def test_any_cell_is_read_the_same_twice(seed: int) -> None:
    space = preset_spaces()["nasnet"]
    choices = sample(space, np.random.default_rng(seed)) | {"repeats": 1}
    drawn = sketch("nasnet", choices, input_shape=(9, 9, 1), classes=3, options=space.options)
    model = build("nasnet", input_shape=(9, 9, 1), classes=3, choices=choices, **space.options)
    assert {layer.name for layer in drawn.layers} == {layer.name for layer in model.layers}
    counts = count(model)
    assert (drawn.parameters, drawn.macs) == (counts.parameters, counts.macs)


def test_cifar_stem_keeps_the_picture() -> None:
    shapes = {layer.name: layer.output_shape[:2] for layer in draw().layers}
    assert shapes["stem"] == shapes["stage1_cell1_join"] == (32, 32)
    assert shapes["stage3_cell1_join"] == (8, 8)


def test_imagenet_stem_divides_the_picture_by_eight() -> None:
    shapes = {layer.name: layer.output_shape[:2] for layer in draw(64, stem="imagenet").layers}
    assert shapes["stage1_cell1_join"] == (8, 8)


def test_each_stage_has_as_many_cells_as_chosen_and_twice_the_filters() -> None:
    drawn = draw(choices={"repeats": 2, "filters": 12, "blocks": 3})
    widths = {layer.name: layer.output_shape[-1] for layer in drawn.layers}
    adds = [widths[f"stage{stage}_cell2_block3_add"] for stage in (1, 2, 3)]
    assert adds == [12, 24, 48]
    assert not [name for name in widths if "cell3" in name or "block4" in name]


def test_state_that_no_block_reads_is_not_built() -> None:
    choices = {
        f"normal_{side}_{what}_1": value
        for side in ("left", "right")
        for what, value in (("input", "current"), ("operation", "conv_3x3"))
    }
    drawn = draw(choices=choices, blocks=1, normal_join="none", reduction_join="none")
    names = {layer.name for layer in drawn.layers}
    assert "stage1_cell1_current" in names
    assert not [name for name in names if name.startswith("stage2_cell1_previous")]


@pytest.mark.parametrize(("skip", "state"), [(False, "stage1_cell1_join"), (True, "stem_norm")])
def test_skipped_reduction_hands_on_the_state_before_it(skip: bool, state: str) -> None:
    inputs = {layer.name: layer.inputs for layer in draw(skip_reduction=skip).layers}
    assert inputs["stage2_cell1_previous_relu"] == (state,)


def test_picture_of_a_single_pixel_is_refused_with_the_cell() -> None:
    with pytest.raises(EvaluationError, match="reduction1"):
        draw(1)


def test_unit_pixels_are_brought_to_the_published_range() -> None:
    kinds = [layer.kind for layer in draw(pixels="unit").layers]
    assert kinds.count("Rescaling") == 1
    assert "Rescaling" not in [layer.kind for layer in draw().layers]
