"""The overview of a large network: a slab a layer, words for every size of the image."""

from __future__ import annotations

from xml.etree import ElementTree

from core.models import sketch
from pages.components.network import drawn_layers
from pages.components.network_picture import overview_svg

SVG = "{http://www.w3.org/2000/svg}"


def test_every_layer_on_an_image_has_a_slab_and_every_size_its_words() -> None:
    drawn = sketch("mobilenet_v2", {}, input_shape=(224, 224, 3), classes=1000)
    picture = ElementTree.fromstring(overview_svg(drawn, "#000000", "#555555"))
    images = [layer for layer in drawn_layers(drawn) if len(layer.output_shape) == 3]
    slabs = picture.findall(f".//{SVG}rect")
    assert len(slabs) == len(images)
    words = [text.text for text in picture.findall(f".//{SVG}text")]
    assert words[::3] == ["224×224", "112×112", "56×56", "28×28", "14×14", "7×7"]


def test_words_never_touch_where_sizes_come_back() -> None:
    settings = {"options": {"levels": 3, "width_multiplier": 0.1, "depth_multiplier": 0.25}}
    drawn = sketch("efficientdet", {}, input_shape=(96, 96, 3), classes=4, **settings)
    picture = ElementTree.fromstring(overview_svg(drawn, "#000000", "#555555", 480.0))
    middles = [float(text.get("x", 0)) for text in picture.findall(f".//{SVG}text")][::3]
    assert len(middles) > 3
    assert all(b - a >= 60 for a, b in zip(middles, middles[1:], strict=False))
    assert all(float(r.get("width", 0)) > 0 for r in picture.iter(f"{SVG}rect"))


def test_it_is_as_wide_as_asked() -> None:
    drawn = sketch("mobilenet_v2", {}, input_shape=(224, 224, 3), classes=1000)
    picture = ElementTree.fromstring(overview_svg(drawn, "#000000", "#555555", 480.0))
    right = max(float(r.get("x", 0)) + float(r.get("width", 0)) for r in picture.iter(f"{SVG}rect"))
    assert 400 < right <= 480
