"""The published Tiny YOLO networks as tables, from the configuration files of their authors."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Stage:
    """One stage of the backbone.

    Attributes:
        width: channels of its 3×3 convolution, before any multiplier.
        shrink: how the map is halved before: by pooling, by the convolution's own step, or not
            at all; ``pool_whole`` takes the largest of each 2×2 and keeps the size.
        partial: whether half of its channels go through two more convolutions and come back beside
            all of them (cross-stage partial; Wang et al. 2020, CSPNet), which doubles ``width``.
    """

    width: int
    shrink: Literal["none", "pool", "pool_whole", "stride"] = "pool"
    partial: bool = False


@dataclass(frozen=True, slots=True)
class TinyYoloPlan:
    """A published network, up to its sizes.

    Attributes:
        head_width: channels before the coarse boxes.
        anchors: boxes at every position of a level.
        levels: one map of boxes, or two, the second twice as fine.
    """

    stages: tuple[Stage, ...]
    head_width: int
    anchors: int
    levels: Literal[1, 2]


_PLAIN = (
    Stage(16, "none"),
    *(Stage(width) for width in (32, 64, 128, 256, 512)),
    Stage(1024, "pool_whole"),
)

PLANS: dict[int, TinyYoloPlan] = {
    # Redmon & Farhadi 2017, YOLO9000: the network for COCO. That for VOC has a head of 1024.
    2: TinyYoloPlan(_PLAIN, head_width=512, anchors=5, levels=1),
    # Redmon & Farhadi 2018, YOLOv3.
    3: TinyYoloPlan(_PLAIN, head_width=512, anchors=3, levels=2),
    # Wang, Bochkovskiy & Liao 2021, Scaled-YOLOv4, section 4.2.
    4: TinyYoloPlan(
        (
            Stage(32, "stride"),
            Stage(64, "stride"),
            Stage(64, "none", partial=True),
            Stage(128, partial=True),
            Stage(256, partial=True),
            Stage(512),
        ),
        head_width=512,
        anchors=3,
        levels=2,
    ),
}
MOST_STAGES = max(len(plan.stages) for plan in PLANS.values())
