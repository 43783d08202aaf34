"""Annotated pictures as the arrays that a data set is stored and searched as."""

from __future__ import annotations

from core.arrays import Array
from core.datasets.uploads.annotations.letterbox import letterboxed
from core.datasets.uploads.annotations.records import Annotated


def as_parts(annotated: Annotated, *, most_bytes: int | None = None) -> dict[str, Array]:
    """Return ``x_train, y_train, x_test, y_test``, as :class:`Arrays` holds them.

    Args:
        most_bytes: as of :func:`letterboxed`.

    Raises:
        DataError: as :func:`letterboxed` does.
    """
    scenes = letterboxed(annotated, most_bytes=most_bytes)
    # Those for testing come last.
    border = sum(not picture.test for picture in annotated.pictures)
    objects = scenes.objects
    return {
        "x_train": scenes.pictures[:border],
        "y_train": objects[:border],
        "x_test": scenes.pictures[border:],
        "y_test": objects[border:],
    }
