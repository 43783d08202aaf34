"""Images and labels as the readers of uploads return them, checked."""

from __future__ import annotations

from dataclasses import dataclass

from core.arrays import Array
from core.datasets.uploads.fitting import Fit
from core.datasets.uploads.levels import Levels


@dataclass(frozen=True)
class Labelled:
    """Images and labels as they came, checked: ``y`` holds indices into ``class_names``.

    ``x`` is (images, height, width, channels), uint8 in 0..255 or float32 in 0..1. The test part
    has no images where the upload has none. ``notes`` are those of an ``ImportReport``; ``levels``
    and ``fit`` those of a ``DatasetInfo``.
    """

    x_train: Array
    y_train: Array
    x_test: Array
    y_test: Array
    class_names: tuple[str, ...]
    left_out: tuple[str, ...]
    notes: tuple[str, ...] = ()
    levels: tuple[Levels, ...] = ()
    fit: Fit | None = None
