"""The rules of names that a person gives: to a run, a space, data, a network, themselves."""

from __future__ import annotations

import re
import reprlib
import unicodedata

LONGEST_OWNER = 40
# Whose the run is that a new home folder begins with.
EXAMPLE_OWNER = "example"
# The name of a choice: width_1.
CHOICE_NAME = r"^[A-Za-z][A-Za-z0-9_]*$"

# Control and format characters, surrogates, unassigned.
_HIDDEN = ("Cc", "Cf", "Cs", "Cn")
# Joins letters of Persian or Indic words, and parts of one emoji: seen by what it does.
_JOINERS = "\u200c\u200d"
# Shown as nothing, though Unicode counts them as letters or symbols.
_BLANKS = frozenset("\u115f\u1160\u2800\u3164\uffa0")
_SHORT = reprlib.Repr()
_SHORT.maxstring = _SHORT.maxother = 80
_SHORT.maxlist = _SHORT.maxtuple = _SHORT.maxdict = 12


def tidy(name: str) -> str:
    """Normalise ``name``: Unicode's composed form, white space as single spaces."""
    # Longer than any name may be: composed as it is, it would only cost time.
    return " ".join((unicodedata.normalize("NFC", name) if len(name) < 1000 else name).split())


def fault_of(name: str, longest: int) -> str:
    """Return why the tidy ``name`` is invalid, and the way out; empty if it is valid."""
    if not name:
        return f"must have 1 to {longest} characters; got 0. Give it a name."
    if len(name) > longest:
        return f"must have 1 to {longest} characters; got {len(name):,}. Shorten it."
    category = unicodedata.category
    odd = next((c for c in name if category(c) in _HIDDEN and c not in _JOINERS), None)
    if odd is not None:
        return (
            f"must not hold the character U+{ord(odd):04X}, which cannot be seen; "
            f"got {shown(name)}. Remove it."
        )
    if not any(category(c)[0] in "LNPS" and c not in _BLANKS for c in name):
        return f"must hold a character that can be seen; got {shown(name)}. Add a letter."
    return ""


def identifier(longest: int) -> str:
    """Return the pattern of a name for folders and the command line."""
    return rf"[a-z0-9_-]{{1,{longest}}}"


def identifier_fault(name: str, longest: int, example: str) -> str:
    """Return why ``name`` is not an :func:`identifier`; else empty."""
    if re.fullmatch(identifier(longest), name):
        return ""
    return (
        f"must be 1 to {longest} characters of a-z, 0-9, _ and -; got {shown(name)}. "
        f"For instance: {example}."
    )


def place(part: object, longest: int = 60) -> str:
    """Return a part of the path to a field, shortened and with odd characters shown."""
    text = str(part)
    text = text if len(text) <= longest else f"{text[:longest]}…"
    return text if text.isprintable() else repr(text)[1:-1]


def shown(value: object) -> str:
    """Return ``value`` for a message, shortened."""
    try:
        return _SHORT.repr(value)
    except ValueError:
        # More digits than Python writes.
        return "a number of very many digits"
