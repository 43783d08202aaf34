"""Reads and writes YAML 1.2 and with it JSON: plain data of bounded size, each key once."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import yaml
from yaml.error import MarkedYAMLError
from yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    Event,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
    StreamEndEvent,
)

from core.names import place

MOST_CHARACTERS = 200_000
DEEPEST = 32
MOST_EVENTS = 20_000
LONGEST_NUMBER = 40
LARGEST = 2**63 - 1

_TEXT_TAG = "tag:yaml.org,2002:str"
_MEANT: tuple[tuple[bool | None, str], ...] = (
    (None, "~ null Null NULL"),
    (True, "true True TRUE"),
    (False, "false False FALSE"),
)
_WORDS: dict[str, bool | None] = {"": None}
_WORDS |= {word: meant for meant, words in _MEANT for word in words.split()}
# As 1_000 is meant as a number, underscores between digits are none of it; 010 is ten.
_WHOLE = re.compile(
    r"[-+]?(0x[0-9a-fA-F](_?[0-9a-fA-F])*|0o[0-7](_?[0-7])*|0b[01](_?[01])*|[0-9](_?[0-9])*)"
)
_DECIMAL = re.compile(r"[-+]?(\.[0-9]+|[0-9](_?[0-9])*(\.[0-9]*)?)([eE][-+]?[0-9]+)?")
_NO_NUMBER = re.compile(r"[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN)")
_NO_ANCHORS = "anchors and aliases (&name, *name) are not read. Write the value out"
_TOO_DEEP = f"it is nested more than {DEEPEST} levels deep. Flatten it"
_NO_BEGINNING = "found character that cannot start any token"
_NO_TEXT = (_WHOLE, _DECIMAL, _NO_NUMBER)
_BASES = {"0x": 16, "0o": 8, "0b": 2}
_CONTROLS = "\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff"
_UNSEEN = re.compile(f"[{_CONTROLS}]")
# What YAML takes only where it is escaped.
_UNPRINTABLE = re.compile(f"[{_CONTROLS}\x80-\x84\x86-\x9f\ufffe\uffff]")


class YamlTextError(ValueError):
    """A text that is not read; ``field`` is the dotted path to where in it, if that is known."""

    def __init__(self, message: str, field: str = "") -> None:
        super().__init__(message)
        self.field = field


def read(text: str, most_characters: int = MOST_CHARACTERS, *, as_written: bool = False) -> Any:
    """Parse ``text`` into mappings, lists, texts, numbers and truth values.

    Only ``true`` and ``false`` are truth values; dates, times and ``2:4`` are text; where it is to
    be taken ``as_written``, so is everything that is no mapping or list, as ``010``. However the
    text is made, reading it takes a fraction of a second: length, depth and parts are bounded, and
    nothing in it can stand for something else.

    Raises:
        YamlTextError: it is not YAML, a key stands twice, or a bound is broken.
    """
    if len(text) > most_characters:
        raise YamlTextError(
            f"Expected at most {most_characters:,} characters; got {len(text):,}. Shorten it."
        )
    text = text.removeprefix("\ufeff")
    if (odd := _UNPRINTABLE.search(text)) is not None:
        before = text[: odd.start()].split("\n")
        raise _refused(_unseen(odd[0]), len(before), len(before[-1]) + 1)
    try:
        return _Reader(_events(text), as_written).document()
    except MarkedYAMLError as error:
        raise YamlTextError(f"This is not YAML: {_said(error, text)}") from error


def write(data: Mapping[str, Any]) -> str:
    """Return ``data`` as YAML that :func:`read` reads as the same."""
    return yaml.dump(dict(data), Dumper=_Dumper, sort_keys=False, width=100, allow_unicode=True)


def _events(text: str) -> Iterator[Event]:
    """Yield the events of the one document in ``text``; ends where a bound is broken."""
    depth = documents = 0
    for number, event in enumerate(yaml.parse(text, Loader=yaml.CSafeLoader)):
        depth += isinstance(event, (MappingStartEvent, SequenceStartEvent))
        depth -= isinstance(event, (MappingEndEvent, SequenceEndEvent))
        documents += isinstance(event, DocumentStartEvent)
        if depth > DEEPEST:
            raise _refused_at(event, _TOO_DEEP)
        if number > MOST_EVENTS:
            raise _refused_at(event, f"it has more than {MOST_EVENTS:,} parts. Shorten it")
        if documents > 1:
            raise _refused_at(event, "a second document starts here. Keep one, without ---")
        yield event


class _Reader:
    """Builds plain data from events, with the path to where it is."""

    def __init__(self, events: Iterator[Event], as_written: bool) -> None:
        self._events = events
        self._as_written = as_written
        self._path: list[str] = []

    def document(self) -> Any:
        for event in self._events:
            if isinstance(event, DocumentStartEvent):
                if event.version not in (None, (1, 2)) or event.tags:
                    raise _refused_at(event, "lines that start with % are not read. Remove them")
                data = self._node(next(self._events))
                # To the end, so that what stands behind the document is refused.
                for _ in self._events:
                    pass
                return data
            if isinstance(event, StreamEndEvent):
                break
        return None

    def _node(self, event: Event) -> Any:
        if isinstance(event, AliasEvent):
            raise _refused_at(event, _NO_ANCHORS)
        if getattr(event, "anchor", None) is not None:
            raise _refused_at(event, _NO_ANCHORS)
        tag = getattr(event, "tag", None)
        if tag not in (None, "!", _TEXT_TAG):
            raise _refused_at(event, "tags (!name) are not read. Write the value alone")
        if isinstance(event, MappingStartEvent):
            return self._mapping()
        if isinstance(event, SequenceStartEvent):
            return self._sequence()
        if isinstance(event, ScalarEvent):
            return _scalar(event, self._as_written)
        raise _refused_at(event, "a value was expected")

    def _mapping(self) -> dict[Any, Any]:
        found: dict[Any, Any] = {}
        lines: dict[Any, int] = {}
        while not isinstance(event := next(self._events), MappingEndEvent):
            if not isinstance(event, ScalarEvent):
                raise _refused_at(event, "a name must be a word or a number")
            key, (line, _) = self._node(event), _place(event)
            if key in lines:
                self._twice(key, lines[key], line)
            lines[key] = line
            self._path.append(place(key))
            found[key] = self._node(next(self._events))
            self._path.pop()
        return found

    def _twice(self, key: Any, before: int, now: int) -> None:
        where = f"line {now}" if before == now else f"lines {before} and {now}"
        message = f"stands here twice, in {where}. Remove or rename one of the two."
        raise YamlTextError(message, ".".join([*self._path, place(key)]))

    def _sequence(self) -> list[Any]:
        found: list[Any] = []
        while not isinstance(event := next(self._events), SequenceEndEvent):
            self._path.append(str(len(found)))
            found.append(self._node(event))
            self._path.pop()
        return found


def _scalar(event: ScalarEvent, as_written: bool) -> Any:
    text = event.value
    if event.implicit[0] and not as_written:
        return _plain(text, event)
    if (odd := _UNSEEN.search(text)) is not None:
        raise _refused_at(event, _unseen(odd[0]))
    return text


def _plain(text: str, event: Event) -> Any:
    if text in _WORDS:
        return _WORDS[text]
    if _NO_NUMBER.fullmatch(text):
        raise _refused_at(event, f"{text} is no finite number. Write a number")
    read_as = next((kind for form, kind in _NUMBERS if form.fullmatch(text)), None)
    if read_as is None:
        return text
    if len(text) > LONGEST_NUMBER:
        raise _refused_at(event, f"a number of {len(text):,} characters is too long. Shorten it")
    number = read_as(text.replace("_", ""))
    if isinstance(number, int) and abs(number) > LARGEST:
        raise _refused_at(event, f"whole numbers must be below 2^63 (about 9.2e18); got {text}")
    if math.isinf(number):
        raise _refused_at(event, f"{text} is too large for a number. Write a smaller one")
    return number


def _whole(text: str) -> int:
    sign, digits = (text[0], text[1:]) if text[0] in "+-" else ("", text)
    base = _BASES.get(digits[:2], 10)
    return int(sign + (digits if base == 10 else digits[2:]), base)


_NUMBERS: tuple[tuple[re.Pattern[str], Callable[[str], int | float]], ...] = (
    (_WHOLE, _whole),
    (_DECIMAL, float),
)


def _place(event: Event) -> tuple[int, int]:
    """Return line and column, both counted from 1."""
    mark = event.start_mark
    return (mark.line + 1, mark.column + 1) if mark is not None else (1, 1)


def _unseen(character: str) -> str:
    return f"the text holds the character U+{ord(character):04X}. Remove it"


def _refused_at(event: Event, why: str) -> YamlTextError:
    return _refused(why, *_place(event))


def _refused(why: str, line: int, column: int) -> YamlTextError:
    where = f"line {line}, column {column}"
    return YamlTextError(f"This is not YAML as it is read here: {why} ({where}).")


def _said(error: MarkedYAMLError, text: str) -> str:
    mark = error.problem_mark or error.context_mark
    where = f" (line {mark.line + 1}, column {mark.column + 1})" if mark else ""
    said = error.problem or error.context or "it cannot be read"
    at = text[mark.index : mark.index + 2] if mark else ""
    if said == "exceeded maximum nesting depth":
        said = _TOO_DEEP
    elif said == "did not find expected <document start>":
        said = "something stands behind the end of the document. Remove it, or indent it"
    elif said == "found unknown escape character":
        said = f"{at} means nothing in double quotes. Use single ones"
    elif "tab" in said or (at[:1] == "\t" and said == _NO_BEGINNING):
        said = "lines are indented by spaces; a tab stands here"
    elif said == _NO_BEGINNING:
        said = f"no value may begin with {at[:1]}. Put it in quotes"
    return f"{said}{where}."


class _Dumper(yaml.SafeDumper):
    """Lists of plain values on one line, as a person would write them; no anchors."""

    def ignore_aliases(self, data: Any) -> bool:
        return True


def _list(dumper: _Dumper, data: list[Any]) -> yaml.Node:
    plain = not any(isinstance(item, (dict, list)) for item in data)
    return dumper.represent_sequence("tag:yaml.org,2002:seq", data, flow_style=plain)


def _str(dumper: _Dumper, text: str) -> yaml.Node:
    # In quotes is what read() would take for something else.
    is_odd = text in _WORDS or any(form.fullmatch(text) for form in _NO_TEXT)
    return dumper.represent_scalar(_TEXT_TAG, text, style='"' if is_odd else None)


_Dumper.add_representer(list, _list)
_Dumper.add_representer(str, _str)
