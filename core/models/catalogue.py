"""The registry of families, and what each understands."""

from __future__ import annotations

from core.models.families.cell_options import NasnetOptions
from core.models.families.convnet import ConvnetOptions
from core.models.families.detector_options import EfficientDetOptions, TinyYoloOptions
from core.models.families.mobile_options import (
    EfficientNetOptions,
    MobileNetOptions,
    MobileNetV2Options,
    MobileNetV3LargeOptions,
    MobileNetV3SmallOptions,
)
from core.models.families.nasbench201 import NasBench201Options
from core.models.families.nasbench_macro import NasBenchMacroOptions
from core.models.rules import FamilyOptions
from core.registry import Registry

# A new space begins with the first.
FAMILIES = Registry("family", FamilyOptions)
FAMILIES.add(
    "convnet",
    "core.models.families.convnet:convnet",
    ConvnetOptions,
    title="Small convolutional network",
    summary="Blocks of convolutions, pooled into one classifier.",
    source="LeCun, Bottou, Bengio & Haffner 1998, Gradient-based Learning",
)
FAMILIES.add(
    "mobilenet",
    "core.models.families.mobile:mobile",
    MobileNetOptions,
    title="MobileNet",
    summary="MobileNet: depthwise-separable convolutions, cheap on a phone.",
    source="Howard et al. 2017, MobileNets",
)
FAMILIES.add(
    "mobilenet_v2",
    "core.models.families.mobile:mobile",
    MobileNetV2Options,
    title="MobileNetV2",
    summary="MobileNetV2: blocks that widen inside and pass their input on (inverted residuals).",
    source="Sandler et al. 2018, MobileNetV2",
)
FAMILIES.add(
    "mobilenet_v3_small",
    "core.models.families.mobile:mobile",
    MobileNetV3SmallOptions,
    title="MobileNetV3-Small",
    summary="MobileNetV3-Small: inverted residuals that also weigh their channels.",
    source="Howard et al. 2019, Searching for MobileNetV3",
)
FAMILIES.add(
    "mobilenet_v3_large",
    "core.models.families.mobile:mobile",
    MobileNetV3LargeOptions,
    title="MobileNetV3-Large",
    summary="MobileNetV3-Large: the same with more stages and channels.",
    source="Howard et al. 2019, Searching for MobileNetV3",
)
FAMILIES.add(
    "efficientnet",
    "core.models.families.mobile:mobile",
    EfficientNetOptions,
    title="EfficientNet",
    summary="EfficientNet: width, depth and resolution grown together (compound scaling).",
    source="Tan & Le 2019, EfficientNet",
)
FAMILIES.add(
    "nasnet",
    "core.models.families.nasnet:nasnet",
    NasnetOptions,
    title="NASNet",
    summary="NASNet: normal and reduction cells, each a small graph of operations, repeated.",
    source="Zoph, Vasudevan, Shlens & Le 2018",
)
FAMILIES.add(
    "nasbench201",
    "core.models.families.nasbench201:nasbench201",
    NasBench201Options,
    title="NAS-Bench-201",
    summary="NAS-Bench-201: one cell of six edges, repeated in a fixed frame.",
    source="Dong & Yang 2020, NAS-Bench-201",
)
FAMILIES.add(
    "nasbench_macro",
    "core.models.families.nasbench_macro:nasbench_macro",
    NasBenchMacroOptions,
    title="NAS-Bench-Macro",
    summary="NAS-Bench-Macro: eight layers, each an identity or one of two mobile blocks.",
    source="Su et al. 2021, Prioritized Architecture Sampling",
)
FAMILIES.add(
    "tiny_yolo",
    "core.models.families.tiny_yolo:tiny_yolo",
    TinyYoloOptions,
    title="Tiny YOLO",
    summary="Tiny YOLO: plain convolutions that name boxes at every position of one or two maps.",
    source="Redmon & Farhadi 2017 and 2018; Wang, Bochkovskiy & Liao 2021",
)
FAMILIES.add(
    "efficientdet",
    "core.models.families.efficientdet:efficientdet",
    EfficientDetOptions,
    title="EfficientDet",
    summary="EfficientDet: EfficientNet's maps, fused both ways, and two heads for all.",
    source="Tan, Pang & Le 2020, EfficientDet",
)
