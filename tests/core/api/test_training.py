"""The run that trains one network, to be pruned."""

from __future__ import annotations

import pytest

from core import api
from core.errors import SpecError

CLASSIFIERS = [one.name for one in api.small_families() if one.task == "classification"]
DETECTORS = [one.name for one in api.small_families() if one.task == "detection"]


@pytest.mark.parametrize("family", CLASSIFIERS)
@pytest.mark.parametrize("dataset", ["digits", "fashion_mnist"])
def test_it_is_one_network_that_fits_the_images(family: str, dataset: str) -> None:
    spec = api.single_network(family, dataset, width=0.5, epochs=3, name="Mine")
    assert (spec.name, api.count(spec.space), spec.budget.trials) == ("Mine", 1, 1)
    assert spec.estimator.params == {"epochs": 3}


@pytest.mark.parametrize("width", [0.25, 0.5])
@pytest.mark.parametrize("family", DETECTORS)
def test_one_detector_fits_the_scenes(family: str, width: float) -> None:
    spec = api.single_network(family, "fashion_scenes", width=width)
    assert (api.count(spec.space), api.task(spec.space)) == (1, "detection")
    assert [goal.metric for goal in spec.objectives] == ["val_map50", "parameters"]


def test_strides_leave_a_map_of_small_pictures() -> None:
    spaces = [api.single_network("mobilenet", name).space for name in ("digits", "cifar10")]
    strides = [space.choice("output_stride").values for space in spaces]
    assert strides == [(2,), (8,)]


def test_pictures_of_another_kind_are_refused() -> None:
    with pytest.raises(SpecError, match="finds objects"):
        api.single_network("tiny_yolo", "digits")


@pytest.mark.parametrize(
    ("family", "said"),
    [
        ("nasnet", "'nasnet' has no small network to train by itself. Choose convnet, mobilenet,"),
        ("resnot", "Unknown family 'resnot'"),
    ],
)
def test_a_family_without_a_small_network_is_refused(family: str, said: str) -> None:
    with pytest.raises(SpecError, match=said):
        api.single_network(family, "digits")


def test_families_that_are_offered_are_the_registrys_by_their_titles() -> None:
    assert {"convnet", "mobilenet_v3_small"} <= set(CLASSIFIERS)
    assert set(DETECTORS) == {"tiny_yolo", "efficientdet"}
    titles = {entry.name: entry.title for entry in api.families()}
    assert all(one.title == titles[one.name] != one.name for one in api.small_families())
