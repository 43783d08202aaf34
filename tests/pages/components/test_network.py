"""The drawing of a network and its layer table."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest

from core import api
from core.models import sketch as draw
from core.models.sketch.base import Sketch
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


def arrows(sketch: Sketch) -> int:
    return len(ElementTree.fromstring(network_svg(sketch, "#000", "#555")).findall(f".//{SVG}path"))


def test_arrows_lead_along_a_chain_and_never_from_one_answer_to_another(sketch: Sketch) -> None:
    assert arrows(sketch) == len(drawn_layers(sketch)) - 1
    options = {"version": 3, "width_multiplier": 0.1}
    small = draw("tiny_yolo", {"stages": 3}, input_shape=(96, 96, 3), classes=4, options=options)
    names = [layer.name for layer in drawn_layers(small)]
    assert names[-3:] == ["fine", "coarse_boxes", "fine_boxes"]
    # Neither of these reads the one before it: "lateral", "coarse_boxes", "fine_boxes".
    assert arrows(small) == len(names) - 1 - 3


def test_a_layer_that_is_applied_again_is_reported_once_more_without_weights() -> None:
    settings = {"options": {"levels": 3, "width_multiplier": 0.1, "depth_multiplier": 0.25}}
    drawn = draw("efficientdet", {}, input_shape=(96, 96, 3), classes=4, **settings)
    rows = {str(row["Layer"]): row for row in layer_rows(drawn)}
    assert rows["classes_predict#2"]["Parameters"] == 0 and rows["classes_predict"]["Parameters"]
    assert len(rows) == len(drawn.layers)


def test_layer_table_adds_up(sketch: Sketch) -> None:
    rows = layer_rows(sketch)
    assert sum(int(row["Parameters"]) for row in rows) == sketch.parameters
    assert sum(int(row["MACs"]) for row in rows) == sketch.macs
