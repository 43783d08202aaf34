"""Makes pictures with several objects and their boxes out of pictures with one each."""

from __future__ import annotations

import numpy as np
from PIL import Image

from core.arrays import Array
from core.datasets.builtin.arrays import Arrays
from core.datasets.scene_arrays import SceneArrays

SIDE = 96
MOST = 4
_SIZES = (18, 48)
_OVERLAP = 0.1
_TRIES = 24
_BATCH = 32
_NOISE = 16
# A garment's faintest pixels are traces of the photograph's ground.
_LEAST_INK = 16
_HALF = 128


def fashion_scenes(
    sprites: Arrays, train: int = 2_000, test: int = 500, seed: int = 0
) -> tuple[SceneArrays, SceneArrays]:
    """Return scenes for training and for testing, made of ``sprites``; they share no garment."""
    return (
        make_scenes(train, seed, sprites.x_train, sprites.y_train),
        # Another seed: no two of their grounds are the same either.
        make_scenes(test, seed + 1, sprites.x_test, sprites.y_test),
    )


def make_scenes(count: int, seed: int, sprites: Array, labels: Array) -> SceneArrays:
    """Return ``count`` colour scenes of 96×96 pixels: 1 to 4 garments on a textured ground.

    A garment is tinted and 18 to 48 pixels along its longer side. Boxes are tight and lie wholly in
    the picture; no two overlap by an IoU of 0.1 or more. All classes are equally frequent.

    Args:
        sprites: ``(n, side, side, 1)`` uint8, bright on a ground of 0.
        labels: ``(n,)``, from 0.
    """
    rng = np.random.default_rng(seed)
    scenes = SceneArrays(
        np.empty((count, SIDE, SIDE, 3), np.uint8),
        np.zeros((count, MOST, 4), np.float32),
        np.full((count, MOST), -1, np.int32),
    )
    chosen = _drawn(labels, count * MOST, rng).reshape(count, MOST)
    for start in range(0, count, _BATCH):
        part = slice(start, start + _BATCH)
        batch = SceneArrays(scenes.pictures[part], scenes.boxes[part], scenes.labels[part])
        _fill(batch, sprites[chosen[part], ..., 0], labels[chosen[part]], rng)
    return scenes


def _fill(scenes: SceneArrays, sprites: Array, labels: Array, rng: np.random.Generator) -> None:
    """Paint scenes with ``sprites`` (scenes, MOST, height, width), or the first few of each."""
    count = len(sprites)
    light = rng.random(count) < 0.5
    scenes.pictures[:] = _grounds(light, rng)
    wanted = rng.integers(1, MOST + 1, count)
    sizes = rng.integers(_SIZES[0], _SIZES[1] + 1, (count, MOST))
    tints = _tints(np.repeat(light[:, None], MOST, 1), rng)
    for place in range(MOST):
        rows = np.flatnonzero(wanted > place)
        garments = _garments(sprites[rows, place], sizes[rows, place])
        sides = np.array([garment.shape[1::-1] for garment in garments]).reshape(-1, 2)
        boxes, fits = _placed(sides, scenes.boxes[rows], rng)
        for index in np.flatnonzero(fits):
            row = rows[index]
            _paste(scenes.pictures[row], garments[index], boxes[index], tints[row, place])
        scenes.boxes[rows[fits], place] = boxes[fits]
        scenes.labels[rows[fits], place] = labels[rows[fits], place]


def _garments(sprites: Array, sizes: Array) -> list[Array]:
    """Cut garments out and scale them so that the longer side has the given size.

    Each is (height, width, 2) uint8: ink, how bright it is, and cover, how opaque.
    """
    masks = _masks(sprites)
    layers = np.stack([sprites, masks], -1)
    near = [masks.any(axis).argmax(1) for axis in (1, 2)]
    far = [masks.shape[axis] - np.flip(masks.any(3 - axis), 1).argmax(1) for axis in (2, 1)]
    cuts = np.stack([*near, *far], 1).tolist()
    triples = zip(layers, cuts, sizes.tolist(), strict=True)
    return [_garment(layer, cut, size) for layer, cut, size in triples]


