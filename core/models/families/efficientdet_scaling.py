"""EfficientDet's compound coefficient: the published networks D0 to D7."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Compound:
    """One row of Tan, Pang & Le 2020, table 1.

    Attributes:
        width, depth: factors of the backbone, those of EfficientNet-B0 to B6.
        resolution: side of the picture, pixels.
        bifpn_width: channels of the neck and of the heads.
        bifpn_repeats: how often the neck is applied.
        head_depth: convolutions of a head before its last.
        fusion: how the neck fuses maps; the largest were not stable with weights, so they sum.
    """

    width: float
    depth: float
    resolution: int
    bifpn_width: int
    bifpn_repeats: int
    head_depth: int
    fusion: Literal["fast", "sum"] = "fast"


COMPOUND = (
    Compound(1.0, 1.0, 512, 64, 3, 3),
    Compound(1.0, 1.1, 640, 88, 4, 3),
    Compound(1.1, 1.2, 768, 112, 5, 3),
    Compound(1.2, 1.4, 896, 160, 6, 4),
    Compound(1.4, 1.8, 1024, 224, 7, 4),
    Compound(1.6, 2.2, 1280, 288, 7, 4),
    Compound(1.8, 2.6, 1280, 384, 8, 5, "sum"),
    Compound(1.8, 2.6, 1536, 384, 8, 5, "sum"),
)
