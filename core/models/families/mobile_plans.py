"""The published mobile networks as tables: stages of block rows, stem and head."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Row:
    """One block.

    Attributes:
        kernel: side of the depthwise kernel, pixels.
        expansion: channels inside the block over channels of its input; 1 leaves that step out.
        width: output channels, before any multiplier.
        stride: step of the depthwise convolution, pixels.
        squeeze: whether channels are weighed (squeeze-and-excitation, Hu et al. 2018).
        activation: name of the function after the expansion and the depthwise convolution.
    """

    kernel: int
    expansion: float
    width: int
    stride: int = 1
    squeeze: bool = False
    activation: str = "relu6"


Stage = tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class MobilePlan:
    """A published network, up to its sizes.

    Attributes:
        block: depthwise-separable (Howard et al. 2017) or inverted residual (Sandler et al. 2018).
        stem_width: channels of the first convolution; ``stem_scales`` with the width multiplier.
        head: pooled and classified at once, after a 1×1 convolution, or after two of them.
        head_width: channels of the last layer before the classifier.
        head_shrinks: whether a width multiplier below 1 makes that layer narrower too.
        activation: of the stem and the head.
        squeeze: what a squeeze keeps a quarter of: the block's expanded channels or its input's.
        divisor: every scaled width is a multiple of it.
        scale: what the published network multiplies its pixels by: 1 / 127.5 (they run from 0 to
            255), or 1 / 255; ``None`` where it is given them as numbers from -1 to 1.
        offset: what the smallest pixel is for the stem, -1 or 0; the largest is 1 there.
    """

    stages: tuple[Stage, ...]
    stem_width: int
    head_width: int = 0
    activation: str = "relu6"
    block: Literal["separable", "inverted"] = "inverted"
    head: Literal["pooled", "one_layer", "two_layers"] = "one_layer"
    squeeze: Literal["expanded", "input"] = "expanded"
    stem_scales: bool = True
    head_shrinks: bool = False
    divisor: int = 8
    scale: float | None = None
    offset: float = -1.0


def _stage(row: Row, depth: int = 1) -> Stage:
    """Return ``row`` and ``depth`` - 1 copies of it without its stride."""
    rest = Row(row.kernel, row.expansion, row.width, 1, row.squeeze, row.activation)
    return (row, *[rest] * (depth - 1))


# Howard et al. 2017, MobileNets, table 1.
MOBILENET = MobilePlan(
    stages=(
        _stage(Row(3, 1, 64)),
        _stage(Row(3, 1, 128, 2), 2),
        _stage(Row(3, 1, 256, 2), 2),
        _stage(Row(3, 1, 512, 2), 6),
        _stage(Row(3, 1, 1024, 2), 2),
    ),
    stem_width=32,
    block="separable",
    head="pooled",
    divisor=1,
)

# Sandler et al. 2018, MobileNetV2, table 2.
MOBILENET_V2 = MobilePlan(
    stages=(
        _stage(Row(3, 1, 16)),
        _stage(Row(3, 6, 24, 2), 2),
        _stage(Row(3, 6, 32, 2), 3),
        _stage(Row(3, 6, 64, 2), 4),
        _stage(Row(3, 6, 96), 3),
        _stage(Row(3, 6, 160, 2), 3),
        _stage(Row(3, 6, 320)),
    ),
    stem_width=32,
    head_width=1280,
)

# Howard et al. 2019, Searching for MobileNetV3, tables 2 and 1: (kernel, expanded width / input
# width, width, stride, squeeze, activation).
MOBILENET_V3_SMALL = MobilePlan(
    stages=(
        (Row(3, 1, 16, 2, True, "relu"),),
        (Row(3, 72 / 16, 24, 2, False, "relu"), Row(3, 88 / 24, 24, 1, False, "relu")),
        (
            Row(5, 4, 40, 2, True, "hard_swish"),
            *_stage(Row(5, 6, 40, 1, True, "hard_swish"), 2),
        ),
        _stage(Row(5, 3, 48, 1, True, "hard_swish"), 2),
        _stage(Row(5, 6, 96, 2, True, "hard_swish"), 3),
    ),
    stem_width=16,
    head_width=1024,
    activation="hard_swish",
    head="two_layers",
    stem_scales=False,
    scale=1 / 127.5,
)
MOBILENET_V3_LARGE = MobilePlan(
    stages=(
        (Row(3, 1, 16, 1, False, "relu"),),
        (Row(3, 4, 24, 2, False, "relu"), Row(3, 3, 24, 1, False, "relu")),
        _stage(Row(5, 3, 40, 2, True, "relu"), 3),
        (
            Row(3, 6, 80, 2, False, "hard_swish"),
            Row(3, 2.5, 80, 1, False, "hard_swish"),
            *_stage(Row(3, 2.3, 80, 1, False, "hard_swish"), 2),
        ),
        _stage(Row(3, 6, 112, 1, True, "hard_swish"), 2),
        _stage(Row(5, 6, 160, 2, True, "hard_swish"), 3),
    ),
    stem_width=16,
    head_width=1280,
    activation="hard_swish",
    head="two_layers",
    stem_scales=False,
    scale=1 / 127.5,
)

# Tan & Le 2019, EfficientNet, table 1.
EFFICIENTNET = MobilePlan(
    stages=(
        _stage(Row(3, 1, 16, 1, True, "swish")),
        _stage(Row(3, 6, 24, 2, True, "swish"), 2),
        _stage(Row(5, 6, 40, 2, True, "swish"), 2),
        _stage(Row(3, 6, 80, 2, True, "swish"), 3),
        _stage(Row(5, 6, 112, 1, True, "swish"), 3),
        _stage(Row(5, 6, 192, 2, True, "swish"), 4),
        _stage(Row(3, 6, 320, 1, True, "swish")),
    ),
    stem_width=32,
    head_width=1280,
    activation="swish",
    squeeze="input",
    head_shrinks=True,
    scale=1 / 255,
    offset=0.0,
)
