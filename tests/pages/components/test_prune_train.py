"""The run that trains one network, to be pruned."""

from __future__ import annotations

from pathlib import Path

import pytest

from core import api
from core.datasets import info
from pages.components.prune_train import DETECTORS, NETWORKS, one_network


@pytest.mark.parametrize("family", NETWORKS)
@pytest.mark.parametrize("dataset", ["digits", "fashion_mnist"])
def test_it_is_one_network_that_fits_the_images(home: Path, family: str, dataset: str) -> None:
    spec = api.check(one_network(family, info(dataset, home), 0.5, 3))
    assert (api.count(spec.space), spec.budget.trials) == (1, 1)
    assert spec.estimator.params == {"epochs": 3}


@pytest.mark.parametrize("width", [0.25, 0.5])
@pytest.mark.parametrize("family", DETECTORS)
def test_one_detector_fits_the_scenes(home: Path, family: str, width: float) -> None:
    spec = api.check(one_network(family, info("fashion_scenes", home), width, 3))
    assert (api.count(spec.space), api.task(spec.space)) == (1, "detection")
    assert [goal.metric for goal in spec.objectives] == ["val_map50", "parameters"]


def test_strides_leave_a_map_of_small_pictures(home: Path) -> None:
    spaces = [one_network("mobilenet", info(n, home), 1.0, 3).space for n in ("digits", "cifar10")]
    strides = [space.choice("output_stride").values for space in spaces]
    assert strides == [(2,), (8,)]
