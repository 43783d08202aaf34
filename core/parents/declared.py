"""A lower bound of the weights that a network's configuration declares."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from math import prod
from typing import Any


def declared_weights(config: Any) -> int:
    """Return a lower bound of the number of weights that the layers' settings declare."""
    return sum(_weights(part) for part in objects_of(config))


def objects_of(config: Any) -> Iterator[dict[str, Any]]:
    """Yield every part of a configuration that names a class, however deep."""
    open_parts = [config]
    while open_parts:
        part = open_parts.pop()
        if isinstance(part, dict):
            if isinstance(part.get("class_name"), str):
                yield part
            open_parts.extend(part.values())
        elif isinstance(part, list):
            open_parts.extend(part)


def _weights(part: Mapping[str, Any]) -> int:
    settings = part.get("config")
    if not isinstance(settings, dict):
        return 0
    if part["class_name"] == "Embedding":
        return _number(settings.get("input_dim")) * _number(settings.get("output_dim"))
    if "filters" in settings or "depth_multiplier" in settings:
        return _of_convolution(settings, _channels(part))
    if "units" in settings:
        return _number(settings["units"]) * _channels(part)
    if "num_heads" in settings and "key_dim" in settings:
        return _number(settings["num_heads"]) * _number(settings["key_dim"])
    return 0


def _of_convolution(settings: Mapping[str, Any], channels: int) -> int:
    size = settings.get("kernel_size")
    area = prod(_number(side) for side in size) if isinstance(size, list) else _number(size)
    # Of a separable convolution the two parts are added, not multiplied.
    if "depth_multiplier" in settings:
        return max(area, _number(settings.get("filters")))
    groups = max(1, _number(settings.get("groups", 1)))
    return area * _number(settings["filters"]) * max(1, channels // groups)


def _channels(part: Mapping[str, Any]) -> int:
    """Return the input channels that the file says a layer was built for, else 1."""
    built = part.get("build_config")
    shape = built.get("input_shape") if isinstance(built, dict) else None
    return max(1, _number(shape[-1])) if isinstance(shape, list) and shape else 1


def _number(value: Any) -> int:
    return value if isinstance(value, int) and value > 0 else 0
