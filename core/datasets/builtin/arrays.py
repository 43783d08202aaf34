"""The arrays of a data set, in the parts it comes with."""

from __future__ import annotations

from dataclasses import dataclass

from core.arrays import Array

PARTS = ("x_train", "y_train", "x_test", "y_test")


@dataclass(frozen=True)
class Arrays:
    """The images and labels of a data set, in the parts it comes with.

    ``x_*`` is (images, height, width, channels): uint8 in 0..255, or a float already in 0..1.
    ``y_*`` is (images,), int32 from 0; of scenes it is (images, most, 5), float32: each object's
    ``x1, y1, x2, y2`` in pixels and its class, -1 where there is no object. The test part has no
    images where there is none.
    """

    x_train: Array
    y_train: Array
    x_test: Array
    y_test: Array
