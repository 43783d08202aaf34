"""How a network reads its pictures: the numbers, colours and order of classes that it learned."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from core.arrays import Array
from core.errors import DataError
from core.specs import Frozen

# Factor and summand of each channel, from its mean and its deviation in the training pictures.
Numbers = Callable[[Array, Array], tuple[Any, Any]]

AS_KEPT, BGR, REORDERED = "0-1", "bgr", "reordered"
# Of the pictures that most published networks learned from: red, green, blue.
IMAGENET_MEAN = np.array([0.485, 0.456, 0.406])
IMAGENET_DEVIATION = np.array([0.229, 0.224, 0.225])
CAFFE_MEAN = np.array([123.68, 116.779, 103.939])


@dataclass(frozen=True)
class Pixels:
    """A range of pixels: what it is called, how it is made, whether it needs three colours."""

    words: str
    numbers: Numbers
    colours: bool = False


def _plain(factor: float, summand: float = 0.0) -> Numbers:
    return lambda _mean, _deviation: (factor, summand)


# The common ones first: of those that fit equally well, the first is taken.
PIXELS: Mapping[str, Pixels] = {
    AS_KEPT: Pixels("from 0 to 1", _plain(1)),
    "0-255": Pixels("from 0 to 255", _plain(255)),
    "-1-1": Pixels("from −1 to 1", _plain(2, -1)),
    "imagenet": Pixels(
        "standardised by ImageNet's mean and deviation",
        lambda _mean, _deviation: (1 / IMAGENET_DEVIATION, -IMAGENET_MEAN / IMAGENET_DEVIATION),
        colours=True,
    ),
    "caffe": Pixels(
        "from 0 to 255 less ImageNet's mean", lambda _m, _d: (255.0, -CAFFE_MEAN), colours=True
    ),
    "standardised": Pixels(
        "standardised by these pictures' own mean and deviation",
        lambda mean, deviation: (1 / deviation, -mean / deviation),
    ),
    "centred": Pixels("from 0 to 1 less these pictures' mean", lambda mean, _d: (1.0, -mean)),
    "-0.5-0.5": Pixels("from −0.5 to 0.5", _plain(1, -0.5)),
    "0-16": Pixels("from 0 to 16", _plain(16)),
    "0-65535": Pixels("from 0 to 65,535", _plain(65535)),
    "1-0": Pixels("inverted, from 1 to 0", _plain(-1, 1)),
    "255-0": Pixels("inverted, from 255 to 0", _plain(-255, 255)),
}


class Reading(Frozen):
    """A way to turn pictures of numbers from 0 to 1 into a network's input, and outputs to classes.

    Attributes:
        pixels: a name of :data:`PIXELS`.
        bgr: whether it takes blue, green and red in this order.
        classes: which of its answers is the data's first class, second class …; empty where the
            order is the same.
    """

    pixels: str = AS_KEPT
    bgr: bool = False
    classes: tuple[int, ...] = ()

    @property
    def name(self) -> str:
        """As it is stated on the command line: ``0-255,bgr``."""
        marks = [BGR] * self.bgr + [REORDERED] * bool(self.classes)
        return ",".join([self.pixels, *marks])

    @property
    def words(self) -> str:
        """``pixels from 0 to 255, colours in the order blue, green, red``."""
        said = [f"pixels {PIXELS[self.pixels].words}"]
        said += ["colours in the order blue, green, red"] * self.bgr
        said += ["its classes in another order"] * bool(self.classes)
        return ", ".join(said)


class Stated(Frozen):
    """A person's statement of how a network reads its pictures; the order itself is found out."""

    pixels: str
    bgr: bool = False
    reordered: bool = False


class Tried(Frozen):
    """A reading, and the share of the pictures that the network is right on with it."""

    reading: Reading
    accuracy: float


class FoundReading(Frozen):
    """A parent's reading of its pictures, with the evidence.

    Attributes:
        reading: what was put before the network; the file of the parent takes pixels from 0 to 1.
        images: the validation pictures that were looked at.
        tried: the readings that were compared, the best first.
        hint: what in the network itself points to a reading.
        fitted: what else was put before or behind it.
        doubt: why people should look at it.
        confirmed: whether a person has said that it is right.
    """

    reading: Reading
    images: int
    tried: tuple[Tried, ...]
    hint: str = ""
    fitted: tuple[str, ...] = ()
    doubt: str = ""
    confirmed: bool = False

    @property
    def asks(self) -> bool:
        """Whether a person should confirm it before anything is built on it."""
        changed = self.reading != Reading() or bool(self.doubt)
        return changed and not self.confirmed

    @property
    def report(self) -> list[str]:
        """The findings, a sentence each, with their figures."""
        said = f"It takes {self.reading.words}"
        mine, kept = self.accuracy_as(self.reading), self.accuracy_as(Reading())
        if mine is not None:
            said += f": right on {mine:.1%} of {self.images} validation pictures"
        if kept is not None and self.reading != Reading():
            said += f", and on {kept:.1%} with {Reading().words}"
        lines = [f"{said}."]
        lines += [f"{self.hint[0].upper()}{self.hint[1:]}."] if self.hint else []
        lines += [f"{words[0].upper()}{words[1:]}." for words in self.fitted]
        return [*lines, self.doubt] if self.doubt else lines

    def accuracy_as(self, reading: Reading) -> float | None:
        """Return the accuracy under ``reading``, if it was tried."""
        return next((one.accuracy for one in self.tried if one.reading == reading), None)


def stated_reading(text: str) -> Stated:
    """Parse ``text``, as ``0-255`` or ``0-255,bgr,reordered``, or raise DataError."""
    pixels, *marks = [part.strip().lower() for part in text.split(",")]
    if pixels not in PIXELS or not set(marks) <= {BGR, REORDERED}:
        raise DataError(
            f"pixels must be one of {', '.join(PIXELS)}, with ,{BGR} behind it where colours come "
            f"as blue, green, red, and ,{REORDERED} where the classes are in another order; got "
            f"{text[:40]!r}. For instance: 0-255"
        )
    return Stated(pixels=pixels, bgr=BGR in marks, reordered=REORDERED in marks)


def offered(channels: int) -> list[Reading]:
    """Return the readings for pictures of so many channels, the common ones first."""
    found = []
    for bgr in (False, True) if channels == 3 else (False,):
        found += [
            Reading(pixels=name, bgr=bgr)
            for name, pixels in PIXELS.items()
            if channels == 3 or not pixels.colours
        ]
    return found
