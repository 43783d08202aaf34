"""Where things are kept: the home folder, the database's address."""

from __future__ import annotations

import os
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


def home() -> Path:
    """Return the home folder: ``PARETOSCOPE_HOME``, else the project's ``var/``."""
    return Path(os.environ.get("PARETOSCOPE_HOME") or ROOT / "var").expanduser().resolve()


def database_url(folder: Path) -> str:
    """Return the store's URL: ``PARETOSCOPE_DB``, else a SQLite file in ``folder``."""
    return os.environ.get("PARETOSCOPE_DB") or f"sqlite:///{folder / 'paretoscope.db'}"
