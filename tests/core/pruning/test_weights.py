"""Zeros in the weights: where, how many, and that they stay."""

from __future__ import annotations

import keras
import numpy as np
import pytest

from core.errors import PruningError
from core.models.keras.calls import kernels_of
from core.profile.figures import nonzeros
from core.pruning.weights import Masks, apply_masks, prune_weights
from tests.core.pruning.nets import random_net

RNG = np.random.default_rng(0)
PICTURES = RNG.normal(size=(32, 8, 8, 3)).astype(np.float32)
LABELS = RNG.integers(0, 5, 32)


def zeroed(model: keras.Model, masks: Masks) -> np.ndarray:
    """The weights that are to be zero."""
    pairs = zip(kernels_of(model), masks, strict=True)
    return np.concatenate([np.asarray(kernel)[~mask] for kernel, mask in pairs])


@pytest.mark.parametrize("criterion", ["magnitude", "random", "snip"])
@pytest.mark.parametrize("scope", ["global", "local"])
def test_sparsity_is_what_was_asked_for(criterion: str, scope: str) -> None:
    net = random_net(5)
    result = prune_weights(net, 0.8, criterion, scope, data=(PICTURES, LABELS))  # type: ignore[arg-type]
    zeros = sum(int((np.asarray(kernel) == 0).sum()) for kernel in kernels_of(result.model))
    assert zeros / sum(np.asarray(k).size for k in kernels_of(net)) == pytest.approx(0.8, abs=0.01)
    assert result.sparsity == pytest.approx(0.8, abs=0.01)


def test_magnitude_keeps_the_largest_of_all() -> None:
    net = random_net(6)
    result = prune_weights(net, 0.5)
    kept = np.concatenate([np.abs(np.asarray(k)).ravel() for k in kernels_of(result.model)])
    whole = np.concatenate([np.abs(np.asarray(k)).ravel() for k in kernels_of(net)])
    assert kept[kept > 0].min() >= np.median(whole) - 1e-7


def test_two_of_four_stay_along_what_an_output_sums_up() -> None:
    net = keras.Sequential([keras.Input((10,)), keras.layers.Dense(3, use_bias=False)])
    kernel = np.asarray(prune_weights(net, pattern="2:4").model.layers[0].kernel)
    assert ((kernel[:8].reshape(2, 4, 3) != 0).sum(1) == 2).all()
    assert (kernel[8:] != 0).all()


@pytest.mark.parametrize(
    ("layer", "summed"),
    [
        (keras.layers.DepthwiseConv2D(2), (0, 1)),
        (keras.layers.Conv2DTranspose(3, 2), (0, 1, 3)),
        (keras.layers.Conv2D(3, 2), (0, 1, 2)),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, keras.Layer) else "",
)
def test_pattern_thins_every_output_alike(layer: keras.Layer, summed: tuple[int, ...]) -> None:
    image = keras.Input((4, 4, 4))
    net = keras.Model(image, layer(image))
    (mask,) = prune_weights(net, pattern="2:4").masks
    assert np.unique(mask.mean(summed)).tolist() == [0.5]


def test_nested_models_with_equal_names_have_masks_of_their_own() -> None:
    def nested(width: int) -> keras.Model:
        inside = keras.Input((width,))
        return keras.Model(inside, keras.layers.Dense(10, name="same")(inside))

    image = keras.Input((6,))
    net = keras.Model(image, nested(10)(nested(6)(image)))
    result = prune_weights(net, 0.5)
    assert [mask.shape for mask in result.masks] == [(6, 10), (10, 10)]
    assert not zeroed(result.model, result.masks).any()


def test_constraint_that_was_there_still_holds() -> None:
    bounded = keras.layers.Dense(4, kernel_constraint=keras.constraints.NonNeg(), use_bias=False)
    net = keras.Sequential([keras.Input((4,)), bounded])
    kernel = prune_weights(net, 0.5).model.layers[0].kernel
    assert np.asarray(kernel.constraint(-np.ones((4, 4), np.float32))).max() == 0.0


