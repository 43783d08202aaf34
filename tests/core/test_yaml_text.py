"""YAML 1.2 as people mean it, and bounds on what a text may cost."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.yaml_text import YamlTextError, read, write

WORDS = st.text(st.characters(exclude_categories=["Cs", "Cc", "Cn"]), max_size=12)
VALUES = st.one_of(
    st.booleans(),
    st.integers(-(2**63) + 1, 2**63 - 1),
    st.floats(allow_nan=False, allow_infinity=False),
    WORDS,
    st.sampled_from(
        ["yes", "no", "on", "1e5", "2:4", "010", "1_000", "0x1f", "null", "~", "12:30"]
    ),
)


# What they cost is measured in tests/benchmarks/bench_fuzz.py.
LARGE_REFUSED = {
    "lists": ("[" * 200_000, "nested more than 32"),
    "mappings": ("{a: " * 50_000, "nested more than 32"),
    "list in list": ("- " * 100_000, "nested more than 32"),
    "indented": ("\n".join(f"{'  ' * n}k:" for n in range(400)), "nested more than 32.*line 33"),
    "entries": ("a: [" + "1," * 99_000 + "]", "more than 20,000 parts"),
    "complex keys": ("? " * 100_000, "a name must be a word or a number"),
    "anchor": ("&" + "a" * 199_000 + " 1", "anchors and aliases"),
    "digits": ("a: " + "9" * 199_000, "a number of 199,000 characters is too long"),
}
LARGE_READ = {
    "words": ("a: " + "x " * 99_000, ("x " * 99_000).strip()),
    "escapes": ('a: "' + "\\n" * 99_000 + '"', "\n" * 99_000),
    "block": ("a: |\n" + "  x\n" * 49_000, "x\n" * 49_000),
    "comments": ("# x\n" * 49_000 + "a: 1", 1),
}


@pytest.mark.parametrize(
    ("text", "value"),
    [
        # yaml/pyyaml#173, rbgirshick/yacs#46, hiyouga/LlamaFactory#4014: read as words there.
        ("1e5", 100_000.0),
        ("5e-4", 0.0005),
        ("1E+3", 1000.0),
        # opensanctions#3845, aaubry/YamlDotNet#447: base 8 there.
        ("010", 10),
        ("0008", 8),
        ("0o17", 15),
        ("0x1F", 31),
        ("0b101", 5),
        # php/pecl-file_formats-yaml#5: numbers of base 60 there.
        ("2:4", "2:4"),
        ("12:30", "12:30"),
        ("1_000", 1000),
        ("2024-01-05", "2024-01-05"),
        ("2024-13-45", "2024-13-45"),
        # kislyuk/yq#152, the "on" of GitHub's workflows: truth values there.
        ("yes", "yes"),
        ("no", "no"),
        ("on", "on"),
        ("True", True),
        ("null", None),
        ("", None),
        ("'8'", "8"),
        ("!!str 8", "8"),
        ("1__0", "1__0"),
        ("=", "="),
        ("695e0514", YamlTextError),
        (".inf", YamlTextError),
        (".NaN", YamlTextError),
        ("9" * 5000, YamlTextError),
        ("0x" + "f" * 5000, YamlTextError),
        ("-9223372036854775809", YamlTextError),
    ],
)
def test_a_value_is_read_as_it_is_meant_or_refused(text: str, value: Any) -> None:
    if value is YamlTextError:
        with pytest.raises(YamlTextError, match="number"):
            read(f"a: {text}")
        return
    found = read(f"a: {text}")["a"]
    assert (type(found), found) == (type(value), value)


@pytest.mark.parametrize(
    ("text", "field", "lines"),
    [
        # yaml/pyyaml#165, #41 and rbgirshick/yacs#17: the first was lost without a word.
        ("a: 1\nb: 2\na: 3", "a", "lines 1 and 3"),
        ("s:\n  c:\n    w: 1\n    w: 2", "s.c.w", "lines 3 and 4"),
        ('{"a": {"b": 1,\n"b": 2}}', "a.b", "lines 1 and 2"),
        ("a: [{x: 1, x: 2}]", "a.0.x", "line 1"),
        ("1: a\n1.0: b", "1.0", "lines 1 and 2"),
    ],
)
def test_a_name_that_stands_twice_is_refused_in_its_place(
    text: str, field: str, lines: str
) -> None:
    with pytest.raises(YamlTextError, match=f"twice, in {lines}.") as caught:
        read(text)
    assert caught.value.field == field


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("a: &x 1\nb: *x", "anchors and aliases"),
        ("a: !!python/name:os.system 1", "tags"),
        ("a: !!binary aGk=", "tags"),
        ("a: 1\n---\nb: 2", "a second document"),
        ("%YAML 1.1\n---\na: yes", "start with %"),
        ("a:\n\tb: 1", "a tab stands here"),
        ("a: \0", r"U\+0000"),
        ("a: \ud800", r"U\+D800"),
        ('a: "\\ud800"', "Unicode character"),
        ('a: "\\0"', r"U\+0000"),
        ("a: 1\nb: é\x86", r"U\+0086.*line 2, column 5"),
        ("a: \ufffe", r"U\+FFFE"),
        ("é😀: 1\nb: @x", r"begin with @.*line 2, column 4"),
        ('x: "\\q"', r"\\q means nothing in double quotes"),
        ("a: 1\n...\nb: 2", r"behind the end of the document.*line 3"),
        ("a: 1\n\t\nb: 2\n", "a tab stands here"),
        ("%YAML 1.0\n---\na: 1", "YAML"),
        ("[a]: 1", "a word or a number"),
        ("a: 'x", "line 1, column"),
        ("x" * 200_001, "at most 200,000 characters; got 200,001"),
    ],
)
def test_what_is_not_read_is_refused_with_the_reason(text: str, words: str) -> None:
    with pytest.raises(YamlTextError, match=words):
        read(text)


def test_json_with_tabs_and_a_byte_order_mark_is_read() -> None:
    assert read('\ufeff{\n\t"a": [1,\n\t\t2.5e3, "x\\u00e9"], "b": null}') == {
        "a": [1, 2500.0, "xé"],
        "b": None,
    }


@pytest.mark.parametrize(("text", "words"), LARGE_REFUSED.values(), ids=LARGE_REFUSED)
def test_large_texts_are_refused_at_the_bound_that_they_break(text: str, words: str) -> None:
    with pytest.raises(YamlTextError, match=words):
        read(text)


@pytest.mark.parametrize(("text", "value"), LARGE_READ.values(), ids=LARGE_READ)
def test_large_texts_within_the_bounds_are_read_whole(text: str, value: object) -> None:
    assert read(text) == {"a": value}


@given(st.dictionaries(WORDS, st.one_of(VALUES, st.lists(VALUES), st.dictionaries(WORDS, VALUES))))
def test_what_is_written_is_read_again(data: dict[str, Any]) -> None:
    assert read(write(data)) == data


def test_lists_of_plain_values_are_written_on_one_line() -> None:
    assert write({"b": [1, 2], "a": [{"x": "yes"}]}) == "b: [1, 2]\na:\n- x: 'yes'\n"


def test_values_are_the_text_that_is_written_where_that_is_wanted() -> None:
    text = "{0: [true, 010, 1e5, ~, .inf, 'no'], twice: {yes: }}"
    assert read(text, as_written=True) == {
        "0": ["true", "010", "1e5", "~", ".inf", "no"],
        "twice": {"yes": ""},
    }
