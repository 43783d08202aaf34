"""Networks of the literature by name: the family and the options that give each of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from core.models.families.efficientdet_scaling import COMPOUND, Compound

if TYPE_CHECKING:
    from core.specs import Value


@dataclass(frozen=True)
class Published:
    """A network of the literature.

    Attributes:
        family: the family that builds it.
        application: the function of ``keras.applications`` that has weights for it; none has for
            a detector.
        pixels: side of the square picture that it was published for.
        options, choices: what the family must be given; its defaults where empty.
        pretrained_options: what it needs besides to work with the published weights.
    """

    family: str
    application: str = ""
    pixels: int = 224
    options: Mapping[str, Value] = field(default_factory=dict)
    choices: Mapping[str, Value] = field(default_factory=dict)
    pretrained_options: Mapping[str, Value] = field(default_factory=dict)


def _efficientnet(
    number: int, width: float, depth: float, pixels: int, dropout: float
) -> Published:
    return Published(
        "efficientnet",
        f"EfficientNetB{number}",
        pixels,
        {"width_multiplier": width, "depth_multiplier": depth, "dropout": dropout},
        pretrained_options={"imagenet_scaling": True},
    )


def _efficientdet(row: Compound, drop_connect: float) -> Published:
    # Not by ``phi``, which would enlarge a picture that already has the published size.
    options: dict[str, Value] = {
        "width_multiplier": row.width,
        "depth_multiplier": row.depth,
        "bifpn_width": row.bifpn_width,
        "bifpn_repeats": row.bifpn_repeats,
        "head_depth": row.head_depth,
        "fusion": row.fusion,
        "drop_connect": drop_connect,
    }
    return Published("efficientdet", pixels=row.resolution, options=options)


# Networks that say which class a picture is of.
PUBLISHED: dict[str, Published] = {
    "mobilenet": Published("mobilenet", "MobileNet"),
    "mobilenet_v2": Published("mobilenet_v2", "MobileNetV2"),
    "mobilenet_v3_small": Published("mobilenet_v3_small", "MobileNetV3Small"),
    "mobilenet_v3_large": Published("mobilenet_v3_large", "MobileNetV3Large"),
    "nasnet_mobile": Published("nasnet", "NASNetMobile"),
    "nasnet_large": Published(
        "nasnet",
        "NASNetLarge",
        331,
        {"filters": 168, "repeats": 6, "stem_filters": 96, "skip_reduction": True},
    ),
    # Tan & Le 2019; the factors as their reference implementation rounds them.
    "efficientnet_b0": _efficientnet(0, 1.0, 1.0, 224, 0.2),
    "efficientnet_b1": _efficientnet(1, 1.0, 1.1, 240, 0.2),
    "efficientnet_b2": _efficientnet(2, 1.1, 1.2, 260, 0.3),
    "efficientnet_b3": _efficientnet(3, 1.2, 1.4, 300, 0.3),
    "efficientnet_b4": _efficientnet(4, 1.4, 1.8, 380, 0.4),
    "efficientnet_b5": _efficientnet(5, 1.6, 2.2, 456, 0.4),
    "efficientnet_b6": _efficientnet(6, 1.8, 2.6, 528, 0.5),
    "efficientnet_b7": _efficientnet(7, 2.0, 3.1, 600, 0.5),
}


# Networks that find objects, for COCO's classes.
DETECTORS: dict[str, Published] = {
    **{
        f"tiny_yolo_v{version}": Published("tiny_yolo", pixels=416, options={"version": version})
        for version in (2, 3, 4)
    },
    # Stochastic depth as the authors train them: none in the smallest.
    **{
        f"efficientdet_d{phi}": _efficientdet(row, 0.2 if phi else 0.0)
        for phi, row in enumerate(COMPOUND)
    },
}

# All of them by name.
NETWORKS = PUBLISHED | DETECTORS
