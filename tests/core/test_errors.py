"""What is told of an error: one line, or what went wrong with the way out."""

from __future__ import annotations

import pytest

from core.errors import DataError, PruningError, cause_of, first_line, in_a_line, in_words


@pytest.mark.parametrize(
    ("error", "line"),
    [
        (ValueError("\n one\ntwo"), "one"),
        (ValueError(), "ValueError"),
        (OSError(" \n"), "OSError"),
        (RuntimeError("x" * 1000), "x" * 300),
    ],
)
def test_first_line_is_never_empty_and_never_endless(error: Exception, line: str) -> None:
    assert first_line(error) == line


@pytest.mark.parametrize("error", [KeyError("k"), AssertionError(), RuntimeError("no"), OSError()])
def test_whatever_a_library_raises_is_put_into_words(error: Exception) -> None:
    with pytest.raises(DataError, match="^Layer 'one' broke: .+ Mend it.$") as caught:
        with in_words("Layer 'one' broke", "Mend it.", DataError):
            raise error
    assert caught.value.__cause__ is error


def test_words_that_are_there_already_pass() -> None:
    with pytest.raises(PruningError, match="^as it is$"):
        with in_words("something", "Mend it.", DataError):
            raise PruningError("as it is")


@pytest.mark.parametrize(
    ("raised", "said"),
    [
        ("{{function_node __wrapped__Add}} Shapes differ [Op:Add] name: ", "Shapes differ."),
        ("Exception encountered: no such class {'config': {}}", "no such class."),
        ("Exception encountered when calling A.call().\n\n\x1b[1mno\x1b[0m\n\nArguments", "no."),
        ("", "ValueError."),
    ],
)
def test_a_cause_is_a_sentence_without_dumps(raised: str, said: str) -> None:
    assert cause_of(ValueError(raised)) == said


@pytest.mark.parametrize(
    ("error", "line"),
    [(ValueError("\n one\ntwo"), "ValueError: one"), (KeyError(), "KeyError")],
)
def test_an_error_is_reported_in_one_line(error: Exception, line: str) -> None:
    assert in_a_line(error) == line
