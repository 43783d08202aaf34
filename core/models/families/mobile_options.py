"""The options and choices of the families of mobile networks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, ClassVar, Literal

from pydantic import Field

from core.models.families import mobile_plans
from core.models.families.mobile_plans import MobilePlan
from core.models.rules import ChoiceRule, FamilyOptions, SmallNetwork
from core.models.sketch.features import counted, numbered, scale_text, sized, span

if TYPE_CHECKING:
    from collections.abc import Iterator

    from core.specs import Choices

ACTIVATIONS = ("relu", "relu6", "hard_swish", "swish")
# The last map of a small network keeps at least so many pixels a side.
LEAST_MAP = 3
STRIDES = (1, 2, 4, 8, 16, 32)
Share = Annotated[float, Field(ge=0, lt=1)]
Factor = Annotated[float, Field(ge=0.05, le=8)]


def net_rule(stem: str, summary: str, low: float, high: float) -> ChoiceRule:
    """Return the rule of a number for the whole network."""
    return ChoiceRule(stem, summary, low, high, per_block=False)


SCALING = (
    net_rule("width_multiplier", "factor on every layer's channels", 0.05, 8.0),
    net_rule("depth_multiplier", "factor on every stage's blocks, rounded up", 0.05, 8.0),
    net_rule("resolution_multiplier", "factor on the picture's height and width", 0.05, 8.0),
    net_rule("phi", "compound coefficient: scales all three", -8.0, 8.0),
    net_rule("resolution", "height and width the picture is brought to, pixels", 1, 1024),
    ChoiceRule(
        "output_stride",
        "how much smaller the last map is than the picture",
        per_block=False,
        values=STRIDES,
    ),
)
HEAD = net_rule("head_width", "channels of the last layer before the classifier", 1, 4096)
SEPARABLE = (
    ChoiceRule("depth", "blocks of a stage", 1, 16),
    ChoiceRule("width", "channels of a stage", 1, 2048),
    ChoiceRule("kernel", "side of a stage's kernels, pixels", 1, 9),
    ChoiceRule("activation", "function after a stage's convolutions", values=ACTIVATIONS),
)
BLOCKS = (
    *SEPARABLE,
    ChoiceRule("expansion", "channels inside a stage's blocks over channels outside", 1, 12),
    ChoiceRule("squeeze", "whether a stage's blocks weigh their channels (squeeze-and-excitation)"),
)
INVERTED = (*BLOCKS, HEAD)


def _stages(plan: MobilePlan) -> ChoiceRule:
    return net_rule("stages", "number of stages", 1, len(plan.stages))


class MobileOptions(FamilyOptions):
    """The fixed options of a mobile network; defaults are the published network's.

    The multipliers are those of Howard et al. (2017) and Tan & Le (2019); ``phi`` is the compound
    coefficient of the latter (equation 3), on top of them. ``resolution`` 0 leaves the picture
    as it is, in pixels otherwise. An ``output_stride`` below 32 drops the strides that come first,
    so that a small picture is not thrown away in the stem. ``head_width`` 0 is as published.
    ``pixels`` says which numbers the network is given: those of the published one, or ``unit``,
    which is from 0 to 1.
    """

    width_multiplier: Factor = 1.0
    depth_multiplier: Factor = 1.0
    resolution_multiplier: Factor = 1.0
    phi: Annotated[float, Field(ge=-8, le=8)] = 0.0
    resolution: Annotated[int, Field(ge=0, le=1024)] = 0
    output_stride: Literal[1, 2, 4, 8, 16, 32] = 32
    head_width: Annotated[int, Field(ge=0, le=4096)] = 0
    dropout: Share = 0.0
    pixels: Literal["published", "unit"] = "published"

    counter: ClassVar[str] = "stages"
    plan: ClassVar[MobilePlan]

    @classmethod
    def small(cls, side: int, width: float) -> SmallNetwork:
        stride = max((one for one in STRIDES if side >= LEAST_MAP * one), default=1)
        choices = {"width_multiplier": width, "output_stride": stride}
        return SmallNetwork(choices, {"pixels": "unit"})

    def features(self, choices: Choices) -> Iterator[str]:
        stages = int(choices.get("stages", len(self.plan.stages)))
        if "stages" in choices:
            yield counted(stages, "stage")
        widths = numbered(choices, "width", stages)
        if widths:
            yield f"{span(widths)} channels"
        if self.phi:
            yield f"φ {self.phi:g}"
        yield from scale_text(self.width_multiplier, "wide")
        yield from scale_text(self.depth_multiplier, "deep")
        yield from scale_text(self.resolution_multiplier, "fine")
        yield from sized(self.resolution)
        depths = numbered(choices, "depth", stages)
        if depths:
            yield counted(sum(depths), "block")
        # Where all have the published number, it tells none from the others.
        if "stages" not in choices:
            yield counted(stages, "stage")


class MobileNetOptions(MobileOptions):
    """MobileNet (Howard et al. 2017)."""

    dropout: Share = 0.001

    plan: ClassVar[MobilePlan] = mobile_plans.MOBILENET
    max_blocks: ClassVar[int] = len(plan.stages)
    rules: ClassVar[tuple[ChoiceRule, ...]] = (_stages(plan), *SEPARABLE, *SCALING)


class MobileNetV2Options(MobileOptions):
    """MobileNetV2 (Sandler et al. 2018)."""

    plan: ClassVar[MobilePlan] = mobile_plans.MOBILENET_V2
    max_blocks: ClassVar[int] = len(plan.stages)
    rules: ClassVar[tuple[ChoiceRule, ...]] = (_stages(plan), *INVERTED, *SCALING)


class MobileNetV3SmallOptions(MobileOptions):
    """MobileNetV3-Small (Howard et al. 2019)."""

    dropout: Share = 0.2

    plan: ClassVar[MobilePlan] = mobile_plans.MOBILENET_V3_SMALL
    max_blocks: ClassVar[int] = len(plan.stages)
    rules: ClassVar[tuple[ChoiceRule, ...]] = (_stages(plan), *INVERTED, *SCALING)


class MobileNetV3LargeOptions(MobileOptions):
    """MobileNetV3-Large (Howard et al. 2019)."""

    dropout: Share = 0.2

    plan: ClassVar[MobilePlan] = mobile_plans.MOBILENET_V3_LARGE
    max_blocks: ClassVar[int] = len(plan.stages)
    rules: ClassVar[tuple[ChoiceRule, ...]] = (_stages(plan), *INVERTED, *SCALING)


class EfficientNetOptions(MobileOptions):
    """EfficientNet (Tan & Le 2019); as it is, the B0 net.

    ``drop_connect`` is the share of images for which the last residual block is left out while
    training; earlier ones in proportion. ``imagenet_scaling`` divides each colour once more by
    the root of its deviation, which the published weights were trained with.
    """

    dropout: Share = 0.2
    drop_connect: Share = 0.2
    imagenet_scaling: bool = False

    plan: ClassVar[MobilePlan] = mobile_plans.EFFICIENTNET
    max_blocks: ClassVar[int] = len(plan.stages)
    rules: ClassVar[tuple[ChoiceRule, ...]] = (_stages(plan), *INVERTED, *SCALING)
