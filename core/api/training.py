"""One network trained by itself, small enough for the pictures: a parent in a minute."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from core.api.launching import check, estimators_for
from core.datasets import info
from core.metrics import QUALITY
from core.paths import home
from core.specs import RunSpec, Space

Settings = dict[str, dict[str, Any]]

_STRIDES = (32, 16, 8, 4, 2)
# The last map of a classifier keeps at least so many pixels a side.
_LEAST_MAP = 3
# From this side on a detector's last map may be as coarse as it is published.
_LARGE_SIDE = 256


def single_network(
    family: str, dataset: str, *, width: float = 1.0, epochs: int = 12, name: str = ""
) -> RunSpec:
    """Return a run that trains a single network of ``family`` on a data set.

    Args:
        width: factor on the published channels.
        name: of the run; by default the family's.

    Raises:
        NotFoundError: there is no such data set.
        SpecError: there is no such family, or it is none for these pictures.
    """
    about = info(dataset, home())
    settings = _SETTINGS.get(family, _mobile)(min(about.image_shape[:2]), width)
    space = Space.model_validate({"name": family, "family": family, **settings})
    estimator = estimators_for(space, dataset)[0].name
    return check(
        {
            "name": name or family,
            "dataset": dataset,
            "space": space,
            "strategy": "random",
            "estimator": {"name": estimator, "params": {"epochs": epochs}},
            "objectives": [QUALITY[about.task], "parameters"],
            "budget": {"trials": 1},
        }
    )


def _convnet(_side: int, width: float) -> Settings:
    widths = {f"width_{at}": [round(n * width)] for at, n in enumerate((32, 64, 128), 1)}
    return {"choices": {"blocks": [3], **widths}}


def _mobile(side: int, width: float) -> Settings:
    stride = next((one for one in _STRIDES if side >= _LEAST_MAP * one), 1)
    choices = {"width_multiplier": [width], "output_stride": [stride]}
    return {"choices": choices, "options": {"pixels": "unit"}}


def _tiny_yolo(_side: int, width: float) -> Settings:
    return {"choices": {"width_multiplier": [width]}, "options": {"version": 4}}


def _efficientdet(side: int, width: float) -> Settings:
    """Return settings for small pictures: three levels, half the depth."""
    choices = {
        "width_multiplier": [width],
        "depth_multiplier": [0.5],
        "bifpn_width": [round(64 * width)],
        "bifpn_repeats": [2],
        "head_depth": [2],
        "output_stride": [16 if side < _LARGE_SIDE else 32],
    }
    return {"choices": choices, "options": {"levels": 3, "anchors": 3, "pixels": "unit"}}


_SETTINGS: Mapping[str, Callable[[int, float], Settings]] = {
    "convnet": _convnet,
    "tiny_yolo": _tiny_yolo,
    "efficientdet": _efficientdet,
}
