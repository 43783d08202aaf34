"""Reads a JSON object of long lists entry by entry, so that what is not needed takes no memory."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Mapping
from typing import Any

# Most entries are short, and a slice costs its length; the last is the most one may have.
_SLICES = (2**9, 2**13, 2**17, 2**21)
_SPACE = re.compile(r"[ \t\n\r]*")
_MOST_ENTRIES = 1_000_000
_MOST_NAMES = 1_000


def read_lists(text: str, wanted: Mapping[str, tuple[str, ...]]) -> Any:
    """Read the JSON document ``text``, keeping only the ``wanted`` lists and fields.

    Args:
        wanted: names of lists in the outermost object, and of the fields that their entries keep;
            of any other list, and of objects, nothing is kept.

    Raises:
        ValueError: it is no JSON, a name is there twice in one object, or a list or an entry is
            longer than any tool writes.
        RecursionError: too much lies in one another.
    """
    return _Reader(text, wanted).document()


class _Reader:
    """A text and how far it is read."""

    def __init__(self, text: str, wanted: Mapping[str, tuple[str, ...]]) -> None:
        self._text = text
        self._wanted = wanted
        self._at = 0

    def document(self) -> Any:
        if self._next() != "{":
            value = self._value()
        else:
            value = self._object()
        if self._next():
            raise ValueError(f"something follows its end, at character {self._at:,}")
        return value

    def _object(self) -> dict[str, Any]:
        read: dict[str, Any] = {}
        self._at += 1
        if self._next() == "}":
            self._at += 1
            return read
        while True:
            name = self._value()
            if not isinstance(name, str):
                raise ValueError(f"a name is missing before character {self._at:,}")
            if name in read:
                raise ValueError(f"{name[:40]!r} is there twice")
            self._expect(":")
            if len(read) == _MOST_NAMES:
                raise ValueError(f"it has more than {_MOST_NAMES:,} names")
            read[name] = self._list(name) if self._next() == "[" else _plain(self._value())
            if self._expect(",}") == "}":
                return read

    def _list(self, name: str) -> list[Any]:
        fields, entries = self._wanted.get(name), []
        self._at += 1
        if self._next() == "]":
            self._at += 1
            return []
        for _ in range(_MOST_ENTRIES):
            entry = self._value()
            if fields is not None:
                entries.append(_shortened(entry, fields))
            if self._expect(",]") == "]":
                return entries
        raise ValueError(f"the list {name[:40]!r} has more than {_MOST_ENTRIES:,} entries")

    def _next(self) -> str:
        """Return the next character that is not a space; empty at the end."""
        match = _SPACE.match(self._text, self._at)
        self._at = match.end() if match else self._at
        return self._text[self._at : self._at + 1]

    def _expect(self, characters: str) -> str:
        found = self._next()
        if not found or found not in characters:
            raise ValueError(f"{' or '.join(characters)} is missing at character {self._at:,}")
        self._at += 1
        return found

    def _value(self) -> Any:
        """Read the whole value that starts here."""
        self._next()
        for length in _SLICES:
            part = self._text[self._at : self._at + length]
            try:
                value, end = _DECODER.raw_decode(part)
            except json.JSONDecodeError:
                if len(part) < length or length == _SLICES[-1]:
                    raise
            else:
                # A number that ends with the slice may go on.
                if end < length or self._at + length >= len(self._text):
                    self._at += end
                    return value
        raise ValueError(f"the value at character {self._at:,} is longer than any should be")


def _shortened(entry: Any, fields: tuple[str, ...]) -> Any:
    if isinstance(entry, dict):
        return {name: _plain(entry[name]) for name in fields if name in entry}
    return _plain(entry)


def _plain(value: Any) -> Any:
    """Return ``value`` if plain; of a list the first five plain values; else ``None``."""
    if isinstance(value, list):
        return [None if isinstance(each, list | dict) else each for each in value[:5]]
    return None if isinstance(value, dict) else value


def _without_twins(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    read = dict(pairs)
    if len(read) < len(pairs):
        twice = Counter(name for name, _ in pairs).most_common(1)[0][0]
        raise ValueError(f"{twice[:40]!r} is there twice in one object")
    return read


_DECODER = json.JSONDecoder(object_pairs_hook=_without_twins)
