"""Owns the drawing of a small network: a slab for each layer, as tall as its image."""

from __future__ import annotations

import math
from collections.abc import Set
from dataclasses import dataclass
from html import escape

from core.models.sketch.base import Sketch, SketchLayer
from pages.components.palette import OKABE_ITO
from pages.components.text import count

# Layers that change neither shape nor much cost are told in the table, not drawn.
_FOLDED = frozenset(
    {
        "BatchNormalization",
        "ReLU",
        "LeakyReLU",
        "Activation",
        "Rescaling",
        "Normalization",
        "Dropout",
    }
    | {"Flatten", "Reshape", "ZeroPadding2D", "Cropping2D"}
)
COLOURS = {
    "Conv2D": OKABE_ITO[0],
    "SeparableConv2D": OKABE_ITO[4],
    "DepthwiseConv2D": OKABE_ITO[4],
    "Dense": OKABE_ITO[1],
    "Add": OKABE_ITO[2],
    "WeightedFusion": OKABE_ITO[2],
    "Concatenate": OKABE_ITO[2],
}
_NAMES = {
    "InputLayer": "image",
    "Conv2D": "conv",
    "SeparableConv2D": "separable",
    "DepthwiseConv2D": "depthwise",
    "Dense": "classes",
    "GlobalAveragePooling2D": "average",
    "GlobalMaxPooling2D": "maximum",
    "MaxPooling2D": "pool",
    "AveragePooling2D": "pool",
    "UpSampling2D": "enlarge",
    "WeightedFusion": "fuse",
}
_TALL, _TOP, _GAP, _LEAST = 150.0, 14.0, 74.0, 10.0


@dataclass(frozen=True)
class _Slab:
    layer: SketchLayer
    x: float
    width: float
    height: float

    @property
    def middle(self) -> float:
        return self.x + self.width / 2


def drawn_layers(sketch: Sketch) -> list[SketchLayer]:
    """Return the layers that are drawn, in order."""
    return [layer for layer in sketch.layers if layer.kind not in _FOLDED]


def network_svg(sketch: Sketch, text: str, muted: str) -> str:
    """Return the drawing as SVG; ``text`` and ``muted`` are colours."""
    slabs = _place(drawn_layers(sketch))
    width = slabs[-1].x + slabs[-1].width + _GAP / 2
    body = "".join(_slab(slab, text, muted) for slab in slabs)
    read = _read(sketch, {slab.layer.name for slab in slabs})
    arrows = "".join(
        _arrow(a, b, muted)
        for a, b in zip(slabs, slabs[1:], strict=False)
        if a.layer.name in read[b.layer.name]
    )
    size = f'viewBox="0 0 {width:.0f} 240" width="{width * 1.15:.0f}" height="{240 * 1.15:.0f}"'
    font = 'font-family="system-ui, sans-serif"'
    return f'<svg xmlns="http://www.w3.org/2000/svg" {size} {font}>{arrows}{body}</svg>'


def layer_rows(sketch: Sketch) -> list[dict[str, str | int]]:
    """Return the layer table: every layer with its shape, parameters and MACs."""
    return [
        {
            "Layer": layer.name,
            "Kind": layer.kind,
            "What": layer.detail if layer.exact else f"{layer.detail}; MACs at least".lstrip("; "),
            "Output": "×".join(str(side) for side in layer.output_shape),
            "Parameters": layer.parameters,
            "MACs": layer.macs,
        }
        for layer in sketch.layers
    ]


def _read(sketch: Sketch, drawn: Set[str]) -> dict[str, set[str]]:
    """Return which of the ``drawn`` layers each layer reads, directly or through others."""
    found: dict[str, set[str]] = {}
    for layer in sketch.layers:
        ways = ({name} if name in drawn else found.get(name, set()) for name in layer.inputs)
        found[layer.name] = set().union(*ways)
    return found


def _place(layers: list[SketchLayer]) -> list[_Slab]:
    tallest = max(side(layer) for layer in layers)
    slabs: list[_Slab] = []
    x = _GAP / 2
    for layer in layers:
        width = 8 + 2.6 * math.sqrt(layer.output_shape[-1])
        height = _LEAST + (_TALL - _LEAST) * side(layer) / tallest
        slabs.append(_Slab(layer, x, width, height))
        x += width + _GAP
    return slabs


def side(layer: SketchLayer) -> float:
    return float(layer.output_shape[0]) if len(layer.output_shape) == 3 else 0.0


def _slab(slab: _Slab, text: str, muted: str) -> str:
    layer = slab.layer
    fill = COLOURS.get(layer.kind, muted)
    top = _TOP + (_TALL - slab.height) / 2
    shape = "×".join(str(side) for side in layer.output_shape)
    title = f"{layer.kind} {layer.detail}: {count(layer.parameters, 'parameters')}"
    lines = (
        (_NAMES.get(layer.kind, layer.kind.lower()), 15, text, 600),
        (shape, 14, text, 400),
        (_window(layer), 13, muted, 400),
    )
    words = "".join(
        f'<text x="{slab.middle:.1f}" y="{188 + 20 * row}" text-anchor="middle" '
        f'font-size="{size}" font-weight="{weight}" fill="{colour}">{escape(line)}</text>'
        for row, (line, size, colour, weight) in enumerate(lines)
    )
    return (
        f'<g><title>{escape(title)}</title><rect x="{slab.x:.1f}" y="{top:.1f}" rx="4" '
        f'width="{slab.width:.1f}" height="{slab.height:.1f}" fill="{fill}"/>{words}</g>'
    )


def _window(layer: SketchLayer) -> str:
    """Return kernel and stride: what follows the first comma of ``16 filters, 3×3, stride 2``."""
    if layer.kind == "Dense":
        return ""
    _, _, rest = layer.detail.partition(", ")
    return rest.replace("stride ", "÷") or ""


def _arrow(a: _Slab, b: _Slab, colour: str) -> str:
    y = _TOP + _TALL / 2
    start, end = a.x + a.width + 8, b.x - 8
    return (
        f'<path d="M{start:.1f} {y}H{end:.1f}m-7 -5l7 5l-7 5" fill="none" stroke="{colour}" '
        'stroke-width="2" stroke-linecap="round" stroke-linejoin="round"/>'
    )
