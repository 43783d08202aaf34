"""A pruned model computes what its parent computes with the same channels silenced."""

from __future__ import annotations

from pathlib import Path

import keras
import numpy as np
import pytest
import tensorflow as tf
from hypothesis import given, settings
from hypothesis import strategies as st

from core.errors import PruningError
from core.pruning.channels import PruneResult, prune_channels, prune_to
from core.pruning.criteria import score_channels
from core.pruning.graph import trace
from core.pruning.selection import SelectionRule, select
from tests.core.pruning.nets import PARTS, Part, random_net, randomise

PICTURES = np.random.default_rng(0).normal(size=(3, 8, 8, 3)).astype(np.float32)
EXACT = 1e-5


def _net_of(part: Part) -> keras.Model:
    image = keras.Input((8, 8, 3))
    rng = np.random.default_rng(3)
    x = part(keras.layers.Conv2D(8, 3, padding="same")(image), rng)
    x = keras.layers.Dense(5)(keras.layers.Flatten()(x))
    model = keras.Model(image, x)
    randomise(model, rng)
    return model


def _removed(result: PruneResult) -> int:
    return sum(width.before - width.after for group in result.groups for width in group)


@pytest.mark.parametrize("part", PARTS, ids=lambda part: part.__name__)
def test_every_part_keeps_to_its_masked_parent(part: Part) -> None:
    result = prune_channels(_net_of(part), 0.5, "random", cap=0.9)
    assert _removed(result) > 0
    assert result.disagreement(PICTURES) < EXACT


@given(st.integers(0, 2**32), st.floats(0.05, 1.0), st.sampled_from(["global", "local"]))
@settings(max_examples=8, deadline=None)
def test_random_networks_keep_to_their_masked_parents(seed: int, share: float, scope: str) -> None:
    graph = trace(net := random_net(seed))
    rule = SelectionRule(scope, cap=1.0)  # type: ignore[arg-type]
    # Of what may go, so that no share is out of reach.
    kept = select(graph, score_channels(net, graph, "random", seed=seed), share, rule)
    assert prune_to(net, graph, kept).disagreement(PICTURES) < EXACT


def test_masked_parent_is_not_the_parent() -> None:
    result = prune_channels(random_net(1), 0.5)
    ours, whole = (np.asarray(net(PICTURES)) for net in (result.masked, result.parent))
    assert np.abs(ours - whole).max() > 1e-3


def test_parent_stays_as_it_was() -> None:
    parent = random_net(2)
    before = parent.get_weights()
    _ = prune_channels(parent, 0.5).masked
    for was, now in zip(before, parent.get_weights(), strict=True):
        np.testing.assert_array_equal(was, now)


def test_pruned_model_saves_loads_and_trains(tmp_path: Path) -> None:
    small = prune_channels(random_net(3, parts=1), 0.5).model
    small.save(tmp_path / "small.keras")
    loaded = keras.models.load_model(tmp_path / "small.keras")
    np.testing.assert_allclose(loaded(PICTURES), small(PICTURES), atol=1e-6)
    loaded.compile("adam", "sparse_categorical_crossentropy")
    assert np.isfinite(loaded.train_on_batch(PICTURES, np.array([0, 1, 2])))


def test_pruned_model_is_exported(tmp_path: Path) -> None:
    small = prune_channels(random_net(3, parts=1), 0.5).model
    small.export(tmp_path / "small", format="tf_saved_model", verbose=False)
    loaded = tf.saved_model.load(tmp_path / "small")
    np.testing.assert_allclose(loaded.serve(PICTURES), small(PICTURES), atol=1e-6)


def test_two_inputs_and_named_outputs_stay_what_they_were() -> None:
    image, other = keras.Input((8, 8, 3), name="image"), keras.Input((6,), name="other")
    x = keras.layers.GlobalAveragePooling2D()(keras.layers.Conv2D(8, 3)(image))
    x = keras.layers.Add()([x, keras.layers.Dense(8, activation="relu")(other)])
    x = keras.layers.Concatenate()([x, keras.layers.Dense(4)(other)])
    ends = {"one": keras.layers.Dense(3)(x), "two": keras.layers.Dense(2)(x)}
    net = keras.Model({"image": image, "other": other}, ends)
    result = prune_channels(net, 0.5, "random", "local")
    batch = {"image": PICTURES, "other": np.ones((3, 6), np.float32)}
    assert _removed(result) > 0 and result.disagreement(batch) < EXACT
    assert {name: end.shape for name, end in result.model(batch).items()} == {
        "one": (3, 3),
        "two": (3, 2),
    }


def test_shared_and_nested_layers_stay_shared_and_nested() -> None:
    parent = _net_of(next(part for part in PARTS if part.__name__ == "nested"))
    small = prune_channels(parent, 0.5).model
    assert [type(layer) for layer in small.layers] == [type(layer) for layer in parent.layers]
    assert small.count_params() < parent.count_params()


def test_ratio_zero_changes_nothing() -> None:
    result = prune_channels(random_net(4), 0.0)
    assert result.model.count_params() == result.parent.count_params()
    np.testing.assert_allclose(result.model(PICTURES), result.parent(PICTURES), atol=1e-6)


def test_weights_that_a_configuration_does_not_make_are_refused() -> None:
    for change in (lambda layer: layer.enable_lora(2), lambda layer: layer.quantize("int8")):
        image = keras.Input((8,))
        hidden = keras.layers.Dense(16, name="odd")
        net = keras.Model(image, keras.layers.Dense(4)(hidden(image)))
        change(hidden)
        with pytest.raises(PruningError, match=r"Layer 'odd' \(Dense\) has other weights than"):
            prune_channels(net, 0.5)


def test_nested_model_on_two_widths_is_refused_in_words() -> None:
    image, inside = keras.Input((4,)), keras.Input((8,))
    shared = keras.Model(inside, keras.layers.ReLU()(inside), name="shared")
    ends = [shared(keras.layers.Dense(8, name=name)(image)) for name in ("one", "other")]
    net = keras.Model(image, keras.layers.Dense(2)(keras.layers.Concatenate()(ends)))
    with pytest.raises(PruningError, match="do not fit together again: .*alone with keep"):
        prune_channels(net, 0.5, keep=["one"])
