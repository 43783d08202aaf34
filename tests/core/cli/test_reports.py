"""What the terminal says of data that were taken in."""

from __future__ import annotations

from pathlib import Path

import pytest

from core.cli.reports import tell
from core.datasets import ImportReport
from core.datasets.catalogue import info


def test_left_out_and_notes_are_lines_of_their_own(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    digits = info("digits", tmp_path)
    tell(ImportReport(info=digits, left_out=("a.txt: no image",), notes=("b.png: turned",)))
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err == "left out: a.txt: no image\nnote: b.png: turned\n"
