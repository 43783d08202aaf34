"""Published tables that are not part of the project: where they are looked for, and by what name.

``PARETOSCOPE_REFERENCE`` names their folder; CONTRIBUTING.md says where they come from. What needs
one is skipped where it is absent.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from core.settings import ROOT

FOLDER = Path(os.environ.get("PARETOSCOPE_REFERENCE") or ROOT / "var" / "reference")
NASBENCH201 = FOLDER / "nasbench201_core.csv.gz"
NASBENCH_MACRO = FOLDER / "nasbench_macro_cifar10.csv.gz"


def skip_without(table: Path) -> None:
    """Skip the test that asks where ``table`` is absent, and say how to have it run."""
    if not table.exists():
        pytest.skip(f"{table} is absent; PARETOSCOPE_REFERENCE names the folder it lies in")
