"""The drawing of a network and its layer table."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest

from core import api
from core.models.sketches import Sketch
from core.presets import preset_spaces
from pages.components.network import drawn_layers, layer_rows, network_svg

SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture
def sketch(home: object) -> Sketch:
    space = preset_spaces()["convnet_small"]
    return api.sketch(space, api.sample(space, 3), "digits")


def test_drawing_has_a_slab_for_each_drawn_layer(sketch: Sketch) -> None:
    picture = ElementTree.fromstring(network_svg(sketch, "#000000", "#555555"))
    assert len(picture.findall(f".//{SVG}rect")) == len(drawn_layers(sketch))


def test_drawing_runs_from_the_image_to_the_classes(sketch: Sketch) -> None:
    kinds = [layer.kind for layer in drawn_layers(sketch)]
    assert (kinds[0], kinds[-1]) == ("InputLayer", "Dense")
    assert "BatchNormalization" not in kinds


def test_layer_table_adds_up(sketch: Sketch) -> None:
    rows = layer_rows(sketch)
    assert sum(int(row["Parameters"]) for row in rows) == sketch.parameters
    assert sum(int(row["MACs"]) for row in rows) == sketch.macs
