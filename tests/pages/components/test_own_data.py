"""The upload of a person's own images: how large a file the server takes."""

from __future__ import annotations

import tomllib

from core.datasets import DEFAULT_LIMITS
from core.paths import ROOT


def test_server_takes_no_larger_file_than_the_engine_unpacks() -> None:
    settings = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text(encoding="utf-8"))
    assert settings["server"]["maxUploadSize"] * 2**20 == DEFAULT_LIMITS.unpacked_bytes
