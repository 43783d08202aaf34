"""Pictures brought to one size: their middle, or all of them on grey."""

from __future__ import annotations

import numpy as np
import pytest

from core.datasets.uploads.fitting import fitted, placed

WIDE = np.zeros((20, 60, 3), np.uint8)
WIDE[:, 16:44] = 200


def test_a_crop_is_filled_by_the_middle() -> None:
    assert (fitted(WIDE, (10, 10), "crop") == 200).all()


def test_a_letterbox_holds_all_in_its_middle() -> None:
    inside = fitted(WIDE, (12, 12), "letterbox")
    assert inside.shape == (4, 12, 3) and inside[:, 0].max() < 20
    canvas = np.full((12, 12, 3), 114, np.uint8)
    placed(inside, canvas)
    assert np.array_equal(canvas[4:8], inside)
    assert (canvas[:4] == 114).all() and (canvas[8:] == 114).all()


@pytest.mark.parametrize("kind", ["uint16", "int32", "float32"])
def test_deep_pictures_keep_their_numbers(kind: str) -> None:
    deep = fitted(WIDE.astype(kind) * 300, (10, 10), "crop")
    assert deep.dtype == np.float32 and (deep == 60_000).all()


@pytest.mark.parametrize("fit", ["crop", "letterbox"])
def test_the_thinnest_picture_keeps_a_pixel(fit: str) -> None:
    thin = fitted(np.zeros((1, 900, 1), np.uint8), (8, 8), fit)  # type: ignore[arg-type]
    assert thin.shape[2] == 1 and min(thin.shape) >= 1
