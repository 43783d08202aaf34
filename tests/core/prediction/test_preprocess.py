"""A person's own picture: brought to the data's shape, or refused in words."""

from __future__ import annotations

import io
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from core.datasets import info
from core.datasets.uploads.levels import Levels
from core.errors import DataError
from core.prediction.preprocess import fit_picture


def png(width: int, height: int, colour: str = "white", mode: str = "RGB") -> bytes:
    content = io.BytesIO()
    Image.new(mode, (width, height), colour).save(content, "PNG")
    return content.getvalue()


def test_a_scene_keeps_its_shape_on_grey(home: Path) -> None:
    picture = fit_picture(png(400, 200), "wide.png", info("fashion_scenes", home))
    assert picture.shape == (96, 96, 3) and picture.dtype == np.uint8
    assert (picture[24:72] == 255).all()
    assert (picture[:24] == 114).all() and (picture[72:] == 114).all()


def test_of_an_image_to_be_classified_the_middle_is_taken(home: Path) -> None:
    picture = fit_picture(png(400, 200), "wide.png", info("digits", home))
    assert picture.shape == (8, 8, 1) and (picture == 255).all()


def test_grey_pictures_and_transparent_ones_become_coloured(home: Path) -> None:
    scenes = info("fashion_scenes", home)
    grey = fit_picture(png(96, 96, "gray", "L"), "grey.png", scenes)
    clear = fit_picture(png(96, 96, "#ff000000", "RGBA"), "clear.png", scenes)
    assert (grey == 128).all() and (clear == 255).all()


def test_a_deep_picture_is_read_on_the_scale_of_the_data(home: Path) -> None:
    content = io.BytesIO()
    Image.fromarray(np.full((8, 8), 2000, np.uint16)).save(content, "PNG")
    digits = info("digits", home)
    scaled = digits.model_copy(update={"levels": (Levels(kind="uint16", low=0, high=4000),)})
    assert (fit_picture(content.getvalue(), "xray.png", scaled) == 128).all()
    assert (fit_picture(content.getvalue(), "xray.png", digits) == 255).all()


def test_an_image_is_brought_to_size_as_those_of_its_data_were(home: Path) -> None:
    boxed = info("digits", home).model_copy(update={"fit": "letterbox"})
    picture = fit_picture(png(400, 200), "wide.png", boxed)
    assert (picture[2:6] == 255).all() and (picture[:2] == 114).all()


@pytest.mark.parametrize("content", [b"", b"%PDF-1.7 no picture", png(30, 30)[:60]])
def test_what_is_no_picture_is_refused_with_its_name(home: Path, content: bytes) -> None:
    with pytest.raises(DataError, match="^my.png must be a picture, PNG or JPEG; it cannot"):
        fit_picture(content, "my.png", info("fashion_scenes", home))


def test_a_picture_of_too_many_pixels_is_refused(home: Path) -> None:
    with pytest.raises(DataError, match="4 to 6000 pixels a side; long.png is 7000×4"):
        fit_picture(png(7000, 4), "long.png", info("fashion_scenes", home))


def test_a_picture_that_is_all_line_is_still_one(home: Path) -> None:
    assert fit_picture(png(6000, 4), "line.png", info("fashion_scenes", home)).shape == (96, 96, 3)