def test_zeros_stay_zero_while_the_network_trains() -> None:
    result = prune_weights(random_net(7, parts=1), 0.7)
    before = nonzeros(result.model)
    result.model.compile("adam", "sparse_categorical_crossentropy")
    result.model.fit(PICTURES, LABELS, epochs=1, verbose=0)
    assert not zeroed(result.model, result.masks).any()
    assert nonzeros(result.model) >= before


def test_masks_hold_again_after_a_file(tmp_path: object) -> None:
    result = prune_weights(random_net(8, parts=1), 0.7)
    result.model.save(f"{tmp_path}/sparse.keras")
    loaded = keras.models.load_model(f"{tmp_path}/sparse.keras")
    apply_masks(loaded, result.masks)
    loaded.compile("adam", "sparse_categorical_crossentropy")
    loaded.fit(PICTURES, LABELS, verbose=0)
    assert not zeroed(loaded, result.masks).any()


def test_parent_keeps_its_weights() -> None:
    net = random_net(9)
    before = nonzeros(net)
    prune_weights(net, 0.9)
    assert nonzeros(net) == before


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"sparsity": 1.0}, r"sparsity must be in \[0, 1\); got 1.0"),
        ({"sparsity": 0.5, "criterion": "l2"}, "Unknown criterion 'l2'. Known: magnitude"),
        ({"sparsity": 0.5, "criterion": "snip"}, "'snip' looks at data; got data=None"),
        ({"sparsity": 0.5, "scope": "some"}, "scope must be 'global' or 'local'; got 'some'"),
        ({"pattern": "4:2"}, "pattern must be 'N:M'.*got '4:2'"),
        ({}, "either sparsity or pattern; got sparsity=None and pattern=None"),
        ({"sparsity": 0.9, "pattern": "2:4"}, "either .*; got sparsity=0.9 and pattern='2:4'"),
        ({"pattern": "two"}, "pattern must be 'N:M'.*got 'two'"),
    ],
)
def test_bad_requests_are_refused_with_the_way_out(wrong: dict[str, object], said: str) -> None:
    with pytest.raises(PruningError, match=said):
        prune_weights(random_net(10), **wrong)  # type: ignore[arg-type]


def test_model_without_kernels_is_refused() -> None:
    image = keras.Input((8,))
    net = keras.Model(image, keras.layers.ReLU()(image))
    with pytest.raises(PruningError, match="has no kernel, and nothing else is pruned"):
        prune_weights(net, 0.5)


def test_frozen_kernels_are_pruned_and_counted_too() -> None:
    net = keras.Sequential([keras.Input((8,)), keras.layers.Dense(16), keras.layers.Dense(16)])
    net.layers[0].trainable = False
    result = prune_weights(net, 0.5, scope="local")
    assert [int((np.asarray(layer.kernel) == 0).sum()) for layer in result.model.layers] == [
        64,
        128,
    ]
    assert result.sparsity == 0.5 and not result.model.layers[0].trainable


def test_model_that_is_not_built_is_reported_so() -> None:
    with pytest.raises(PruningError, match=r"not built yet.*keras.Input\(shape\)"):
        prune_weights(keras.Sequential([keras.layers.Dense(3)]), 0.5)


def test_slopes_of_an_activation_are_no_kernel() -> None:
    image = keras.Input((6, 6, 3))
    x = keras.layers.PReLU()(keras.layers.DepthwiseConv2D(3)(image))
    net = keras.Model(image, keras.layers.SeparableConv2D(4, 3)(x))
    names = [kernel.name for kernel in kernels_of(net)]
    assert names == ["kernel", "depthwise_kernel", "pointwise_kernel"]


def test_masks_of_another_model_are_refused() -> None:
    net = random_net(10, parts=1)
    masks = prune_weights(net, 0.5).masks
    for wrong in ((), masks[:-1], tuple(mask[..., :1] for mask in masks)):
        with pytest.raises(PruningError, match="masks must be one for each kernel, in its shape"):
            apply_masks(net, wrong)
