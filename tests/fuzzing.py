"""Hostile uploads, drawn at random: for property tests, and for as long as a benchmark likes.

Whatever draws is a ``random.Random``: hypothesis' own, which finds the least example, or one with a
seed. ``FUZZ_EXAMPLES=5000`` makes the tests that are ``fuzzed`` try as many, afresh each time.
"""

from __future__ import annotations

import io
import os
import re
import zipfile
from random import Random

from hypothesis import HealthCheck, settings

Members = dict[str, bytes]

_ASKED = os.environ.get("FUZZ_EXAMPLES")
fuzzed = settings(
    max_examples=int(_ASKED or 25),
    derandomize=_ASKED is None,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)

_TOKEN = re.compile(rb"[A-Za-z_]+|[0-9.]+|[^\sA-Za-z0-9]")
# What parsers stumble over: nesting, numbers beyond any type, other encodings, names that climb.
TOKENS = (
    *(b"", b" ", b"\n", b"\t", b"\x00", b"\xff\xfe", b"\xef\xbb\xbf", b"\xed\xa0\x80", b"\\ud800"),
    *(b"0", b"-1", b"1e999", b"-1e-999", b"NaN", b"Infinity", b"9" * 5_000, b"0x" + b"f" * 5_000),
    *(
        b"null",
        b"true",
        b"{}",
        b"[]",
        b'""',
        b"[[1]]",
        b'{"a": 1, "a": 2}',
        b"'",
        b'"',
        b"#",
        b"---",
    ),
    *(b"[" * 3_000, b"{" * 3_000, b'{"a":' * 3_000, b"<a>" * 3_000, b"- " * 3_000, b"[], " * 3_000),
    *(b"&a [*a, *a]", b"!!python/name:os.system", b"%YAML 9.9", b"? ", b": ", b"|", b">"),
    *(b"<!DOCTYPE a [<!ENTITY b 'c'>]>", b"&b;", b"<![CDATA[", b"-->", b"<?xml version='1.0'?>"),
    *(
        b"../../etc/passwd",
        b"C:\\a.png",
        b"%2e%2e%2f",
        b"a" * 5_000,
        "e\u0301\u202f\u200b".encode(),
    ),
)
_NAMES = (
    "../a.png",
    "/a.txt",
    "a\\b.png",
    "C:a.xml",
    "é.png",
    "e\u0301.png",
    "%2e%2e/a.png",
    " ",
    ".txt",
)
_ENDINGS = (".png", ".PNG", ".txt", ".xml", ".json", ".yaml", ".names", ".jpg.txt", "")


def spoilt(random: Random, content: bytes, most: int = 4) -> bytes:
    """``content`` with up to ``most`` of its words replaced, doubled or lost, or its end cut."""
    for _ in range(random.randint(1, most)):
        words = [match.span() for match in _TOKEN.finditer(content[:20_000])]
        start, end = random.choice(words) if words else (0, 0)
        way = random.randint(0, 3)
        new = random.choice(TOKENS) if way < 2 else content[start:end] * (2 * (way == 2))
        content = content[:start] + new + content[end:]
    return content[: random.randint(0, len(content))] if random.random() < 0.1 else content


def spoilt_members(random: Random, members: Members) -> Members:
    """The files of an upload, some of them spoilt, renamed, lost, or there under two names."""
    members = dict(members)
    for _ in range(random.randint(1, 3)):
        name = random.choice(sorted(members)) if members else "a"
        content, way = members.get(name, b""), random.randint(0, 9)
        if way < 6:
            members[name] = spoilt(random, content)
        elif way == 6:
            members.pop(name, None)
        elif way == 7:
            members[random.choice(_NAMES)] = content
        else:
            members[(name.rpartition(".")[0] or "a") + random.choice(_ENDINGS)] = content
    return members


def hostile_zip(random: Random, members: Members) -> bytes:
    """A zip of ``members`` after :func:`spoilt_members`; one in five has bytes changed as well."""
    held = io.BytesIO()
    method = random.choice((zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED))
    with zipfile.ZipFile(held, "w", method) as archive:
        for name, content in spoilt_members(random, members).items():
            archive.writestr(name, content)
    packed = bytearray(held.getvalue())
    if random.random() < 0.2:
        for _ in range(random.randint(1, 8)):
            packed[random.randrange(len(packed))] = random.randint(0, 255)
    return bytes(packed)
