"""A limit that nothing keeps is refused in every preset, and one that something keeps never is."""

from __future__ import annotations

import math

import numpy as np
import pytest

from core.candidates.catalogue import kind_of
from core.candidates.least_cost import MOST_TRIES, Cost, least_above
from core.datasets.catalogue import info
from core.errors import EvaluationError
from core.models.catalogue import FAMILIES
from core.presets import preset_spaces
from core.settings import ROOT
from core.spaces import count_architectures, nth, sample
from core.specs import Choices, Space

SPACE = Space.model_validate(
    {"name": "s", "family": "c", "choices": {"a": [0, 1, 2, 3], "b": [0, 1, 2, 3]}}
)
METRICS = ("parameters", "macs", "size_bytes")


def cost_of(space: Space, metric: str) -> Cost:
    images = "digits" if space.name == "convnet_small" else "fashion_mnist"
    dataset = (
        "fashion_scenes" if FAMILIES.entry(space.family).params.task == "detection" else images
    )
    kind, facts = kind_of(space), info(dataset, ROOT)

    def cost(choices: Choices) -> float:
        try:
            return kind.sketch(choices, facts).costs[metric]
        except EvaluationError:
            return math.inf

    return cost


@pytest.mark.parametrize("metric", METRICS)
@pytest.mark.parametrize("name", sorted(preset_spaces()))
def test_what_no_candidate_of_a_preset_keeps_is_refused_with_the_least_found(
    name: str, metric: str
) -> None:
    space = preset_spaces()[name]
    cost, fitting = cost_of(space, metric), sample(space, np.random.default_rng(0))
    least = least_above(space, cost, 1.0, fitting)
    rng = np.random.default_rng(7)
    assert least is not None
    assert least <= min(cost(sample(space, rng)) for _ in range(50))


@pytest.mark.parametrize("metric", METRICS)
@pytest.mark.parametrize("name", sorted(preset_spaces()))
def test_what_a_candidate_of_a_preset_keeps_is_never_refused(name: str, metric: str) -> None:
    space = preset_spaces()[name]
    cost, rng = cost_of(space, metric), np.random.default_rng(3)
    known = [cost(sample(space, rng)) for _ in range(30)]
    for limit in (min(known), float(np.median(known))):
        assert least_above(space, cost, limit, sample(space, rng)) is None


@pytest.mark.parametrize("metric", METRICS)
def test_the_least_found_is_the_least_there_is(metric: str) -> None:
    space = preset_spaces()["efficientnet"]
    cost = cost_of(space, metric)
    everything = [cost(nth(space, number)) for number in range(count_architectures(space))]
    assert least_above(space, cost, 1.0, nth(space, 0)) == min(everything)


def two_valleys(choices: Choices) -> float:
    """Lowest at 0 and 0; no single change leads lower from 3 and 3 either."""
    a, b = int(choices["a"]), int(choices["b"])
    return {(0, 0): 10.0, (3, 3): 12.0}.get((a, b), 20.0 + abs(a - b))


def test_where_walks_end_apart_only_what_is_far_below_is_refused() -> None:
    start = {"a": 0, "b": 0}
    assert least_above(SPACE, two_valleys, 9.0, start) is None
    assert least_above(SPACE, two_valleys, 4.0, start) == 10.0


def test_candidates_that_cannot_be_built_are_walked_around() -> None:
    def cost(choices: Choices) -> float:
        a, b = int(choices["a"]), int(choices["b"])
        return float("inf") if a == b else 10.0 + a + b

    assert least_above(SPACE, cost, 1.0, {"a": 3, "b": 2}) == 11.0


def test_a_space_too_wide_to_be_walked_is_left_to_the_run() -> None:
    wide = {"name": "w", "family": "c", "choices": {"a": list(range(MOST_TRIES + 10))}}
    space = Space.model_validate(wide)
    assert least_above(space, lambda _: 5.0, 1.0, {"a": 0}) is None
