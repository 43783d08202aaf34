"""The tests that are written in JavaScript, beside what they test; node runs them."""

from __future__ import annotations

import pytest

from core.settings import ROOT
from tests.scripts import TESTS, run_node, without_node

FILES = sorted(file.relative_to(ROOT).as_posix() for file in TESTS.rglob("*.test.js"))


@without_node
@pytest.mark.parametrize("file", FILES)
def test_in_javascript(file: str) -> None:
    done = run_node("--test", "--test-reporter=spec", file)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "pass 0" not in done.stdout
