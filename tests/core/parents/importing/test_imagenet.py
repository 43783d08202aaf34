"""A published network becomes a parent; its weights are drawn here, as none can be downloaded."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import keras
import numpy as np
import pytest

from core.datasets.prepare import Data
from core.errors import EvaluationError
from core.models.families.published import PUBLISHED
from core.parents.importing.imagenet import imagenet_parent
from core.profile.counts import count
from core.pruning.channels import prune_channels
from core.training.classifier import ClassifierTrainer
from core.training.program import read_program


@pytest.fixture
def sources(monkeypatch: pytest.MonkeyPatch) -> list[keras.Model]:
    """The networks that keras.applications made, without a download; in order of being made."""
    made: list[keras.Model] = []

    def undownloaded(application: Any) -> Any:
        def build(weights: str) -> keras.Model:
            assert weights == "imagenet"
            made.append(application(weights=None))
            return made[-1]

        return build

    for name in {network.application for network in PUBLISHED.values()}:
        application = getattr(keras.applications, name)
        monkeypatch.setattr(keras.applications, name, undownloaded(application))
    return made


@pytest.fixture
def few(data: Data) -> Data:
    return replace(
        data,
        x_train=data.x_train[:32],
        y_train=data.y_train[:32],
        x_val=data.x_val[:16],
        y_val=data.y_val[:16],
    )


@pytest.mark.parametrize(
    ("network", "module", "pool"),
    [
        ("mobilenet", "mobilenet", "global_average_pooling2d"),
        ("mobilenet_v3_small", "mobilenet_v3", "global_average_pooling2d"),
    ],
)
def test_features_are_those_of_the_published_network_on_its_own_pixels(
    network: str, module: str, pool: str, few: Data, sources: list[keras.Model]
) -> None:
    side = 224
    images = np.random.default_rng(0).random((2, side, side, 3), dtype=np.float32)
    info = few.info.model_copy(update={"image_shape": (side, side, 3)})
    large = replace(few, info=info, x_val=images, y_val=few.y_val[:2], x_train=images)
    model = imagenet_parent(network, replace(large, y_train=few.y_train[:2]), epochs=0)
    ours = keras.Model(model.input, model.get_layer("answers").input)(images)
    (source,) = sources
    pooled = [layer for layer in source.layers if layer.name.startswith(pool)][-1]
    pixels = getattr(keras.applications, module).preprocess_input(255.0 * images.copy())
    theirs = np.asarray(keras.Model(source.input, pooled.output)(pixels)).reshape(2, -1)
    scale = float(np.abs(theirs).max())
    assert np.asarray(ours) == pytest.approx(theirs, abs=1e-3 * scale)


def test_small_grey_images_are_learnt_and_the_network_can_be_pruned(
    few: Data, sources: list[keras.Model]
) -> None:
    model = imagenet_parent("mobilenet", few, epochs=1)
    assert model.input_shape == (None, 8, 8, 1) and model.output_shape == (None, 10)
    assert model.get_layer("enlarged").output.shape == (None, 64, 64, 3)
    # No layer is a model or was called twice: all are read step by step, and so train fast.
    assert read_program(model).reusable
    moved = model.get_layer("stem").get_weights()[0] - sources[0].layers[1].get_weights()[0]
    assert np.abs(moved).max() > 1e-4
    result = prune_channels(model, 0.5, scope="local", target="macs")
    assert count(result.model).macs <= 0.5 * count(model).macs
    assert result.disagreement(few.x_val[:4]) < 1e-5
    trainer = ClassifierTrainer(few)
    scores = trainer.score(result.model, trainer.pictures("validation"))
    assert scores.logits.shape == (16, 10) and np.isfinite(scores.loss)


def test_unknown_network_is_refused_before_anything_is_had(few: Data) -> None:
    with pytest.raises(EvaluationError, match="Unknown network 'resnet50'. Known: mobilenet,"):
        imagenet_parent("resnet50", few, epochs=1)
