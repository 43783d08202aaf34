"""Generated scenes: where the garments are, and that they can be had again."""

from __future__ import annotations

import numpy as np
import pytest

from core.datasets.builtin.arrays import Arrays
from core.datasets.builtin.loaders import load_fashion_mnist
from core.datasets.builtin.scenes import fashion_scenes, make_scenes
from core.datasets.class_names import FASHION_MNIST
from core.datasets.scene_arrays import SceneArrays


@pytest.fixture(scope="module")
def sprites() -> Arrays:
    return load_fashion_mnist()


@pytest.fixture(scope="module")
def scenes(sprites: Arrays) -> SceneArrays:
    return make_scenes(300, 7, sprites.x_train, sprites.y_train)


def overlap(first: np.ndarray, second: np.ndarray) -> float:
    sides = np.minimum(first[2:], second[2:]) - np.maximum(first[:2], second[:2])
    shared = np.maximum(sides, 0).prod()
    return shared / ((first[2:] - first[:2]).prod() + (second[2:] - second[:2]).prod() - shared)


def test_every_scene_has_one_to_four_garments(scenes: SceneArrays) -> None:
    assert set((scenes.labels >= 0).sum(1)) == {1, 2, 3, 4}
    assert scenes.pictures.shape == (300, 96, 96, 3)
    assert (scenes.pictures.dtype, scenes.boxes.dtype) == (np.uint8, np.float32)


def test_boxes_are_inside_and_padding_is_empty(scenes: SceneArrays) -> None:
    present = scenes.labels >= 0
    boxes = scenes.boxes[present]
    assert (boxes[:, :2] >= 0).all() and (boxes[:, 2:] <= 96).all()
    assert not scenes.boxes[~present].any()


def test_longer_sides_are_18_to_48_pixels(scenes: SceneArrays) -> None:
    boxes = scenes.boxes[scenes.labels >= 0]
    longer = (boxes[:, 2:] - boxes[:, :2]).max(1)
    assert 18 <= longer.min() <= 20 and 46 <= longer.max() <= 48


def test_garment_whose_rim_fades_is_still_18_pixels() -> None:
    # Of sprites of 28 pixels only a thin strap reaches the rims.
    drawings = np.zeros((4, 28, 28, 1), np.uint8)
    drawings[:, :, 13:14] = drawings[:, 6:22, 4:24] = 200
    scenes = make_scenes(80, 0, drawings, np.zeros(4, int))
    boxes = scenes.boxes[scenes.labels >= 0]
    assert 18 <= (boxes[:, 2:] - boxes[:, :2]).max(1).min() <= 20


def test_no_two_garments_overlap_by_a_tenth(scenes: SceneArrays) -> None:
    worst = [
        overlap(boxes[a], boxes[b])
        for boxes, labels in zip(scenes.boxes, scenes.labels, strict=True)
        for a in range(4)
        for b in range(a)
        if min(labels[a], labels[b]) >= 0
    ]
    assert 0.05 < max(worst) < 0.1


def test_classes_are_equally_frequent_and_all_there(scenes: SceneArrays) -> None:
    counts = np.bincount(scenes.labels[scenes.labels >= 0], minlength=10)
    assert len(counts) == len(FASHION_MNIST)
    assert counts.min() > 0.6 * counts.mean()


def test_boxes_are_tight(sprites: Arrays) -> None:
    # The same shapes in two patterns: what differs between the scenes is garment.
    rng = np.random.default_rng(0)
    shapes = sprites.x_train > 16
    first, second = (
        make_scenes(60, 3, shapes * rng.integers(17, 256, shapes.shape, np.uint8), sprites.y_train)
        for _ in range(2)
    )
    assert np.array_equal(first.boxes, second.boxes)
    garment = (first.pictures != second.pictures).any(-1)
    for seen, boxes, labels in zip(garment, first.boxes, first.labels, strict=True):
        for x1, y1, x2, y2 in boxes[labels >= 0].astype(int):
            inside = seen[y1:y2, x1:x2].copy()
            assert inside[[0, -1]].any(1).all() and inside[:, [0, -1]].any(0).all()
        for x1, y1, x2, y2 in boxes[labels >= 0].astype(int):
            seen[y1:y2, x1:x2] = False
        assert not seen.any()


def test_garments_stand_out_from_the_ground(scenes: SceneArrays) -> None:
    contrasts = []
    for picture, boxes, labels in zip(*vars(scenes).values(), strict=True):
        inside = np.zeros((96, 96), bool)
        for x1, y1, x2, y2 in boxes[labels >= 0].astype(int):
            inside[y1:y2, x1:x2] = True
        ground = np.median(picture[~inside], 0)
        for x1, y1, x2, y2 in boxes[labels >= 0].astype(int):
            away = np.abs(picture[y1:y2, x1:x2].astype(float) - ground).max(-1)
            contrasts.append(np.percentile(away, 80))
    assert min(contrasts) > 40


def test_same_seed_gives_the_same_scenes(sprites: Arrays) -> None:
    first, second, other = (make_scenes(9, s, sprites.x_train, sprites.y_train) for s in (5, 5, 6))
    for part in ("pictures", "boxes", "labels"):
        assert np.array_equal(getattr(first, part), getattr(second, part))
    assert not np.array_equal(first.pictures, other.pictures)


def test_train_and_test_scenes_use_separate_garments(sprites: Arrays) -> None:
    train, test = fashion_scenes(load_fashion_mnist(), 6, 5, seed=2)
    ours = make_scenes(6, 2, sprites.x_train, sprites.y_train)
    theirs = make_scenes(5, 3, sprites.x_test, sprites.y_test)
    assert np.array_equal(train.pictures, ours.pictures)
    assert np.array_equal(test.pictures, theirs.pictures)
    known = {sprite.tobytes() for sprite in sprites.x_train}
    assert not any(sprite.tobytes() in known for sprite in sprites.x_test)


def test_sprites_of_other_sizes_and_classes_will_do() -> None:
    drawings = np.zeros((6, 12, 20, 1), np.uint8)
    drawings[:, 3:9, 4:16] = 200
    scenes = make_scenes(20, 0, drawings, np.array([0, 1, 2, 0, 1, 2]))
    boxes = scenes.boxes[scenes.labels >= 0]
    sides = boxes[:, 2:] - boxes[:, :2]
    assert sides[:, 0] / sides[:, 1] == pytest.approx(2, abs=0.15)
    assert set(scenes.labels[scenes.labels >= 0]) == {0, 1, 2}


def test_no_scenes_are_no_scenes(sprites: Arrays) -> None:
    assert make_scenes(0, 0, sprites.x_train, sprites.y_train).pictures.shape == (0, 96, 96, 3)
