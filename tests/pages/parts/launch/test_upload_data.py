"""The upload of a person's own images: how large a file the server takes."""

from __future__ import annotations

import io
import tomllib
from collections.abc import Callable
from typing import Any

import numpy as np
from streamlit.testing.v1 import AppTest

from core.datasets import DEFAULT_LIMITS
from core.settings import ROOT

Open = Callable[..., AppTest]


def add(app: AppTest, content: bytes, name: str) -> AppTest:
    """What a person does: choose a file, type a name, press the button."""
    uploader = next(box for box in app.file_uploader if box.label == "File")
    uploader.set_value(("mine.npz", content, "application/octet-stream")).run()
    next(box for box in app.text_input if box.label == "Name of the data").set_value(name).run()
    return next(button for button in app.button if button.label == "Add this data").click().run()


def images() -> bytes:
    """An archive of two classes of small grey pictures."""
    pixels = np.random.default_rng(0).integers(0, 255, (200, 8, 8, 1), dtype=np.uint8)
    held = io.BytesIO()
    np.savez(held, x=pixels, y=np.arange(200) % 2)
    return held.getvalue()


def data_box(app: AppTest) -> Any:
    return next(box for box in app.selectbox if box.label == "Data")


def test_uploaded_data_is_listed_and_chosen_at_once_and_stays(open_page: Open) -> None:
    app = add(open_page("launch"), images(), "mine")
    assert data_box(app).value == "mine"
    assert data_box(app.run()).value == "mine"


def test_refusal_takes_the_former_success_away(open_page: Open) -> None:
    app = add(open_page("launch"), images(), "mine")
    assert any("mine" in box.value for box in app.success)
    app = add(app, b"no archive", "other")
    assert app.error
    assert not app.success


def test_caption_asks_for_a_folder_per_class_and_one_size_or_a_choice(open_page: Open) -> None:
    [text] = [c.value for c in open_page("launch").caption if "one folder per class" in c.value]
    assert "All pictures of one size, or a .zip of pictures of any size" in text


def test_server_takes_no_larger_file_than_the_engine_unpacks() -> None:
    settings = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text(encoding="utf-8"))
    assert settings["server"]["maxUploadSize"] * 2**20 == DEFAULT_LIMITS.unpacked_bytes
