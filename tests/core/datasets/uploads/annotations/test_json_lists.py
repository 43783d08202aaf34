"""JSON of long lists, read entry by entry."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.datasets.uploads.annotations.json_lists import read_lists

WANTED = {"images": ("id", "box")}
PLAIN = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text()
DOCUMENTS = st.dictionaries(st.text(max_size=5), PLAIN)


def test_entries_keep_only_what_is_wanted() -> None:
    text = '{"images": [{"id": 1, "box": [1, 2, [3]], "far": 4}, 5, [6]], "more": [{"id": 1}]}'
    assert read_lists(text, WANTED) == {
        "images": [{"id": 1, "box": [1, 2, None]}, 5, [6]],
        "more": [],
    }


@given(DOCUMENTS, st.sampled_from([None, 1, "\t"]))
def test_what_is_plain_is_read_as_json_is(document: dict[str, Any], indent: Any) -> None:
    assert read_lists(json.dumps(document, indent=indent), {}) == document


@pytest.mark.parametrize("length", [2**9 - 3, 2**9 - 2, 2**9 - 1, 2**9, 2**13, 2**17 + 1])
def test_values_of_any_length_are_read_whole(length: int) -> None:
    document = {"images": [{"id": "x" * length}, {"id": 7}]}
    assert read_lists(json.dumps(document), WANTED) == document
    digits = "1" * min(length, 600)
    assert read_lists(f'{{"images": [{digits}, {digits}]}}', WANTED) == {
        "images": [int(digits)] * 2
    }


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "Expecting value"),
        ("{", "a name is missing|Expecting value"),
        ('{"a" 1}', ": is missing"),
        ('{"a": 1', ", or } is missing"),
        ('{"images": [1 2]}', ", or ] is missing"),
        ('{"images": [1,]}', "Expecting value"),
        ("{1: 2}", "a name is missing"),
        ('{"a": 1} x', "something follows its end"),
        ("{" + ",".join(f'"{n}": 0' for n in range(1_001)) + "}", "more than 1,000 names"),
        ('{"a": 1, "a": 2}', "'a' is there twice"),
        ('{"images": [{"id": 1, "id": 2}]}', "'id' is there twice in one object"),
        ('{"images": [' + "9" * 5_000 + "]}", "limit.*digits"),
        ('{"images": ["' + "x" * 2**21 + '"]}', "Unterminated string|longer than any"),
        ('{"images": [' + "0," * 10**6 + "0]}", "more than 1,000,000 entries"),
    ],
)
def test_what_is_no_json_or_beyond_reason_is_refused(text: str, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        read_lists(text, WANTED)


@pytest.mark.parametrize("before", ["", '{"a":', '{"images":['])
@pytest.mark.parametrize("bracket", ["[", '{"a":'])
def test_nesting_beyond_reason_is_refused(before: str, bracket: str) -> None:
    with pytest.raises((RecursionError, ValueError)):
        read_lists(before + bracket * 100_000, WANTED)
