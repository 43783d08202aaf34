"""Finds images and labels in an ``.npz``, by their names or, without names, by shape."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass

from core.errors import DataError

# Words for images, and the words for labels that go with them.
_STYLES: tuple[tuple[frozenset[str], frozenset[str]], ...] = (
    (frozenset({"x"}), frozenset({"y"})),
    (
        frozenset({"image", "images", "img", "imgs"}),
        frozenset({"label", "labels", "target", "targets"}),
    ),
    (frozenset({"data"}), frozenset({"label", "labels", "target", "targets"})),
)
# What a part of a data set is called, and which it is.
PARTS = {
    "": "",
    **dict.fromkeys(("train", "training"), "train"),
    **dict.fromkeys(("val", "valid", "validation", "dev"), "validation"),
    **dict.fromkeys(("test", "testing"), "test"),
}
_PART = "|".join(filter(None, PARTS))
_JOINED = (re.compile(rf"(x|y)({_PART})"), re.compile(rf"({_PART})(x|y)"))
_POSITION = re.compile(r"arr_(\d+)")
CANONICAL = ("x", "y", "x_train", "y_train", "x_test", "y_test")


@dataclass(frozen=True)
class ArrayPart:
    """The names of a part's images and labels."""

    x: str
    y: str


@dataclass(frozen=True)
class Named:
    """The arrays to be read: parts to train on, and the one for testing if there is one."""

    train: tuple[ArrayPart, ...]
    test: ArrayPart | None = None
    notes: tuple[str, ...] = ()

    @property
    def parts(self) -> tuple[ArrayPart, ...]:
        """All parts, that for testing last."""
        return self.train if self.test is None else (*self.train, self.test)


def chosen(
    names: Collection[str], shape_of: Callable[[str], tuple[int, ...]], filename: str
) -> Named:
    """Return which of the arrays ``names`` are images and labels, and of which part.

    Args:
        shape_of: the shape that an array's header declares; asked of arrays without names only.

    Raises:
        DataError: images or labels are missing, or two names mean the same.
    """
    if names and all(_POSITION.fullmatch(name) for name in names):
        return _by_shape({name: shape_of(name) for name in sorted(names, key=_place)}, filename)
    for images, labels in _STYLES:
        found = _found(names, images, labels)
        if named := _complete(found, filename):
            return named
    raise DataError(
        f"{filename} must hold the arrays x and y, or x_train, y_train, x_test, y_test; got "
        f"{', '.join(sorted(names))[:300] or 'none'}. Write it with numpy.savez(file, x=..., "
        "y=...)."
    )


def _found(
    names: Collection[str], images: frozenset[str], labels: frozenset[str]
) -> dict[tuple[str, str], list[str]]:
    """Return the names for each kind (x or y) and part; the documented ones win."""
    found: dict[tuple[str, str], list[str]] = {}
    for name in names:
        for kind, words in (("x", images), ("y", labels)):
            part = _part(name, words)
            if part is not None:
                found.setdefault((kind, part), []).append(name)
    for meaning, alike in found.items():
        exact = [name for name in alike if name in CANONICAL]
        found[meaning] = exact or alike
    return found


def _part(name: str, words: frozenset[str]) -> str | None:
    """Return the part that ``name`` means, if one of ``words`` is in it, or ``None``."""
    lower = name.lower()
    joined = next((match.groups() for form in _JOINED if (match := form.fullmatch(lower))), None)
    tokens = list(joined or filter(None, re.split(r"[\W_]+", lower)))
    kinds = [token for token in tokens if token in words]
    parts = [token for token in tokens if token not in words]
    if len(kinds) != 1 or len(parts) > 1:
        return None
    return PARTS.get("".join(parts))


def _complete(found: Mapping[tuple[str, str], list[str]], filename: str) -> Named | None:
    """Return the parts that have both images and labels, if they make up a data set."""
    whole = [part for part in ("", "train", "validation", "test") if _both(found, part)]
    if "" in whole:
        return Named((_one(found, "", filename),))
    if "train" not in whole or len(whole) < 2:
        return None
    test = _one(found, "test", filename) if "test" in whole else None
    train = _one(found, "train", filename)
    if "validation" not in whole:
        return Named((train,), test)
    added = _one(found, "validation", filename)
    note = (
        f"{added.x} and {added.y} were added to {train.x} and {train.y}: every search sets aside "
        "images for validation itself"
    )
    return Named((train, added), test, (note,))


def _both(found: Mapping[tuple[str, str], list[str]], part: str) -> bool:
    return ("x", part) in found and ("y", part) in found


def _one(found: Mapping[tuple[str, str], list[str]], part: str, filename: str) -> ArrayPart:
    for alike in (found["x", part], found["y", part]):
        if len(alike) > 1:
            raise DataError(
                f"{filename} must hold one array of each; {' and '.join(sorted(alike)[:4])} mean "
                "the same. Leave one out, or rename it."
            )
    return ArrayPart(found["x", part][0], found["y", part][0])


def _place(name: str) -> int:
    return int(name.removeprefix("arr_")[:9])


def _by_shape(shapes: Mapping[str, tuple[int, ...]], filename: str) -> Named:
    """Tell unnamed arrays apart: images have at least three dimensions."""
    images = [name for name, shape in shapes.items() if len(shape) >= 3]
    labels = [name for name in shapes if name not in images]
    for paired in (labels, labels[::-1]):
        pairs = [ArrayPart(x, y) for x, y in zip(images, paired, strict=False)]
        fitting = all(_length(shapes[p.y]) in shapes[p.x] for p in pairs)
        if len(images) == len(labels) in (1, 2) and fitting:
            test = pairs[1] if len(pairs) == 2 else None
            read = " and ".join(
                f"{part.x} as {'x' + end}, {part.y} as {'y' + end}"
                for part, end in zip(pairs, ("_train", "_test") if test else ("",), strict=True)
            )
            return Named((pairs[0],), test, (f"arrays without names: {read}",))
    raise DataError(
        f"{filename} must hold images and their labels; got "
        f"{', '.join(f'{name} of shape {shape}' for name, shape in list(shapes.items())[:6])}. "
        "Name them: numpy.savez(file, x=images, y=labels)."
    )


def _length(shape: tuple[int, ...]) -> int:
    return max(shape[:1], default=0)
