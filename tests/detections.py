"""Runs of detectors that look real: scenes, and boxes near the true ones, without any training."""

from __future__ import annotations

import io
import json
from pathlib import Path

import numpy as np
from PIL import Image

from core import presets, spaces
from core.datasets.builtin.loaders import load_fashion_mnist
from core.datasets.builtin.scenes import make_scenes
from core.detection.evaluation import Detections, evaluate
from core.specs import RunSpec, Trial
from core.store import Store
from tests.seeds import add_trials

CLASSES = 10
BAG = 8
CURVES = {
    "epoch": [1.0, 2.0, 3.0],
    "loss": [9.1, 5.2, 4.0],
    "val_loss": [8.0, 5.6, 4.4],
    "val_map50": [0.02, 0.31, 0.52],
    "val_map": [0.01, 0.14, 0.27],
}


def detection_spec(trials: int, dataset: str = "fashion_scenes") -> RunSpec:
    """A search among the detectors of the preset."""
    given = presets.preset_mappings()["detect-quick"]
    space = presets.preset_spaces()[given["space"]]
    changed = {"name": "Find garments", "space": space, "budget": {"trials": trials}}
    return RunSpec.model_validate(given | changed | {"dataset": dataset})


def seed_detectors(store: Store, count: int = 3) -> str:
    """A finished run of detectors, the first with all of its files; returns its id."""
    run_id = store.runs.add(detection_spec(count), "Ada")
    store.runs.change(run_id, status="finished", started=1.0, ended=2.0)
    add_trials(store, run_id, [_trial(number) for number in range(count)])
    folder = store.files.trial(run_id, 0)
    folder.mkdir(parents=True)
    (folder / "curves.json").write_text(json.dumps(CURVES))
    (folder / "model.keras").write_bytes(b"weights")
    write_found(folder / "detections.npz")
    return run_id


def write_found(file: Path) -> None:
    """What a detector leaves that was trained for a while: most is found, some is taken amiss."""
    from core.results.detections import write_detections

    rng = np.random.default_rng(5)
    sprites = load_fashion_mnist()
    made = make_scenes(40, 7, sprites.x_test, sprites.y_test)
    pictures = made.pictures / np.float32(255)
    found = [_guessed(*objects, rng) for objects in zip(made.boxes, made.labels, strict=True)]
    judged = evaluate(made.boxes, made.labels, found, classes=CLASSES)
    write_detections(file, (pictures, made.boxes, made.labels), found, judged)


def seed_bag_finder(store: Store) -> str:
    """A run whose first trial has found boxes, and a network that takes bright places for bags."""
    run_id = seed_detectors(store)
    write_bag_finder(store.files.trial(run_id, 0))
    return run_id


def bright_middle() -> bytes:
    """A PNG picture in which the middle ninth is bright."""
    pixels = np.zeros((96, 96, 3), np.uint8)
    pixels[32:64, 32:64] = 255
    content = io.BytesIO()
    Image.fromarray(pixels).save(content, "PNG")
    return content.getvalue()


def write_bag_finder(folder: Path) -> None:
    """A detector of the scenes that takes every bright ninth of a picture for a bag."""
    import keras

    from core.detection.heads.base import write_head
    from core.detection.heads.yolo import YoloHead
    from core.results.layout import HEAD

    image = keras.Input((96, 96, 3))
    ninths = keras.layers.AveragePooling2D(32)(image)
    model = keras.Model(image, [keras.layers.Conv2D(5 + CLASSES, 1)(ninths)])
    weights, biases = np.zeros((1, 1, 3, 5 + CLASSES)), np.full(5 + CLASSES, -8.0)
    # Codes of 0 are the anchor itself; sure of an object from a brightness of 0.5 on.
    biases[:4], biases[4], biases[5 + BAG] = 0.0, -6.0, 8.0
    weights[..., 4] = 4.0
    model.layers[-1].set_weights([weights, biases])
    model.save(folder / "model.keras")
    write_head(YoloHead(96, 96, CLASSES, (32,), (((32.0, 32.0),),), 3), folder / HEAD)


def _guessed(boxes: np.ndarray, labels: np.ndarray, rng: np.random.Generator) -> Detections:
    seen = np.flatnonzero((labels >= 0) & (rng.random(len(labels)) < 0.9))
    sides = np.tile(boxes[seen, 2:] - boxes[seen, :2], 2)
    near = (boxes[seen] + rng.normal(0, 0.06, (len(seen), 4)) * sides).clip(0, 96)
    right = rng.random(len(seen)) < 0.8
    said = np.where(right, labels[seen], rng.integers(0, CLASSES, len(seen)))
    # Beside them one that is not there, as an early network sees it.
    ghost = np.array([[60.0, 60.0, 84.0, 90.0]])
    scores = np.concatenate([rng.uniform(0.35, 0.98, len(seen)), rng.uniform(0.05, 0.28, 1)])
    order = np.argsort(-scores)
    return Detections(
        np.concatenate([near, ghost]).astype(np.float32)[order],
        scores.astype(np.float32)[order],
        np.append(said, 4).astype(np.int32)[order],
    )


def _trial(number: int) -> Trial:
    space = presets.preset_spaces()["tiny_yolo"]
    metrics = {
        "val_map50": 0.52 / (1 + number / 4),
        "val_map": 0.27 / (1 + number / 4),
        "val_loss": 4.4 + number,
        "parameters": 90_000.0 / (number + 1),
        "macs": 8e6 / (number + 1),
        "size_bytes": 400_000.0,
        "seconds": 41.0,
    }
    return Trial(
        number=number,
        status="complete",
        choices=spaces.sample(space, np.random.default_rng(number)),
        key=str(number),
        metrics=metrics,
        epochs=3,
    )
