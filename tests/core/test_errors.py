"""The one line that is told of an error."""

from __future__ import annotations

import pytest

from core.errors import first_line


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