def _drawn(labels: Array, count: int, rng: np.random.Generator) -> Array:
    """Return indices of sprites, drawn so that the classes take turns."""
    classes = np.unique(labels)
    rounds = -(-count // len(classes))
    turns = rng.permuted(np.tile(classes, (rounds, 1)), axis=1).reshape(-1)[:count]
    drawn = np.empty(count, int)
    for label in classes:
        here = turns == label
        drawn[here] = rng.choice(np.flatnonzero(labels == label), int(here.sum()))
    return drawn


def _masks(sprites: Array) -> Array:
    """Return masks of 255 and 0: where there is ink, and the pinholes of dark prints."""
    ink = sprites > _LEAST_INK
    closed = _with_neighbours(_with_neighbours(ink, np.logical_or), np.logical_and)
    masks: Array = (closed | ink) * np.uint8(255)
    return masks


def _with_neighbours(masks: Array, combine: np.ufunc) -> Array:
    """Combine each pixel with the eight around it; beyond the border there is nothing."""
    for axis in (1, 2):
        side = masks.shape[axis]
        padded = np.pad(masks, [(0, 0)] + [(int(axis == a), int(axis == a)) for a in (1, 2)])
        shifted = [padded.take(np.arange(k, k + side), axis) for k in range(3)]
        masks = combine.reduce(shifted)
    return masks


def _garment(layers: Array, cut: list[int], longest: int) -> Array:
    """Scale a garment to this longer side, or more if it would be smaller than visible."""
    garment = _resized(layers, cut, longest)
    missing = _SIZES[0] - max(garment.shape[:2])
    return garment if missing <= 0 else _garment(layers, cut, longest + missing)


def _resized(layers: Array, cut: list[int], longest: int) -> Array:
    left, top, right, bottom = cut
    scale = longest / max(right - left, bottom - top)
    size = (max(4, round((right - left) * scale)), max(4, round((bottom - top) * scale)))
    image = Image.fromarray(layers[top:bottom, left:right])
    garment = np.asarray(image.resize(size, Image.Resampling.BILINEAR))
    # Thin straps fade when made smaller; the box holds what can be seen.
    seen = garment[..., 1] >= _HALF
    rows, columns = (np.flatnonzero(seen.any(axis)) for axis in (1, 0))
    if not len(rows):
        return garment
    return garment[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]


def _placed(sides: Array, taken: Array, rng: np.random.Generator) -> tuple[Array, Array]:
    """Place boxes of these ``sides`` (width, height); return them ``(n, 4)`` and which fitted.

    ``taken`` (n, MOST, 4) are the boxes in the same picture already.
    """
    room = SIDE - sides[:, None]
    corners = np.floor(rng.random((len(sides), _TRIES, 2)) * (room + 1))
    tried = np.concatenate([corners, corners + sides[:, None]], -1).astype(np.float32)
    free: Array = np.all(_overlap(tried[:, :, None], taken[:, None]) < _OVERLAP, -1)
    first = free.argmax(1)
    return tried[np.arange(len(sides)), first], np.take_along_axis(free, first[:, None], 1)[:, 0]


def _overlap(first: Array, second: Array) -> Array:
    """Return the intersection over union of each pair; ``first`` has an area."""
    near = np.maximum(first[..., :2], second[..., :2])
    far = np.minimum(first[..., 2:], second[..., 2:])
    shared = np.maximum(far - near, 0).prod(-1)
    areas = [(boxes[..., 2:] - boxes[..., :2]).prod(-1) for boxes in (first, second)]
    ratio: Array = shared / (areas[0] + areas[1] - shared)
    return ratio


def _paste(picture: Array, garment: Array, box: Array, tint: Array) -> None:
    x1, y1, x2, y2 = box.astype(int)
    ground = picture[y1:y2, x1:x2]
    layers = garment * np.float32(1 / 255)
    # Even where the photograph has no ink there is cloth.
    colour = (0.45 + 0.55 * layers[..., :1]) * tint
    picture[y1:y2, x1:x2] = ground + layers[..., 1:] * (colour - ground)


def _tints(light: Array, rng: np.random.Generator) -> Array:
    """Return colours (..., 3) in 0..255: deep for light grounds, bright for dark ones."""
    hue, saturation, value = rng.random((3, *light.shape))
    return _colours(
        hue,
        np.where(light, 0.5 + 0.4 * saturation, 0.6 * saturation),
        np.where(light, 0.4 + 0.3 * value, 0.8 + 0.2 * value),
    )


def _colours(hue: Array, saturation: Array, value: Array) -> Array:
    """Convert hue, saturation and value in [0, 1] to (..., 3) float32 in 0..255."""
    turn = (np.array([5, 3, 1]) + 6 * hue[..., None]) % 6
    away = np.clip(np.minimum(turn, 4 - turn), 0, 1)
    colours: Array = 255 * value[..., None] * (1 - saturation[..., None] * away)
    return colours.astype(np.float32)


def _grounds(light: Array, rng: np.random.Generator) -> Array:
    """Return textured grounds (n, SIDE, SIDE, 3) uint8: a colour, clouds, stripes, noise.

    Clouds are coarse grids, interpolated; stripes are waves, sin(x + y). Both are sums of products
    of a column with a row, so that one matrix product a picture makes them.
    """
    count = len(light)
    # What is added below is at most 32 either way: no value leaves 0..255.
    value = np.where(light, rng.uniform(0.72, 0.87, count), rng.uniform(0.18, 0.3, count))
    base = _colours(rng.random(count), rng.uniform(0.05, 0.3, count), value)
    coarse = base[:, None, None] + rng.uniform(-14, 14, (count, 5, 5, 3)).astype(np.float32)
    cloud_rows, weights = _interpolated(coarse)
    stripe_rows, stripe_columns = _stripes(count, rng)
    columns = np.concatenate([np.broadcast_to(weights, (count, *weights.shape)), stripe_columns], 2)
    rows = np.concatenate([cloud_rows, stripe_rows], 1).reshape(count, columns.shape[2], -1)
    ground: Array = (columns @ rows - _NOISE // 2).astype(np.uint8)
    ground = ground.reshape(count, SIDE, SIDE, 3)
    ground += rng.integers(0, _NOISE, ground.shape, np.uint8)
    return ground


def _interpolated(coarse: Array) -> tuple[Array, Array]:
    """Return grids (n, k, k, 3) as rows (n, k, SIDE, 3), and their column matrix (SIDE, k)."""
    steps = coarse.shape[1] - 1
    where = np.linspace(0, steps, SIDE, dtype=np.float32)
    weights = np.maximum(1 - np.abs(where[:, None] - np.arange(steps + 1, dtype=np.float32)), 0)
    return weights @ coarse, weights


def _stripes(count: int, rng: np.random.Generator) -> tuple[Array, Array]:
    """Return rows (n, 2, SIDE, 3) and columns (n, SIDE, 2) of waves of any direction and width."""
    angle, frequency = rng.uniform(0, np.pi, count), rng.uniform(0.15, 0.9, count)
    phase, strength = rng.uniform(0, 2 * np.pi, count), rng.uniform(0, 10, count)
    along = np.arange(SIDE)
    x = (np.cos(angle) * frequency)[:, None] * along
    y = (np.sin(angle) * frequency)[:, None] * along + phase[:, None]
    rows = strength[:, None, None] * np.stack([np.cos(x), np.sin(x)], 1)
    columns = np.stack([np.sin(y), np.cos(y)], 2)
    return np.repeat(rows[..., None], 3, -1).astype(np.float32), columns.astype(np.float32)
