"""How a reading is stated, said in words, and what is asked of people."""

from __future__ import annotations

import pytest

from core.errors import DataError
from core.parents.readings import FoundReading, Reading, Stated, Tried, offered, stated_reading


@pytest.mark.parametrize(
    ("text", "stated"),
    [
        ("0-255", Stated(pixels="0-255")),
        (" -1-1 , BGR", Stated(pixels="-1-1", bgr=True)),
        ("0-1,reordered", Stated(pixels="0-1", reordered=True)),
    ],
)
def test_reading_is_stated_in_a_word(text: str, stated: Stated) -> None:
    assert stated_reading(text) == stated


@pytest.mark.parametrize("text", ["", "255", "0-255,rgb", "x" * 9000])
def test_unknown_reading_is_refused_with_those_there_are(text: str) -> None:
    with pytest.raises(DataError, match=r"must be one of 0-1, 0-255, .* For instance: 0-255") as no:
        stated_reading(text)
    assert len(str(no.value)) < 500


def test_every_reading_has_a_name_that_states_it() -> None:
    for channels in (1, 3):
        for reading in offered(channels):
            stated = stated_reading(reading.name)
            assert (stated.pixels, stated.bgr) == (reading.pixels, reading.bgr)
    assert {one.pixels for one in offered(3)} - {one.pixels for one in offered(1)} == {
        "imagenet",
        "caffe",
    }


def test_report_says_what_was_found_with_figures() -> None:
    taken = Reading(pixels="0-255", bgr=True)
    tried = (Tried(reading=taken, accuracy=0.972), Tried(reading=Reading(), accuracy=0.1))
    found = FoundReading(reading=taken, images=360, tried=tried, hint="it takes whole numbers")
    assert found.report == [
        "It takes pixels from 0 to 255, colours in the order blue, green, red: right on 97.2% of "
        "360 validation pictures, and on 10.0% with pixels from 0 to 1.",
        "It takes whole numbers.",
    ]
    assert found.asks and not found.model_copy(update={"confirmed": True}).asks
