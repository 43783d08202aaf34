"""Whatever comes as a spec or a space: it is one, or an error of the engine's own."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core import api
from core.errors import CoreError
from tests.fuzzing import fuzzed

pytestmark = pytest.mark.usefixtures("home")

NAMES = [
    "name",
    "dataset",
    "space",
    "choices",
    "width_1",
    "blocks",
    "options",
    "strategy",
    "params",
]
NAMES += [
    "estimator",
    "objectives",
    "limits",
    "budget",
    "trials",
    "seed",
    "notes",
    "when",
    "values",
]
NAMES += ["family", "epochs", "latency", "macs", "minutes", "direction", "metric", "low", "high"]
WORDS = ["digits", "convnet_small", "convnet", "nsga2", "training", "val_accuracy", "yes", "1e5"]
WORDS += ["2:4", "010", "0x" + "f" * 50, "9" * 5000, ".inf", ".nan", "\ud800", "\u202e", "\u200b"]
WORDS += ["range(1, 9)", "choice(", "x" * 10_000, "", "~", "!!python/name:os.system", "&a", "*a"]
PLAIN = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.text(max_size=20),
    st.sampled_from(WORDS),
)
KEYS = st.one_of(st.sampled_from(NAMES), st.text(max_size=6))
DATA = st.recursive(
    PLAIN,
    lambda inner: st.one_of(st.lists(inner, max_size=6), st.dictionaries(KEYS, inner, max_size=8)),
    max_leaves=40,
)
WHOLE: dict[str, Any] = {
    "name": "x",
    "dataset": "digits",
    "space": {"name": "s", "family": "convnet", "choices": {"blocks": [1], "width_1": [4, 8]}},
    "strategy": {"name": "nsga2", "params": {"population": 4}},
    "estimator": {"name": "training", "params": {"epochs": 2, "latency": True}},
    "objectives": ["val_accuracy", {"metric": "macs", "direction": "minimize"}],
    "limits": {"parameters": 100_000},
    "budget": {"trials": 4, "minutes": 2},
    "seed": 1,
    "notes": "",
}
PIECES = st.sampled_from(
    [
        "[",
        "]",
        "{",
        "}",
        ":",
        ": ",
        "- ",
        "? ",
        "\n",
        "\n  ",
        "\t",
        "&a ",
        "*a",
        "!",
        "!!str ",
        "|\n",
    ]
    + [">\n", "'", '"', "#", "%YAML 1.1\n", "---\n", "...\n", ",", "\0", "\ufeff", "<<: ", "\\x"]
    + NAMES
    + WORDS
)


def check_told(read: Callable[[], object]) -> None:
    """Read, or be refused in the engine's own words."""
    try:
        read()
    except CoreError as error:
        said = str(error)
        assert said and "Input should" not in said and len(said) < 200_000
        assert not any("\ud800" <= char <= "\udfff" or char == "\u202e" for char in said)


def put(data: Any, path: list[int], value: Any) -> Any:
    """``data`` with ``value`` somewhere in it: ``path`` says which entry is gone into."""
    if not path or not isinstance(data, (dict, list)) or not data:
        return value
    if isinstance(data, list):
        at = path[0] % len(data)
        return [*data[:at], put(data[at], path[1:], value), *data[at + 1 :]]
    name = list(data)[path[0] % len(data)]
    return {**data, name: put(data[name], path[1:], value)}


@fuzzed
@given(st.text(st.characters(), max_size=300) | st.lists(PIECES, max_size=60).map("".join))
def test_any_text_is_read_or_refused_in_words(text: str) -> None:
    check_told(lambda: api.spec_from_yaml(text))
    check_told(lambda: api.space_from_yaml(text))


@fuzzed
@given(PIECES, st.integers(1, 200_000), PIECES)
def test_one_thing_many_times_is_read_or_refused_in_words(piece: str, times: int, end: str) -> None:
    text = piece * (min(times, 200_000 // max(1, len(piece)))) + end
    check_told(lambda: api.spec_from_yaml(text))


@fuzzed
@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused_in_words(content: bytes) -> None:
    check_told(lambda: api.spec_from_yaml(api.text_of(content)))


@fuzzed
@given(DATA, st.lists(st.integers(0, 20), max_size=5))
def test_anything_anywhere_in_a_spec_is_taken_or_refused_in_words(
    value: Any, path: list[int]
) -> None:
    data = put(WHOLE, path, value)
    check_told(lambda: api.check(data if isinstance(data, dict) else {"name": data}))
    check_told(lambda: api.spec_from_yaml(json.dumps(data)))


@fuzzed
@given(st.text(max_size=100) | st.sampled_from(WORDS))
def test_any_name_and_owner_is_taken_or_refused_in_words(name: str) -> None:
    check_told(lambda: api.check(WHOLE | {"name": name}))
    check_told(lambda: api.owner_named(name))
