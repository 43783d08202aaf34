"""Every network can be said in forty characters, whatever its family."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core import presets
from core.candidates.catalogue import kind_of
from core.models.catalogue import FAMILIES
from core.models.pruned_options import PRUNED
from core.models.sketch.features import LONGEST, said
from core.spaces import sample
from core.specs import Space

PRESETS = presets.preset_spaces()
PRUNING = {"ratio": 0.5, "target": "channels", "criterion": "l2", "epochs": 4}


@pytest.mark.parametrize("name", PRESETS)
def test_every_network_of_a_preset_can_be_said(name: str) -> None:
    rng = np.random.default_rng(0)
    texts = {kind_of(PRESETS[name]).describe(sample(PRESETS[name], rng)) for _ in range(200)}
    assert all(3 < len(text) <= LONGEST for text in texts)
    assert len(texts) > 1 and not any("_" in text or "True" in text for text in texts)


@pytest.mark.parametrize("family", FAMILIES.names())
def test_the_published_network_of_a_family_can_be_said(family: str) -> None:
    assert len(FAMILIES.entry(family).params.read({}).describe({})) <= LONGEST


@pytest.mark.parametrize(
    ("family", "choices", "text"),
    [
        ("convnet", {"blocks": 3, "width_1": 8, "width_2": 32, "width_3": 16, "width_4": 99},
         "3 blocks, 8–32 channels, kernels 3"),
        ("convnet", {"blocks": 1, "width_1": 16, "separable_1": True, "kernel_1": 5},
         "1 block, 16 channels, separable"),
        ("mobilenet_v2", {"width_multiplier": 0.5, "resolution": 96},
         "0.5 × as wide, at 96 px, 7 stages"),
        ("nasbench_macro", {f"layer_{n}": "mb6_k5" if n < 4 else "identity" for n in range(1, 9)},
         "3 wide 5×5, 5 identity"),
        ("tiny_yolo", {"version": 4, "stages": 5, "width_multiplier": 0.25, "separable": True},
         "v4, 5 stages, 0.25 × as wide, separable"),
    ],
)  # fmt: skip
def test_families_say_what_a_person_would(family: str, choices: dict[str, Any], text: str) -> None:
    space = Space(name="s", family=family, choices=())
    assert kind_of(space).describe(choices)[: len(text)] == text


@pytest.mark.parametrize(
    ("changes", "text"),
    [
        ({}, "half the channels cut, l2, 4 epochs"),
        ({"target": "macs", "ratio": 0.9, "distillation": True},
         "90 % of the MACs cut, l2, 4 epochs"),
        ({"granularity": "2:4"}, "2 of 4 weights cut, magnitude, 4 epochs"),
        ({"granularity": "weights", "weight_criterion": "random"},
         "half the weights cut, at random"),
        ({"ratio_1": 0.25, "ratio_2": 0.5}, "25–50 % of each group cut, l2, 4 epochs"),
    ],
)  # fmt: skip
def test_a_pruning_says_what_goes_by_what(changes: dict[str, Any], text: str) -> None:
    space = Space(name="s", family=PRUNED, choices=(), options={"parent": "net"})
    assert kind_of(space).describe({**PRUNING, **changes})[: len(text)] == text


@given(st.lists(st.text(min_size=1, max_size=60), max_size=8))
def test_nothing_said_is_too_long(features: list[str]) -> None:
    assert len(said(features)) <= LONGEST


@pytest.mark.parametrize("choices", [{"blocks": "many"}, {}])
def test_what_is_not_understood_is_not_said(choices: dict[str, Any]) -> None:
    assert kind_of(Space(name="s", family="of-tomorrow", choices=())).describe(choices) == ""
    assert len(kind_of(PRESETS["convnet"]).describe(choices)) <= LONGEST
