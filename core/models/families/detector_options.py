"""The options and choices of the families of detectors."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, ClassVar, Literal

from pydantic import Field

from core.metrics import Task
from core.models.families import mobile_plans
from core.models.families.efficientdet_scaling import COMPOUND
from core.models.families.mobile_options import BLOCKS, Factor, Share, net_rule
from core.models.families.tiny_yolo_plans import MOST_STAGES
from core.models.rules import ChoiceRule, FamilyOptions, SmallNetwork
from core.models.sketch.features import counted, numbered, scale_text, sized, span

if TYPE_CHECKING:
    from collections.abc import Iterator

    from core.specs import Choices

RESOLUTION = net_rule("resolution", "height and width the picture is brought to, pixels", 1, 2048)
WIDTH = net_rule("width_multiplier", "factor on every layer's channels", 0.05, 8.0)
LEVELS = (3, 4, 5)
# From this side on a picture is large enough for the published step of the last map.
LARGE_SIDE = 256


class DetectorOptions(FamilyOptions):
    """Base of what detectors take; ``resolution`` 0 leaves the picture as it is."""

    width_multiplier: Factor = 1.0
    resolution: Annotated[int, Field(ge=0, le=2048)] = 0

    task: ClassVar[Task] = "detection"
    counter: ClassVar[str] = "stages"


class TinyYoloOptions(DetectorOptions):
    """Tiny YOLO, versions 2 to 4; as it is, the published network of its version.

    ``head_width`` 0 and ``anchors`` 0 are as published; the neck and the finer level go with the
    head. ``separable`` puts a depthwise and a 1×1 convolution in place of every 3×3 one, as
    ``separable_1``, ``separable_2`` … do in one stage. Pixels run from 0 to 1.
    """

    head: ClassVar[str] = "core.detection.heads.yolo:YoloHead"

    version: Literal[2, 3, 4] = 4
    head_width: Annotated[int, Field(ge=0, le=4096)] = 0
    anchors: Annotated[int, Field(ge=0, le=9)] = 0
    separable: bool = False

    max_blocks: ClassVar[int] = MOST_STAGES
    rules: ClassVar[tuple[ChoiceRule, ...]] = (
        ChoiceRule("version", "the published plan", per_block=False, values=(2, 3, 4)),
        net_rule("stages", "number of stages", 2, MOST_STAGES),
        ChoiceRule("width", "channels of a stage", 2, 2048),
        ChoiceRule("separable", "depthwise-separable in place of ordinary convolution"),
        ChoiceRule("separable", "the same in every stage and the heads", per_block=False),
        net_rule("head_width", "channels before the coarse boxes", 4, 4096),
        WIDTH,
        RESOLUTION,
    )

    @classmethod
    def small(cls, side: int, width: float) -> SmallNetwork:
        return SmallNetwork({"width_multiplier": width}, {"version": 4})

    def features(self, choices: Choices) -> Iterator[str]:
        yield f"v{self.version}"
        stages = int(choices.get("stages", MOST_STAGES))
        yield counted(stages, "stage")
        widths = numbered(choices, "width", stages)
        if widths:
            yield f"{span(widths)} channels"
        yield from scale_text(self.width_multiplier, "wide")
        if self.separable or any(numbered(choices, "separable", stages)):
            yield "separable"
        yield from sized(self.resolution)


class EfficientDetOptions(DetectorOptions):
    """EfficientDet (Tan, Pang & Le 2020); as it is, D0.

    ``phi`` is the compound coefficient: its row of the paper's table 1 sets the backbone's factors,
    the neck, the heads, and how much larger than for D0 the picture is made. On top of it come the
    multipliers of the backbone; ``bifpn_width``, ``bifpn_repeats`` and ``head_depth`` 0 and
    ``fusion`` ``published`` are the row's. ``levels`` counts from P3 on. ``output_stride`` is the
    step of P5: below 32 the strides that come first are dropped, so that a small picture keeps
    its size. ``pixels`` says which numbers the network is given: from 0 to 255, or ``unit``, from
    0 to 1.
    """

    head: ClassVar[str] = "core.detection.heads.efficientdet:EfficientDetHead"

    phi: Annotated[int, Field(ge=0, lt=len(COMPOUND))] = 0
    depth_multiplier: Factor = 1.0
    output_stride: Literal[8, 16, 32] = 32
    levels: Literal[3, 4, 5] = 5
    bifpn_width: Annotated[int, Field(ge=0, le=512)] = 0
    bifpn_repeats: Annotated[int, Field(ge=0, le=12)] = 0
    head_depth: Annotated[int, Field(ge=0, le=8)] = 0
    fusion: Literal["published", "fast", "sum"] = "published"
    anchors: Annotated[int, Field(ge=1, le=15)] = 9
    drop_connect: Share = 0.0
    pixels: Literal["published", "unit"] = "published"

    max_blocks: ClassVar[int] = len(mobile_plans.EFFICIENTNET.stages)
    rules: ClassVar[tuple[ChoiceRule, ...]] = (
        net_rule("stages", "number of stages of the backbone", 3, max_blocks),
        *BLOCKS,
        net_rule("phi", "compound coefficient: scales all of it", 0, len(COMPOUND) - 1),
        WIDTH,
        net_rule("depth_multiplier", "factor on every stage's blocks, rounded up", 0.05, 8.0),
        ChoiceRule(
            "output_stride",
            "how much smaller the backbone's last map is than the picture",
            per_block=False,
            values=(8, 16, 32),
        ),
        ChoiceRule("levels", "maps that boxes are sought in", per_block=False, values=LEVELS),
        net_rule("bifpn_width", "channels of the neck and the heads", 1, 512),
        net_rule("bifpn_repeats", "how often the neck is applied", 1, 12),
        net_rule("head_depth", "convolutions of a head before its last", 1, 8),
        ChoiceRule(
            "fusion",
            "how maps are fused: weighted (fast normalised) or summed",
            per_block=False,
            values=("fast", "sum"),
        ),
        RESOLUTION,
    )

    @classmethod
    def small(cls, side: int, width: float) -> SmallNetwork:
        """Return one for pictures of fewer than the published 512 pixels: half the depth."""
        choices = {
            "width_multiplier": width,
            "depth_multiplier": 0.5,
            "bifpn_width": round(64 * width),
            "bifpn_repeats": 2,
            "head_depth": 2,
            "output_stride": 16 if side < LARGE_SIDE else 32,
        }
        return SmallNetwork(choices, {"levels": 3, "anchors": 3, "pixels": "unit"})

    def features(self, choices: Choices) -> Iterator[str]:
        if "phi" in choices:
            yield f"D{self.phi}"
        yield from scale_text(self.width_multiplier, "wide")
        if self.bifpn_width:
            yield f"neck of {self.bifpn_width}"
        yield from sized(self.resolution)
        yield from scale_text(self.depth_multiplier, "deep")
        yield counted(self.levels, "level")
