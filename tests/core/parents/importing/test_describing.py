"""A network is read into a parent: its scores, groups and costs; what cannot be one is refused."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import keras
import numpy as np
import pytest

from core.candidates.catalogue import kind_of
from core.datasets.prepare import Data
from core.errors import DataError, PruningError
from core.estimators.base import EvaluationRequest
from core.estimators.catalogue import TrainingParams
from core.estimators.training import Training
from core.metrics import METRICS
from core.models.keras.calls import calls
from core.parents import repository
from core.parents.importing.admission import CHECKS, ClassifierCheck
from core.parents.importing.describing import read_parent
from core.parents.info import ParentInfo
from core.profile.counts import count
from core.profile.described import described
from core.pruning.channels import choose_by_group, prune_channels, prune_to
from core.pruning.costs import CostModel
from core.pruning.sensitivity import Measure
from core.specs import Space, Value
from tests.core.estimators.imported_parents import (
    CHOICES,
    INITIAL_MODEL,
    SPACE,
    import_parent,
    quiet,
)

layers = keras.layers


@pytest.fixture
def info(parents: Path) -> ParentInfo:
    return repository.parent("net", parents)


@pytest.fixture(scope="module")
def model(trained: Path) -> keras.Model:
    return keras.models.load_model(trained, compile=False)


def test_scores_are_those_of_the_images_that_it_was_kept_from(
    info: ParentInfo, model: keras.Model, digits: Data
) -> None:
    assert set(info.metrics) <= set(METRICS)
    for prefix, x, y in (
        ("val", digits.x_val, digits.y_val),
        ("test", digits.x_test, digits.y_test),
    ):
        answers = np.asarray(model(x))
        right = (answers.argmax(axis=1) == y).mean()
        assert info.metrics[f"{prefix}_accuracy"] == pytest.approx(right)
        loss = -np.log(answers[np.arange(len(y)), y]).mean()
        assert info.metrics[f"{prefix}_loss"] == pytest.approx(loss, rel=1e-3)


def test_groups_name_the_layers_and_what_of_them_is_free(info: ParentInfo) -> None:
    assert [(group.name, group.channels, group.free) for group in info.groups] == [
        ("block1_conv1", 12, 12),
        ("block2_conv1", 16, 16),
        ("block3_conv1", 16, 16),
        ("block3_conv2", 16, 16),
        ("classifier", 10, 0),
    ]
    assert [kept.layer for kept in info.kept_whole] == ["classifier"]


def test_sketch_and_weights_are_those_of_the_network(info: ParentInfo, model: keras.Model) -> None:
    counts = count(model)
    assert info.sketch == described(model)
    assert sum(weight.size for weight in info.weights) == counts.parameters
    assert sum(weight.macs for weight in info.weights) == counts.macs


@pytest.mark.parametrize("shares", [[0.5] * 5, [0.25, 0.0, 0.75, 0.5, 0.9], [0.0] * 5])
def test_what_is_left_of_the_layers_equals_a_real_cut(
    shares: list[float], info: ParentInfo, model: keras.Model
) -> None:
    graph, kept = choose_by_group(model, shares)
    left = CostModel(model, graph)
    costs = info.left(shares)
    assert sum(parameters for parameters, _ in costs.values()) == pytest.approx(
        left.parameters(kept), abs=1
    )
    assert sum(macs for _, macs in costs.values()) == pytest.approx(left.macs(kept), abs=1)
    real = prune_to(model, graph, kept).model
    for name in ("block2_conv1", "block3_conv1_norm", "classifier"):
        assert costs[name][0] == pytest.approx(real.get_layer(name).count_params())


def test_what_is_left_where_only_some_channels_of_a_layer_may_go(tmp_path: Path) -> None:
    # The sum binds the image's own channel, which has to stay, to one of the convolution's.
    image = keras.Input((8, 8, 1), name="image")
    joined = layers.Concatenate()([image, layers.Conv2D(8, 3, padding="same")(image)])
    x = layers.Add()([joined, layers.Conv2D(9, 3, padding="same")(image)])
    x = layers.GlobalAveragePooling2D()(layers.Conv2D(4, 3)(x))
    model = keras.Model(image, layers.Dense(10, activation="softmax")(x))
    model.save(tmp_path / "model.keras")
    info = import_parent(tmp_path, "bound", tmp_path / "model.keras")
    assert [(group.channels, group.free) for group in info.groups] == [(9, 8), (4, 4), (10, 0)]
    graph, kept = choose_by_group(model, [0.5, 0.0, 0.0])
    left = sum(parameters for parameters, _ in info.left([0.5, 0.0, 0.0]).values())
    assert left == CostModel(model, graph).parameters(kept)


@pytest.mark.parametrize("target", ["macs", "parameters", "channels"])
def test_sketch_of_a_pruned_network_is_within_some_per_cent_of_it(
    target: str, pruned: Space, model: keras.Model, digits: Data, parents: Path
) -> None:
    choices: dict[str, Value] = {"ratio": 0.5, "scope": "local", "target": target}
    drawn = kind_of(pruned, parents).sketch(choices, digits.info)
    real = count(prune_channels(model, 0.5, scope="local", target=target).model)  # type: ignore[arg-type]
    assert drawn.parameters == pytest.approx(real.parameters, rel=0.06)
    assert drawn.macs == pytest.approx(real.macs, rel=0.06)


def test_sensitivity_is_none_at_first_and_great_in_the_end(info: ParentInfo) -> None:
    found = info.sensitivity
    assert found is not None and found.groups == (0, 1, 2, 3)
    assert found.unpruned > 0.9
    for row in found.quality:
        assert row[0] > found.unpruned - 0.3 and row[-1] < row[0]


def test_network_of_which_nothing_can_be_cut_is_refused_with_the_reason(tmp_path: Path) -> None:
    ends = [layers.Flatten(), layers.Dense(10, activation="softmax")]
    keras.Sequential([keras.Input((8, 8, 1)), *ends]).save(tmp_path / "model.keras")
    said = "Nothing of this network can be pruned.* none may go. Kept whole: .*makes an output"
    with pytest.raises(PruningError, match=said):
        import_parent(tmp_path, "flat", tmp_path / "model.keras")


def test_sensitivity_that_cannot_be_measured_is_a_reason_to_refuse(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Unmeasured(ClassifierCheck):
        def measure(self, pictures: int) -> Measure:
            raise DataError("No picture can be looked at.")

    monkeypatch.setitem(CHECKS, "classification", Unmeasured)
    small([layers.Dense(10, activation="softmax")]).save(tmp_path / "model.keras")
    with pytest.raises(DataError, match="No picture can be looked at"):
        import_parent(tmp_path, "odd", tmp_path / "model.keras")


def test_initial_weights_are_those_that_its_training_began_with(
    info: ParentInfo, parents: Path, digits: Data, folder: Path
) -> None:
    assert info.rewinds
    # At so small a rate nothing moves: what was trained is what it began with.
    still = Training(TrainingParams(epochs=1, learning_rate=1e-12), digits, "cpu")
    still.evaluate(EvaluationRequest(SPACE, CHOICES, seed=INITIAL_MODEL.seed, folder=folder), quiet)
    begun = keras.models.load_model(folder / "model.keras", compile=False)
    initial = keras.models.load_model(parents / "parents" / "net" / repository.INITIAL)
    for one, other in zip(begun.trainable_weights, initial.trainable_weights, strict=True):
        np.testing.assert_allclose(np.asarray(one), np.asarray(other), atol=1e-6)


def test_uploaded_network_does_not_rewind(parents: Path) -> None:
    stranger = repository.parent("stranger", parents)
    assert not stranger.rewinds and stranger.origin == "upload"
    assert not (parents / "parents" / "stranger" / repository.INITIAL).exists()


def small(end: list[keras.layers.Layer], shape: tuple[int, ...] = (8, 8, 1)) -> keras.Model:
    first = [keras.Input(shape), layers.Conv2D(8, 3), layers.GlobalAveragePooling2D()]
    return keras.Sequential([*first, *end])


def test_optimizer_that_comes_along_is_none_of_its_size(tmp_path: Path) -> None:
    model = small([layers.Dense(10, activation="softmax")])
    model.save(tmp_path / "bare.keras")
    bare = import_parent(tmp_path, "bare", tmp_path / "bare.keras")
    model.compile("adam", "sparse_categorical_crossentropy")
    model.optimizer.build(model.trainable_variables)
    model.save(tmp_path / "compiled.keras")
    compiled = import_parent(tmp_path, "compiled", tmp_path / "compiled.keras")
    assert (tmp_path / "compiled.keras").stat().st_size > 1.2 * bare.metrics["size_bytes"]
    assert compiled.metrics["size_bytes"] == pytest.approx(bare.metrics["size_bytes"], rel=0.02)


def test_open_size_becomes_that_of_the_data(tmp_path: Path) -> None:
    model = small([layers.Dense(10, activation="softmax")], (None, None, 1))
    model.save(tmp_path / "model.keras")
    info = import_parent(tmp_path, "open", tmp_path / "model.keras")
    kept = keras.models.load_model(tmp_path / "parents" / "open" / repository.MODEL)
    assert kept.inputs[0].shape[1:] == (8, 8, 1)
    assert info.metrics["macs"] == count(kept).macs > 0 and info.metrics["latency_ms"] > 0


def test_open_size_that_cannot_be_closed_is_refused(tmp_path: Path) -> None:
    image = keras.Input((None, None, 1))
    parts = [
        keras.Sequential([keras.Input((None, None, 1)), layers.Conv2D(4, 3, name="conv")])(image)
        for _ in range(2)
    ]
    x = layers.GlobalAveragePooling2D()(layers.Add()(parts))
    keras.Model(image, layers.Dense(10, activation="softmax")(x)).save(tmp_path / "model.keras")
    with pytest.raises(DataError, match=r"must be fixed; it takes None×None×1. Build it with"):
        import_parent(tmp_path, "open", tmp_path / "model.keras")


@pytest.mark.parametrize(
    ("network", "said"),
    [
        (lambda: small([layers.Dense(7, activation="softmax")]), "each of the 10 classes"),
        (
            lambda: small([layers.Dense(10, activation="softmax")], (8, 8, 3)),
            "must take the images of digits, 8×8×1; it takes 8×8×3",
        ),
    ],
)
def test_network_that_does_not_fit_the_data_set_is_refused(
    network: object, said: str, tmp_path: Path
) -> None:
    model = network()  # type: ignore[operator]
    # Far enough from zero that no answer can be taken for a probability.
    model.set_weights([5.0 * weight for weight in model.get_weights()])
    model.save(tmp_path / "model.keras")
    with pytest.raises(DataError, match=said):
        import_parent(tmp_path, "odd", tmp_path / "model.keras")


def two_outputs() -> keras.Model:
    image = keras.Input((8, 8, 1))
    x = layers.GlobalAveragePooling2D()(image)
    return keras.Model(image, [layers.Dense(10, activation="softmax")(x), layers.Dense(2)(x)])


def unwhole(change: str, *how: object) -> keras.Model:
    model = small([layers.Dense(16, name="hidden"), layers.Dense(10, activation="softmax")])
    getattr(model.get_layer("hidden"), change)(*how)
    return model


@pytest.mark.parametrize(
    ("network", "said"),
    [
        (two_outputs, r"must have one output, .* it has 2, of the shapes \(10,\) and \(2,\)"),
        (
            lambda: unwhole("quantize", "int8"),
            r"'hidden' \(Dense\) must .*; it is quantised \(int8\)\. .* quantise after pruning",
        ),
        (
            lambda: unwhole("enable_lora", 2),
            r"'hidden' \(Dense\) must .*; it has learned by LoRA\. Merge",
        ),
    ],
)
def test_network_that_cannot_be_cut_or_judged_is_refused_with_the_way_out(
    network: Callable[[], keras.Model], said: str, tmp_path: Path
) -> None:
    network().save(tmp_path / "model.keras")
    with pytest.raises(DataError, match=said):
        import_parent(tmp_path, "odd", tmp_path / "model.keras")


@pytest.mark.parametrize("frozen", ["base", "conv"])
def test_frozen_layers_may_learn_again_and_those_at_rest_stay_so(
    frozen: str, tmp_path: Path
) -> None:
    image, inner = keras.Input((8, 8, 1)), keras.Input((8, 8, 1))
    x = layers.BatchNormalization(name="norm")(layers.Conv2D(8, 3, name="conv")(inner))
    base = keras.Model(inner, x, name="base")
    x = layers.GlobalAveragePooling2D()(base(image, training=False))
    model = keras.Model(image, layers.Dense(10, activation="softmax")(x))
    (model if frozen == "base" else base).get_layer(frozen).trainable = False
    model.save(tmp_path / "model.keras")
    import_parent(tmp_path, "frozen", tmp_path / "model.keras")
    kept = keras.models.load_model(tmp_path / "parents" / "frozen" / repository.MODEL)
    assert all(layer.trainable for layer in kept.layers)
    assert len(kept.trainable_weights) == 6
    assert [call.path for call in calls(kept) if call.still] == ["norm"]
    pruned = prune_channels(kept, 0.5).model
    assert [call.path for call in calls(pruned) if call.still] == ["norm"]


def test_network_with_a_softmax_layer_of_its_own_is_a_parent(tmp_path: Path) -> None:
    small([layers.Dense(10), layers.Softmax()]).save(tmp_path / "model.keras")
    info = import_parent(tmp_path, "soft", tmp_path / "model.keras")
    assert 0 < info.metrics["val_loss"] < 10
    assert [group.free for group in info.groups] == [8, 0]


def test_file_that_keras_cannot_load_is_refused(tmp_path: Path) -> None:
    wanted = repository.ParentRequest(name="bad", title="bad", dataset="digits", origin="upload")
    place = repository.draft("bad", tmp_path)
    place.mkdir(parents=True)
    (place / repository.MODEL).write_bytes(b"no network")
    with pytest.raises(DataError, match="Keras cannot load this network: .*Save it again where"):
        read_parent(wanted, place, tmp_path)
