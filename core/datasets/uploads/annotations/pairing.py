"""Pairs annotation files with pictures by name and folder."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from core.datasets.uploads.annotations.naming import (
    annotated_stems,
    bare_place,
    keys,
    parts_of_split,
)
from core.datasets.uploads.annotations.naming import paired_place as place_of
from core.datasets.uploads.annotations.naming import stem as stem_of
from core.datasets.uploads.annotations.records import Parts
from core.datasets.uploads.images import is_image

_Place = Callable[[Parts], Parts]
# From the surest on: beside the picture; in a folder of labels for one of images; in one more or
# one fewer of those.
_PLACES: tuple[_Place, ...] = (lambda path: keys(path[:-1]), place_of, bare_place)

# Of more pictures of one name nobody can say which is meant; and each costs a look for each file.
_MOST_ALIKE = 20


class Pictures:
    """The pictures among the ``paths`` of an upload."""

    def __init__(self, paths: Iterable[Parts]) -> None:
        self.paths = [path for path in paths if is_image(path)]
        self._alike: dict[str, list[Parts]] = {}
        self._placed: dict[tuple[int, Parts, str], list[Parts]] = {}
        for path in self.paths:
            stem = stem_of(path)
            _add(self._alike.setdefault(stem, []), path)
            for rank, place in enumerate(_PLACES):
                _add(self._placed.setdefault((rank, place(path), stem), []), path)

    def beside(self, path: Parts) -> bool:
        """Return whether a picture of the same name lies in the folder of the file ``path``."""
        return any((0, keys(path[:-1]), stem) in self._placed for stem in annotated_stems(path))

    def of(self, path: Parts) -> list[Parts]:
        """Return the pictures that fit the annotation file ``path``: none, one or several."""
        for stem in annotated_stems(path):
            for rank, place in enumerate(_PLACES):
                placed = self._placed.get((rank, place(path), stem))
                if placed:
                    return placed
            elsewhere = [p for p in self._alike.get(stem, ()) if _may_belong(p, path)]
            if elsewhere:
                return elsewhere
        return []

    def called(self, name: str) -> list[Parts]:
        """Return the pictures of that name, whatever their ending and folder."""
        return self._alike.get(stem_of((name,)), []) or self._alike.get(keys((name,))[0], [])


def _add(alike: list[Parts], path: Parts) -> None:
    if len(alike) < _MOST_ALIKE:
        alike.append(path)


def _may_belong(picture: Parts, path: Parts) -> bool:
    """Return whether both may be in one part of a split; not train/1.png and val/1.xml."""
    ours, theirs = parts_of_split(picture), parts_of_split(path)
    return not ours or not theirs or ours == theirs
