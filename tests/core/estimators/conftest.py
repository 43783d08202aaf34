"""A small slice of real data, and spaces of one and of many architectures."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from core.datasets.prepare import Data, prepare
from core.specs import Space, Value


@pytest.fixture(scope="session")
def digits(tmp_path_factory: pytest.TempPathFactory) -> Data:
    folder = tmp_path_factory.mktemp("digits")
    return prepare("digits", folder, seed=0, split_file=folder / "split.json")


@pytest.fixture(scope="session")
def data(digits: Data) -> Data:
    """Three hundred training images and a hundred to validate on."""
    return replace(
        digits,
        x_train=digits.x_train[:300],
        y_train=digits.y_train[:300],
        x_val=digits.x_val[:100],
        y_val=digits.y_val[:100],
    )


@pytest.fixture
def one() -> Space:
    return Space(name="one", family="convnet", choices=())


@pytest.fixture
def choices() -> dict[str, Value]:
    return {"blocks": 2, "width_1": 8, "width_2": 12, "separable_2": True, "stride_2": 2}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "trial"
    made.mkdir()
    return made
